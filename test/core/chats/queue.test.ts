/** Messages that wait for the answer before them: their order, and what stopping, failing and a restart do. */
import { expect, it } from 'vitest';
import type { QueuedMessage } from '../../../main/shared/contract/queue.ts';
import { textOf, textParts } from '../../../main/shared/message/parts.ts';
import { change } from '../../fixtures/chats/stored-chats.ts';
import { ask, type TestCore } from '../../fixtures/core/test-core.ts';
import { useCoresOfOneFolder } from '../../fixtures/core/use-test-cores.ts';

const { start, closeAll, folder } = useCoresOfOneFolder();

const kept = async (core: TestCore): Promise<QueuedMessage[]> => (await core.window.call('greet', {})).queued;
const waiting = async (core: TestCore): Promise<string[]> => (await kept(core)).map(textOf);
const queue = (core: TestCore, chatId: string, text: string): Promise<void> =>
  core.window.call('queueMessage', { chatId, parts: textParts(text) });
const textsIn = async (core: TestCore, chatId: string): Promise<string[]> =>
  (await core.window.call('openChat', { chatId })).messages.map(textOf);

/** A chat with an answer that runs until it is stopped or the script has another ending. */
const running = async (core: TestCore): Promise<string> => {
  core.engine.script.ending = 'held';
  const wrote = core.window.next('turn.wrote');
  const { chatId } = await core.window.call('startTurn', { chatId: null, parts: textParts('first') });
  await wrote;
  return chatId;
};
const stop = async (core: TestCore, chatId: string): Promise<void> => {
  const finished = core.window.next('turn.finished');
  await core.window.call('stopTurn', { chatId });
  await finished;
};
/** Waits for the end of so many answers. */
const answered = (core: TestCore, count: number): Promise<unknown> => {
  let finished = 0;
  return core.window.next('turn.finished', () => ++finished === count);
};

it('messages are sent in order, each when the answer before it has finished', async () => {
  const core = start();
  const all = answered(core, 3);
  const chatId = await running(core);
  const other = core.connect();
  const told = other.next('queue.changed', ({ queued }) => queued.length === 2);
  await queue(core, chatId, 'second');
  await queue(core, chatId, 'third');
  expect((await told).queued.map(textOf)).toEqual(['second', 'third']);
  const [second] = await kept(core);
  core.engine.script.ending = 'finished';
  await all;
  const answer = 'Hello there.';
  expect(await textsIn(core, chatId)).toEqual(['first', answer, 'second', answer, 'third', answer]);
  expect(await kept(core)).toEqual([]);
  // An edit that was not saved when its turn came is an edit of the sent message, because the id stays.
  expect((await core.window.call('openChat', { chatId })).messages[2]!.id).toBe(second!.id);
  // Every prompt has the answer before it.
  const turns = core.engine.received.filter((message) => message.kind === 'turn');
  expect(turns.map(({ turn }) => turn.messages.length)).toEqual([1, 3, 5]);
});

it('a stopped answer leaves them waiting, and sending the first sends the others after it', async () => {
  const core = start();
  const chatId = await running(core);
  await queue(core, chatId, 'second');
  await queue(core, chatId, 'third');
  await expect(core.window.call('sendQueued', { chatId })).rejects.toThrow('still being generated');
  await stop(core, chatId);
  await queue(core, chatId, 'fourth');
  expect(await waiting(core)).toEqual(['second', 'third', 'fourth']);
  core.engine.script.ending = 'finished';
  const all = answered(core, 3);
  await core.window.call('sendQueued', { chatId });
  await all;
  expect((await textsIn(core, chatId)).filter((_, index) => index % 2 === 0)).toEqual([
    'first',
    'second',
    'third',
    'fourth',
  ]);
  await expect(core.window.call('sendQueued', { chatId })).rejects.toThrow('no longer queued');
});

