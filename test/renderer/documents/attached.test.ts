/** Documents in the message box and in messages, on a scripted core in a real browser. */
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { expect, test } from 'vitest';
import { partsOf, plain, freezeAt, until, useStates } from '../../fixtures/renderer/page.ts';
import { documentsScript, draftWith, sampleDocument } from '../../fixtures/states/sample-documents.ts';
import { documentsWords } from '../../../renderer/words/documents.ts';

let page: Page;
const openState = useStates();
const { field, button, articles } = partsOf(() => page);
const words = documentsWords.attached;
const book = 'The history of the steam engine in eleven volumes.epub';

const list = () => page.getByRole('list', { name: words.list });
const entry = (name: string) => list().getByRole('listitem').filter({ hasText: name });
const textOf = async (name: string) => plain(await entry(name).textContent());

test('each document of a draft says what it costs, and one that does not fit is sent in passages with the reason', async () => {
  page = await openState('answered', {
    given: { documents: documentsScript(), drafts: [draftWith('chat-0', ['report.pdf', 'notes.md', book])] },
  });
  await entry('report.pdf').getByText('8,214').waitFor();
  expect(await textOf('report.pdf')).toContain(
    '12 pages8,214 tokensread once in about 14.2 s33.6 MB of KV cache',
  );
  expect(await textOf('notes.md')).toContain('412 lines4,630 tokensalready read: restored in 96 ms');
  // Chosen automatically, and said.
  await entry(book).getByText('Too long for the context').waitFor();
  expect(await textOf(book)).toContain('203,000 tokens, with room for 6,240');
  await expect.poll(() => entry(book).getByRole('radio', { name: words.passages }).isChecked()).toBe(true);
  await expect.poll(() => entry(book).getByRole('radio', { name: words.whole }).isDisabled()).toBe(true);
  await expect
    .poll(() => entry('report.pdf').getByRole('radio', { name: words.whole }).isChecked())
    .toBe(true);
  // The book is not part of the sum.
  await page.getByText('2 documents').waitFor();
  await expect
    .poll(async () => plain(await page.getByText('2 documents').textContent()))
    .toBe('2 documents · 12,844 tokens · read once in about 14.2 s · 52.5 MB of KV cache');

  await entry('notes.md').getByRole('radio', { name: words.passages }).check({ force: true });
  await entry('notes.md').getByText(words.passagesOnly).waitFor();
  await entry('report.pdf')
    .getByRole('button', { name: words.remove('report.pdf') })
    .press('Enter');
  await expect.poll(() => entry('report.pdf').count()).toBe(0);
  expect(await field().evaluate((element) => element === document.activeElement)).toBe(true);

  await field().fill('What does it say?');
  await page.keyboard.press('Enter');
  const sent = articles().filter({ hasText: 'What does it say?' });
  await sent.getByRole('button', { name: /notes\.md/ }).waitFor();
  expect(plain(await sent.locator('.document-part').allTextContents().then(String))).toBe(
    `notes.md0 passages,${book}0 passages`,
  );
  await expect.poll(() => list().count()).toBe(0);
});

test('extraction, scans, images, failures and changed files are said where the document is attached, with what can be done', async () => {
  page = await openState('answered', {
    width: 420,
    given: {
      documents: { ...documentsScript(), renewMs: 300 },
      drafts: [draftWith('chat-0', ['contract.docx', 'scan.pdf', 'photo.jpg', 'secret.pdf', book, 'gone'])],
    },
  });
  await entry('contract.docx').waitFor();
  await expect
    .poll(() => entry('contract.docx').getByRole('progressbar').getAttribute('aria-valuetext'))
    .toBe(plain(words.extracted(0.4)).replace(' ', '\u2009'));
  expect(await textOf('scan.pdf')).toContain('0 of 40 pages have text');
  expect(await textOf('photo.jpg')).toContain(words.image);
  expect(await textOf('secret.pdf')).toContain('secret.pdf cannot be read (EACCES)');
  expect(await textOf(book)).toContain(words.changed);
  expect(await textOf(documentsWords.unnamed)).toContain(words.gone);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(420);

  await entry('scan.pdf').getByRole('button', { name: words.recognise }).press('Enter');
  await entry('scan.pdf').getByRole('progressbar').waitFor();
  // The message can be sent as soon as the text is there, but not with a document that will have none.
  await field().fill('Why?');
  const note = page.locator('.draft-foot [role=status]');
  await note.getByText(documentsWords.held.recognise('photo.jpg')).waitFor();
  await expect.poll(() => button('Send').isDisabled()).toBe(true);
  for (const name of [documentsWords.unnamed, 'photo.jpg', 'secret.pdf', 'scan.pdf'])
    await entry(name)
      .getByRole('button', { name: words.remove(name) })
      .press('Enter');
  await note.getByText(documentsWords.held.extracting('contract.docx')).waitFor();
  await field().press('Enter');
  await note.getByText(documentsWords.held.waits({ step: 'extracting', name: 'contract.docx' })).waitFor();
  await entry('contract.docx').getByRole('button', { name: words.stop }).press('Enter');
  await until(async () => (await entry('contract.docx').count()) === 0);
  // Nothing is sent without the document that was waited for.
  await expect.poll(() => field().inputValue()).toBe('Why?');
  const reading = await freezeAt(page, `[aria-label="${words.list}"] progress`);
  await entry(book).getByRole('button', { name: words.renew }).press('Enter');
  await reading.reached();
  await entry(book).getByRole('progressbar').waitFor();
  await field().press('Enter');
  await note.getByText(documentsWords.held.waits({ step: 'extracting', name: book })).waitFor();
  await reading.thaw();
  await articles().filter({ hasText: 'Why?' }).getByRole('button', { name: book }).waitFor();
});

