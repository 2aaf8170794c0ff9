/** Two whole cores that share a sync folder: what their windows see, and that chats that came are processed in idle time. */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { textOf, textParts } from '../../../main/shared/message/parts.ts';
import { ask, startTestCore, temporaryFolder, type TestCore } from '../../fixtures/core/test-core.ts';
import { modelReady } from '../../fixtures/core/window.ts';

let folder: ReturnType<typeof temporaryFolder>;
let cores: TestCore[] = [];
let shared = '';
beforeEach(() => {
  folder = temporaryFolder();
  shared = join(folder.path, 'shared');
  mkdirSync(shared);
});
afterEach(async () => {
  for (const core of cores) await core.close();
  cores = [];
  folder.remove();
});

const start = async (name: string): Promise<TestCore> => {
  mkdirSync(join(folder.path, name));
  const core = startTestCore({ pieces: ['On ', 'Wednesday.'] }, join(folder.path, name));
  cores.push(core);
  await modelReady(core.window);
  return core;
};

/** All that the files of the sync folder say. */
const sharedText = (): string =>
  readdirSync(shared, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.jsonl'))
    .map((name) => readFileSync(join(shared, name), 'utf8'))
    .join('\n');

const extracted = async ({ window }: TestCore, id: string): Promise<void> => {
  for (;;) {
    const all = await window.call('documents', {});
    if (all.find((one) => one.id === id)?.extraction.state === 'ready') return;
    await window.next('documents.changed');
  }
};

it('share chats through it, show them at once, delete them on both, and make the KV states of their own', async () => {
  const [one, two] = [await start('one'), await start('two')];
  expect(await one.window.call('syncState', {})).toMatchObject({ isOn: false, folder: null });
  await expect(one.window.call('syncNow', {})).rejects.toThrow('switched off');
  await expect(one.window.call('startSync', { folder: one.folder, name: 'One' })).rejects.toThrow(
    'cannot be in Hearth’s own data folder',
  );
  await expect(one.window.call('startSync', { folder: join(shared, 'no'), name: 'One' })).rejects.toThrow(
    'There is no folder',
  );
  const { chatId } = await ask(one, null, 'Which day is it?');
  await one.window.call('changeSettings', { systemPrompt: 'Be brief.' });
  await one.window.call('startSync', { folder: shared, name: 'One' });

  const came = two.window.next('chats.came');
  await two.window.call('startSync', { folder: shared, name: 'Two' });
  expect((await came).chats).toMatchObject([{ id: chatId }]);
  // It is read by the engine of this machine while nobody waits, though no token of it came along.
  const isPrepared = (): boolean =>
    two.engine.received.some((message) => message.kind === 'prepare-chat' && message.chatId === chatId);
  await expect.poll(isPrepared).toBe(true);
  const opened = await two.window.call('openChat', { chatId });
  expect(opened.messages.map((message) => textOf(message))).toEqual(['Which day is it?', 'On Wednesday.']);
  expect((await two.window.call('greet', {})).settings.systemPrompt).toBe('Be brief.');
  expect(await two.window.call('syncState', {})).toMatchObject({
    isOn: true,
    machines: ['One'],
    mergedChats: 1,
    waiting: 0,
    problems: [],
  });
  const question = opened.messages[0]!;
  const edited = two.window.next('turn.finished');
  await two.window.call('editMessage', { messageId: question.id, parts: textParts('And yesterday?') });
  await edited;
  await two.window.call('syncNow', {});
  const reshaped = one.window.next('chat.reshaped');
  await one.window.call('syncNow', {});
  expect((await reshaped).chatId).toBe(chatId);
  const tree = await one.window.call('chatTree', { chatId });
  expect(tree.map(({ words }) => words)).toEqual([
    'Which day is it?',
    'On Wednesday.',
    'And yesterday?',
    'On Wednesday.',
  ]);

  // A document comes along with its file, and its text is extracted by the reader of this machine.
  const note = join(folder.path, 'note.txt');
  writeFileSync(note, 'A note about Wednesday.');
  const { documents } = await one.window.call('addDocuments', { paths: [note], uploads: [] });
  const { id: documentId } = documents[0]!;
  await extracted(one, documentId);
  await one.window.call('syncNow', {});
  await two.window.call('syncNow', {});
  await extracted(two, documentId);
  const { text } = await two.window.call('documentText', { documentId, at: 0, length: 100 });
  expect(text).toContain('A note about Wednesday.');
  await one.window.call('removeDocuments', { documentIds: [documentId] });
  await one.window.call('syncNow', {});
  const files = readdirSync(shared, { recursive: true, encoding: 'utf8' });
  expect(files.filter((name) => /[0-9a-f]{64}$/.test(name))).toEqual([]);
  expect(sharedText()).not.toContain('note.txt');
  const removed = two.window.next('documents.removed');
  await two.window.call('syncNow', {});
  expect(await removed).toEqual({ documentIds: [documentId] });
  expect(await two.window.call('documents', {})).toEqual([]);
  await two.window.call('syncNow', {});
  await one.window.call('syncNow', {});
  expect(await one.window.call('documents', {})).toEqual([]);

  await one.window.call('deleteChats', { chatIds: [chatId] });
  await one.window.call('syncNow', {});
  const gone = two.window.next('chats.deleted');
  await two.window.call('syncNow', {});
  expect((await gone).chatIds).toEqual([chatId]);
  expect(await two.window.call('deletedChats', {})).toMatchObject([{ id: chatId }]);
});