it('a failed answer and another model leave them waiting', async () => {
  const core = start();
  const chatId = await running(core);
  await queue(core, chatId, 'second');
  const lost = core.window.next('turn.finished');
  core.engine.killNewest();
  expect((await lost).message.ending).toBe('engine-lost');
  expect(await waiting(core)).toEqual(['second']);
  const again = await core.window.call('startTurn', { chatId, parts: textParts('instead') });
  const ended = core.window.next('turn.finished', ({ message }) => message.id === again.answerId);
  await core.window.call('openModel', { path: '/other.gguf', whileAnswering: 'stop' });
  await ended;
  expect(await waiting(core)).toEqual(['second']);
});

it('they survive a restart in their order, without a damaged one', async () => {
  let core = start();
  const chatId = await running(core);
  await queue(core, chatId, 'second');
  await core.window.call('queueMessage', { chatId, parts: textParts('third'), beginning: 'Yes,' });
  const before = await kept(core);
  await closeAll();
  change(
    folder.path,
    "INSERT INTO queued_messages (id, chat_id, position, parts) VALUES ('x', ?, 0, '[5]')",
    chatId,
  );
  core = start();
  expect(await kept(core)).toEqual(before);
  expect(before.map((message) => [textOf(message), message.beginning])).toEqual([
    ['second', null],
    ['third', 'Yes,'],
  ]);
  expect(await textsIn(core, chatId)).toHaveLength(2);
  core.engine.script.ending = 'finished';
  const sent = answered(core, 2);
  await core.window.call('sendQueued', { chatId });
  await sent;
  expect((await textsIn(core, chatId)).slice(-3)).toEqual(['Hello there.', 'third', 'Yes,Hello there.']);
});

it('can be edited and taken back until they are sent, and not after that', async () => {
  const core = start();
  const chatId = await running(core);
  for (const text of ['second', 'third']) await queue(core, chatId, text);
  const [second, third] = (await kept(core)).map(({ id }) => id);
  await core.window.call('saveDraft', { place: `edit.${second}`, text: 'half an edit' });
  expect((await core.window.call('greet', {})).drafts).toHaveLength(1);
  await core.window.call('editQueued', { messageId: second!, parts: textParts('better') });
  expect(await waiting(core)).toEqual(['better', 'third']);
  await core.window.call('takeBack', { messageId: second! });
  expect(await waiting(core)).toEqual(['third']);
  for (const gone of [
    core.window.call('takeBack', { messageId: second! }),
    core.window.call('editQueued', { messageId: second!, parts: textParts('late') }),
  ])
    await expect(gone).rejects.toThrow('no longer queued');
  await stop(core, chatId);
  core.engine.script.ending = 'finished';
  const sent = answered(core, 1);
  await core.window.call('sendQueued', { chatId });
  await expect(core.window.call('takeBack', { messageId: third! })).rejects.toThrow('no longer queued');
  await sent;
});

it('one that arrives after the answer has finished is sent at once, in a chat that exists', async () => {
  const core = start();
  const { chatId } = await ask(core, null, 'first');
  const sent = answered(core, 1);
  await queue(core, chatId, 'second');
  await sent;
  expect(await textsIn(core, chatId)).toEqual(['first', 'Hello there.', 'second', 'Hello there.']);
  await expect(queue(core, 'elsewhere', 'x')).rejects.toThrow('no longer exists');
});

it('a deleted chat keeps them until it is deleted for good', async () => {
  const core = start();
  const chatId = await running(core);
  await queue(core, chatId, 'second');
  await core.window.call('deleteChats', { chatIds: [chatId] });
  expect(await waiting(core)).toEqual(['second']);
  await core.window.call('restoreChats', { chatIds: [chatId] });
  expect(await waiting(core)).toEqual(['second']);
  await core.window.call('deleteChats', { chatIds: [chatId] });
  await core.window.call('purgeDeletedChats', {});
  expect(await waiting(core)).toEqual([]);
});