test('documents are attached by their path, from those used before, by paste and by drop, and come back when a message is edited', async () => {
  page = await openState('answered', {
    given: {
      answer: 'Yes.',
      canPickFiles: false,
      documents: {
        ...documentsScript(),
        added: [sampleDocument('plan.md', { facts: { kind: 'markdown', pages: null } })],
      },
    },
  });
  await field().waitFor();
  await page.keyboard.press('Control+u');
  const panel = page.getByRole('dialog', { name: documentsWords.attach.label });
  await panel.getByRole('textbox', { name: documentsWords.attach.path }).fill('/home/ada/plan.md');
  await page.keyboard.press('Enter');
  await entry('plan.md').waitFor();
  await until(async () => !(await panel.isVisible()));
  await button(documentsWords.attach.label).click();
  await panel.getByRole('button', { name: 'notes.md' }).click();
  await entry('notes.md').waitFor();

  await field().fill('Compare them');
  await page.keyboard.press('Enter');
  const sent = articles().filter({ hasText: 'Compare them' });
  await sent.getByRole('button', { name: /plan\.md/ }).waitFor();
  await page.locator('.answer').last().locator('.latency').waitFor();
  await sent.getByRole('button', { name: 'Edit', exact: true }).click();
  await entry('plan.md')
    .getByRole('button', { name: words.remove('plan.md') })
    .click();
  await page
    .getByRole('textbox', { name: 'Edit message' })
    .locator('..')
    .getByRole('button', { name: documentsWords.attach.label })
    .click();
  await panel.getByRole('button', { name: 'report.pdf' }).click();
  await entry('report.pdf').waitFor();
  await page.getByRole('textbox', { name: 'Edit message' }).press('Enter');
  await sent.getByRole('button', { name: /report\.pdf/ }).waitFor();
  await expect
    .poll(async () => (await sent.locator('.document-part-name').allTextContents()).toSorted())
    .toEqual(['notes.md', 'report.pdf']);

  // A browser hides the paths of files, so they are sent to the host, which the script does not have.
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['text'], 'pasted.txt', { type: 'text/plain' }));
    document
      .querySelector('#message')!
      .dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await page.getByText(documentsWords.attach.addingFile('pasted.txt')).waitFor();
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.items.add(new File(['{}'], 'dropped.json', { type: 'application/json' }));
    dispatchEvent(new DragEvent('drop', { dataTransfer: data }));
  });
  await page.getByText(documentsWords.attach.addingFile('dropped.json')).waitFor();
  // A spreadsheet gives an image of the cells as well.
  await page.evaluate(() => {
    const data = new DataTransfer();
    data.setData('text/plain', 'cells');
    data.setData('text/html', '<table></table>');
    data.items.add(new File(['image'], 'cells.png', { type: 'image/png' }));
    document
      .querySelector('#message')!
      .dispatchEvent(new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true }));
  });
  await expect.poll(() => page.getByText(documentsWords.attach.addingFile('dropped.json')).count()).toBe(1);
  await button(documentsWords.attach.label).click();
  const [chooser] = await Promise.all([
    page.waitForEvent('filechooser'),
    panel.getByText(documentsWords.attach.folder).click(),
  ]);
  await chooser.setFiles(fileURLToPath(new URL('.', import.meta.url)));
  await page.getByText(documentsWords.attach.addingFile('documents')).waitFor();

  // Nothing is sent without the files that were chosen, and the host takes none here.
  await field().fill('Compare them');
  await page.getByText(documentsWords.held.adding('pasted.txt')).waitFor();
  await page.keyboard.press('Enter');
  await page.getByText(documentsWords.held.waits({ step: 'adding', name: 'pasted.txt' })).waitFor();
  await expect.poll(() => field().inputValue()).toContain('Compare them');
});
