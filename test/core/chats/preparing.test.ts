/** Imported chats that are processed in idle time: one at a time, behind everything else, and never on battery power. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { readExports } from '../../../main/core/transfer/read-exports.ts';
import { textParts } from '../../../main/shared/message/parts.ts';
import { ask, startTestCore, type TestCore } from '../../fixtures/core/test-core.ts';
import type { Script } from '../../fixtures/engine/scripted-engine.ts';
import { importFixture } from '../../fixtures/imports/read.ts';

let core: TestCore;
let isOnBattery = false;
/** As the preparer looks at the power and the engine. */
const later = (): void => void vi.advanceTimersByTime(3_000);

beforeEach(() => {
  isOnBattery = false;
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(async () => {
  vi.useRealTimers();
  await core.close();
});

/** A core with four imported chats, the latest of which is "Geese" and then "Ducks". */
const start = async (script: Partial<Script> = {}): Promise<void> => {
  core = startTestCore(script, undefined, { isOnBattery: () => isOnBattery, readImports: readExports });
  await ask(core, null, 'So that the model is loaded');
  const finished = core.window.next('import.changed', ({ state }) => state?.state === 'finished');
  await core.window.call('importFiles', {
    paths: [
      importFixture('llama-cpp.jsonl'),
      importFixture('chatgpt.json'),
      importFixture('llama-cpp-earlier.json'),
    ],
    uploads: [],
  });
  await finished;
};
/** The titles of the chats that the engine was asked to prepare. */
const asked = async (): Promise<string[]> => {
  const { chats } = await core.window.call('greet', {});
  const titles = new Map(chats.map(({ id, title }) => [id, title]));
  return core.engine.received.flatMap((message) =>
    message.kind === 'prepare-chat' ? [titles.get(message.chatId) ?? '?'] : [],
  );
};
const prepared = (left: number, done: number) =>
  core.window.next(
    'preparing.changed',
    ({ preparing }) => preparing?.left === left && preparing.done === done,
  );

it('are processed in the order of their last use, each with the prompt of its next message', async () => {
  await start();
  const done = prepared(0, 2);
  await core.window.call('prepareImported', { count: 2 });
  await done;
  expect(await asked()).toEqual(['Geese', 'Ducks']);
  const messages = core.engine.received.flatMap((message) =>
    message.kind === 'prepare-chat' ? [message.messages] : [],
  );
  expect(messages[1]!.map(({ role, text }) => [role, text.slice(-6)])).toEqual([
    ['user', ' swim?'],
    ['model', 'Yes.'],
    ['user', 'Far?'],
  ]);
  expect((await core.window.call('importState', {})).preparing).toEqual({ left: 0, done: 2, waitsFor: null });
  await core.window.call('stopPreparing', {});
  expect((await core.window.call('importState', {})).preparing).toBeNull();
});

it('wait for the power, and are interrupted when it goes', async () => {
  await start({ prepares: 'waits' });
  isOnBattery = true;
  await core.window.call('prepareImported', { count: 2 });
  expect(await asked()).toEqual([]);
  expect((await core.window.call('importState', {})).preparing).toEqual({
    left: 2,
    done: 0,
    waitsFor: 'power',
  });
  isOnBattery = false;
  later();
  expect(await asked()).toEqual(['Geese']);
  isOnBattery = true;
  const waits = core.window.next('preparing.changed', ({ preparing }) => preparing?.waitsFor === 'power');
  later();
  await waits;
  expect(core.engine.received.at(-1)).toEqual({ kind: 'drop-draft' });
  isOnBattery = false;
  core.engine.script.prepares = 'works';
  const done = prepared(0, 2);
  later();
  await done;
  expect(await asked()).toEqual(['Geese', 'Geese', 'Ducks']);
});

it('wait while an answer runs', async () => {
  await start();
  core.engine.script.ending = 'hang';
  const wrote = core.window.next('turn.wrote');
  const { chatId } = await core.window.call('startTurn', { chatId: null, parts: textParts('Go') });
  await wrote;
  await core.window.call('prepareImported', { count: 1 });
  later();
  expect(await asked()).toEqual([]);
  const finished = core.window.next('turn.finished');
  await core.window.call('stopTurn', { chatId });
  await finished;
  const done = prepared(0, 1);
  while ((await asked()).length === 0) later();
  await done;
});

it('are forgotten when they are stopped, deleted, or have ended the engine twice', async () => {
  await start({ prepares: 'waits' });
  await core.window.call('prepareImported', { count: 4 });
  await core.window.call('stopPreparing', {});
  later();
  expect(await asked()).toEqual(['Geese']);
  const { chats } = await core.window.call('greet', {});
  for (const title of ['Geese', 'Tea or coffee'])
    await core.window.call('deleteChats', { chatIds: [chats.find((chat) => chat.title === title)!.id] });
  core.engine.script.prepares = 'dies';
  const done = core.window.next('preparing.changed', ({ preparing }) => preparing?.left === 0);
  await core.window.call('prepareImported', { count: 2 });
  let isDone = false;
  void done.then(() => (isDone = true));
  while (!isDone) {
    later();
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  expect(await asked()).toEqual(['?', 'Ducks', 'Ducks']);
});
