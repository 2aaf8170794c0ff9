/** Versions and branches of a chat in the window, as a user reaches them. */
import type { Page } from 'playwright-core';
import { describe, expect, it, test } from 'vitest';
import type { TreeNode } from '../../../main/shared/contract/branches.ts';
import { treeRows } from '../../../renderer/chats/tree-rows.ts';
import { chatWords } from '../../../renderer/words/chat.ts';
import { frameWords } from '../../../renderer/words/frame.ts';
import { accessibilityProblems } from '../../fixtures/browser/accessibility.ts';
import { useStates, watchFor } from '../../fixtures/renderer/page.ts';

const words = chatWords.message;

describe('the rows of a tree', () => {
  const node = (id: string, parentId: string | null, isDeleted = false): TreeNode => ({
    id,
    parentId,
    role: 'user',
    words: id,
    ending: 'finished',
    isEdited: false,
    isDeleted,
  });
  const told = (nodes: TreeNode[]) =>
    treeRows(nodes).map(({ node: { id }, level, version, versions, parent }) => [
      id,
      level,
      version,
      versions,
      parent,
    ]);

  it('put each path below the message that it follows, further in only where it branches', () => {
    const nodes = [node('q', null), node('a', 'q'), node('q2', 'a'), node('b', 'q'), node('q3', 'b')];
    expect(told(nodes)).toEqual([
      ['q', 0, 1, 1, -1],
      ['a', 1, 1, 2, 0],
      ['q2', 1, 1, 1, 1],
      ['b', 1, 2, 2, 0],
      ['q3', 1, 1, 1, 3],
    ]);
  });

  it('do not count deleted versions, and lose nothing of a damaged chat', () => {
    const nodes = [node('q', null), node('a', 'q', true), node('b', 'q'), node('lost', 'gone')];
    expect(told(nodes)).toEqual([
      ['q', 0, 1, 2, -1],
      ['a', 1, null, 1, 0],
      ['b', 1, 1, 1, 0],
      ['lost', 0, 2, 2, -1],
    ]);
  });

  it('are found for a path of 2,000 messages, however deep', () => {
    const nodes = Array.from({ length: 2_000 }, (_, at) => node(`${at}`, at === 0 ? null : `${at - 1}`));
    expect(treeRows(nodes).map(({ level }) => level)).toEqual(nodes.map(() => 0));
  });
});

describe('in the window', () => {
  const open = useStates();
  const articles = (page: Page) => page.getByRole('log', { name: 'Conversation' }).getByRole('article');
  const texts = async (page: Page): Promise<string> => (await articles(page).allInnerTexts()).join('\n');
  const focused = (page: Page) => page.evaluate(() => document.activeElement?.id ?? '');
  /** Chooses an action of a message by keyboard. */
  const choose = async (page: Page, index: number, action: string): Promise<void> => {
    await articles(page).nth(index).getByRole('button', { name: words.menu }).focus();
    await page.keyboard.press('Enter');
    const menu = page.getByRole('dialog', { name: words.menu });
    await menu.getByRole('button', { name: action, exact: true }).focus();
    await page.keyboard.press('Enter');
  };

  test('the tree shows all versions, and a path by keyboard; axe finds nothing', async () => {
    const page = await open('branched');
    await articles(page).nth(3).waitFor();
    await page.getByRole('button', { name: chatWords.tree.label }).focus();
    await page.keyboard.press('Enter');
    const tree = page.getByRole('tree', { name: chatWords.tree.label });
    await expect.poll(() => tree.getByRole('treeitem').count()).toBe(7);
    const selected = () => tree.locator('[aria-selected="true"]').innerText();
    await expect.poll(selected).toContain('A model of 7 to 8');
    await expect.poll(() => tree.locator('[aria-current="true"]').count()).toBe(4);
    expect(await accessibilityProblems(page)).toEqual([]);
    await page.keyboard.press('ArrowDown');
    await expect.poll(selected).toContain('Explain it to a child');
    await page.keyboard.press('ArrowRight');
    await expect.poll(selected).toContain('Imagine that');
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await expect.poll(() => texts(page)).toContain('Imagine that you read a recipe');
    expect(await texts(page)).not.toContain('And for my machine?');
    await expect.poll(() => focused(page)).toBe('message-m3b');
  });

  test('only the rows of a long tree that are in view are drawn', async () => {
    const page = await open('messages-2000');
    await articles(page).first().waitFor();
    await choose(page, 0, words.tree);
    const rows = page.getByRole('treeitem');
    await rows.first().waitFor();
    await expect.poll(() => rows.count()).toBeLessThan(60);
    await page.keyboard.press('Home');
    await expect.poll(() => rows.first().innerText()).toContain('Question 1?');
    await expect.poll(() => rows.count()).toBeLessThan(60);
  });

  test('a message is deleted with what follows it, and Undo brings both back', async () => {
    const page = await open('branched');
    await articles(page).nth(3).waitFor();
    await choose(page, 2, words.delete);
    await expect.poll(() => texts(page)).toContain('Explain it to a child');
    const notice = page.getByText(frameWords.messageDeleted.after.trim(), { exact: false });
    await notice.waitFor();
    expect(await texts(page)).not.toContain('And for my machine?');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => texts(page)).toContain('A model of 7 to 8 billion');
    await expect.poll(() => articles(page).count()).toBe(4);
  });

  test('a fork says where it comes from and leads back', async () => {
    const page = await open('branched');
    await articles(page).nth(3).waitFor();
    // The chat is itself a fork of another.
    await page
      .getByText(chatWords.fork.from.before)
      .getByRole('button', { name: 'Rust lifetimes' })
      .waitFor();
    await choose(page, 1, words.fork);
    await page.getByRole('heading', { level: 1, name: 'What is prefill? (2)' }).waitFor();
    await expect.poll(() => articles(page).count()).toBe(2);
    await page.getByText(chatWords.fork.from.before).getByRole('button').click();
    await page.getByRole('heading', { level: 1, name: 'What is prefill?', exact: true }).waitFor();
    await expect.poll(() => focused(page)).toBe('message-m2');
  });

  test('an answer is edited in place, marked, and the earlier one kept', async () => {
    const page = await open('branched');
    await articles(page).nth(3).waitFor();
    await choose(page, 3, words.edit);
    const editor = page.getByRole('textbox', { name: words.answerEditor });
    await expect.poll(() => editor.evaluate((one) => one === document.activeElement)).toBe(true);
    await editor.fill('A small one.\nReally.');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => texts(page)).toContain('A small one.');
    const last = articles(page).nth(3);
    await expect.poll(() => last.innerText()).toContain(words.editedAnswer(''));
    await expect.poll(() => last.innerText()).toContain(words.versionCount(2, 2));
  });

  test('a stopped answer continues in its place, and its line says so', async () => {
    const page = await open('branched');
    const last = articles(page).nth(3);
    await last.waitFor();
    // It started from the state of the chat that this one was forked from.
    await expect.poll(() => last.innerText()).toContain('continues from “Rust lifetimes”');
    await expect.poll(() => last.innerText()).toContain('continued');
    const isWritten = await watchFor(page, '[aria-label="Stop"]');
    await last.getByRole('button', { name: words.continue }).click();
    await isWritten();
    await last.getByRole('button', { name: words.menu }).waitFor();
    await expect.poll(() => articles(page).count()).toBe(4);
    await expect
      .poll(() => last.innerText())
      .toContain('A model of 7 to 8 billion parameters at Q4_K_M fits well.');
  });
});
