/** Titles by the model, with a scripted engine: when it is asked, and what becomes of its answer. */
import { afterEach, expect, it, vi } from 'vitest';
import { ask, startTestCore, type TestCore } from '../../fixtures/core/test-core.ts';
import { chatTexts } from '../../../main/shared/words/chats.ts';
import { exportWords } from '../../../main/shared/words/export-texts.ts';
import type { Script } from '../../fixtures/engine/scripted-engine.ts';

let core: TestCore;
afterEach(async () => {
  vi.useRealTimers();
  await core.close();
});
const start = (script: Partial<Script>, isOnBattery = false): TestCore => {
  core = startTestCore(script, undefined, { isOnBattery: () => isOnBattery });
  return core;
};
const asked = () => core.engine.received.filter((message) => message.kind === 'ask');
const chatOf = async (chatId: string) =>
  (await core.window.call('greet', {})).chats.find(({ id }) => id === chatId)!;
const titled = () => core.window.next('chat.changed', ({ chat }) => chat.titledBy === 'model');
/** Longer than the pause after an answer. */
const pause = () => new Promise((resolve) => setTimeout(resolve, 1000));

it('replaces the beginning of the question, once, and asks behind all messages of the chat', async () => {
  start({ aside: '**Title:** "A greeting."\n' });
  const changed = titled();
  const { chatId } = await ask(core, null, 'hello there, how are you?');
  expect(await chatOf(chatId)).toMatchObject({ title: 'hello there, how are you?', titledBy: 'question' });
  expect((await changed).chat).toMatchObject({ id: chatId, title: 'A greeting' });
  const [message] = asked();
  expect(message!.aside.messages.map(({ text }) => text)).toEqual([
    'hello there, how are you?',
    'Hello there.',
  ]);
  await ask(core, chatId, 'and now?');
  await pause();
  expect(asked()).toHaveLength(1);
});

it('never replaces a title of the user, also one that is typed while the model writes', async () => {
  start({ aside: 'A greeting' });
  const { chatId } = await ask(core, null, 'hello');
  await core.window.call('renameChat', { chatId, title: 'Mine' });
  await pause();
  expect(asked()).toHaveLength(0);
  const second = (await ask(core, null, 'hello again')).chatId;
  core.engine.onAsk = () => void core.window.call('renameChat', { chatId: second, title: 'Also mine' });
  await expect.poll(asked).toHaveLength(1);
  await expect.poll(() => chatOf(second)).toMatchObject({ title: 'Also mine', titledBy: 'user' });
  expect(await chatOf(chatId)).toMatchObject({ title: 'Mine', titledBy: 'user' });
});

it('asks without what was deleted', async () => {
  start({ aside: 'A greeting' });
  const { chatId } = await ask(core, null, 'hello');
  const { parentId } = await ask(core, chatId, 'a secret');
  await core.window.call('deleteMessage', { messageId: parentId! });
  await titled();
  expect(asked()[0]!.aside.messages.map(({ text }) => text)).toEqual(['hello', 'Hello there.']);
});

it('leaves the title if the model has none to say', async () => {
  start({ aside: ' *** \n' });
  const { chatId } = await ask(core, null, 'hello');
  await expect.poll(asked).toHaveLength(1);
  expect(await chatOf(chatId)).toMatchObject({ title: 'hello', titledBy: 'question' });
});

it('asks not on battery, not if it is switched off, and not while an answer runs', async () => {
  start({ aside: 'A greeting' }, true);
  await ask(core, null, 'hello');
  await pause();
  expect(asked()).toHaveLength(0);
  await core.close();

  start({ aside: 'A greeting' });
  await core.window.call('changeSettings', { modelTitles: false });
  await ask(core, null, 'hello');
  await pause();
  expect(asked()).toHaveLength(0);
  await core.window.call('changeSettings', { modelTitles: true });
  core.engine.script.ending = 'hang';
  const { chatId } = await core.window.call('startTurn', {
    chatId: null,
    parts: [{ kind: 'text', text: 'second' }],
  });
  await pause();
  expect(asked()).toHaveLength(0);
  await core.window.call('stopTurn', { chatId });
});

it('is tried again after an interruption, three times at most, and ends with the engine without an error', async () => {
  start({ aside: null });
  const { chatId } = await ask(core, null, 'hello');
  await expect.poll(asked).toHaveLength(1);
  await ask(core, null, 'another chat');
  await expect.poll(asked).toHaveLength(3);
  core.engine.onAsk = () => core.engine.killNewest();
  await ask(core, null, 'a third chat');
  await pause();
  expect(await chatOf(chatId)).toMatchObject({ title: 'hello', titledBy: 'question' });
});

it('titles and exports that Hearth itself writes are in the chosen language, at once', async () => {
  start({});
  expect([chatTexts.newChat, exportWords.language]).toEqual(['New chat', 'en']);
  await core.window.call('changeSettings', { language: 'de' });
  expect([chatTexts.newChat, exportWords.language]).toEqual(['Neuer Chat', 'de']);
  await core.window.call('changeSettings', { language: 'system' });
  expect([chatTexts.newChat, exportWords.language]).toEqual(['New chat', 'en']);
});
