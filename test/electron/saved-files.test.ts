/** Files that the page saves: Electron asks for a place and writes them. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { bootForEachTest } from '../fixtures/electron/apps.ts';
import { eventually } from '../fixtures/host/host-process.ts';

const { boot, dataFolder } = bootForEachTest();
const url = 'blob:hearth://app/0e8c';

it('asks for a place under the name that the page chose, and writes the text there', async () => {
  const { electron, page } = await boot();
  await page();
  electron.answers.filePath = join(dataFolder(), 'answer.md');
  expect(electron.session.download(url, 'answer.md', '# Rivers')).toBe(true);
  await eventually(() => electron.seen.dialogOptions !== null);
  expect(electron.seen.dialogOptions).toMatchObject({
    title: 'Save file',
    defaultPath: join('/home/ada/Documents', 'answer.md'),
  });
  expect(readFileSync(electron.answers.filePath, 'utf8')).toBe('# Rivers');
  expect(electron.seen.errors).toEqual([]);
});

it('says where a file could not be written, and nothing if the user closed the dialog', async () => {
  const { electron, page } = await boot();
  await page();
  electron.session.download(url, 'a.txt', 'a');
  await eventually(() => electron.seen.dialogOptions !== null);
  expect(electron.seen.errors).toEqual([]);
  electron.answers.filePath = '/dev/null/a.txt';
  electron.session.download(url, 'a.txt', 'a');
  await eventually(() => electron.seen.errors.length === 1);
  expect(electron.seen.errors[0]).toContain('Hearth could not write /dev/null/a.txt.');
});
