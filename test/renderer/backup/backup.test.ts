/** The sync folder, backups, the log and crash reports in Settings, in a real browser. */
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { partsOf, useStates } from '../../fixtures/renderer/page.ts';

let page: Page;
const openState = useStates();
const { button } = partsOf(() => page);

test('a sync folder is chosen with a name, tells what it has done and what is wrong, and is left again', async () => {
  page = await openState('sync-folder');
  await button('Settings').click();
  await page.getByText('Desktop, Work').waitFor();
  await page.getByText(/, 12 chats so far$/).waitFor();
  await page.getByText('One file waits for another one that has not arrived yet.').waitFor();
  await page
    .getByText(
      'Documents over 4 MB and folders are not synced. Attach them here if you need them: report.pdf.',
    )
    .waitFor();
  await page.getByText(/1-000004\.jsonl from Work is not complete yet/).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button('Stop…').click();
  await button('Stop').click();
  await page.getByRole('textbox', { name: 'This computer' }).fill('Kitchen');
  await page.getByRole('textbox', { name: 'Folder', exact: true }).fill('/home/ada/Dropbox');
  await page.keyboard.press('Enter');
  await page.getByText('/home/ada/Dropbox').waitFor();
  await page.getByText('Kitchen').waitFor();
});

test('a backup shows its progress, can be stopped, and says what was checked', async () => {
  page = await openState('backed-up');
  await button('Settings').click();
  await page.getByText(/^Backed up and checked: 212 chats, 4,018 messages, 17 documents/).waitFor();
  expect(await page.getByRole('textbox', { name: 'Backup file' }).inputValue()).toBe(
    '/home/ada/hearth-backup-2026-11-29.zip',
  );
  await page.getByRole('textbox', { name: 'Backup file' }).fill('/media/usb/hearth.zip');
  await button('Back up').click();
  await page.getByRole('progressbar', { name: 'Writing the backup…' }).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  // The fields stay where they are meanwhile.
  await expect.poll(() => button('Back up').isDisabled()).toBe(true);
  await button('Stop').click();
  await expect.poll(() => button('Back up').isDisabled()).toBe(false);
  expect(await page.getByRole('textbox', { name: 'Backup file' }).inputValue()).toBe('/media/usb/hearth.zip');
});

test('a backup that is unpacked is restored by a restart', async () => {
  page = await openState('backup-unpacked');
  await button('Settings').click();
  await page.getByText(/^hearth-backup-2026-11-01\.zip .* is intact: 212 chats/).waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  await button('Restart now').click();
  await page.getByText('Hearth restarts.').waitFor();
  await button('Don’t restore').click();
  await button('Choose a backup…').click();
  await page.getByRole('progressbar', { name: 'Unpacking and checking the backup…' }).waitFor();
});

test('the log and crash reports are shown, and can be saved', async () => {
  page = await openState('answered');
  await button('Settings').click();
  await button('Show log and crash reports').click();
  await page.getByText('Log', { exact: true }).click();
  await page.getByText('Hearth 0.1.0').waitFor();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Save…' }).first().click();
  expect((await saved).suggestedFilename()).toBe('hearth.log');
  await page.getByText('crash-2026-11-28-09-30-00.json').click();
  await page.getByText('"part": "engine"').waitFor();
  // The report is shown whole before it is saved.
  await button('Save report…').click();
  const dialog = page.getByRole('dialog', { name: 'Report about a problem' });
  await dialog.getByText('"hearth": "0.1.0"').waitFor();
  expect(await accessibilityProblems(page)).toEqual([]);
  const report = page.waitForEvent('download');
  await dialog.getByRole('button', { name: 'Save…' }).click();
  expect((await report).suggestedFilename()).toMatch(/^hearth-report-\d{4}-\d\d-\d\d\.json$/);
  await dialog.waitFor({ state: 'detached' });
});
