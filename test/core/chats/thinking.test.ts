import { expect, it } from 'vitest';
import type { Store } from '../../../main/core/chats/store.ts';
import { loadSettings } from '../../../main/core/settings/settings.ts';
import { ask, temporaryFolder, type TestCore } from '../../fixtures/core/test-core.ts';
import { useTestCores } from '../../fixtures/core/use-test-cores.ts';

const off = { on: false, effort: null, budget: null, keepsEarlier: null };
const bounded = { on: null, effort: 'high', budget: 400, keepsEarlier: false };
const open = { on: null, effort: null, budget: null, keepsEarlier: null };

const { start, closeAll } = useTestCores();

/** The thinking settings in the last message of this kind to the engine. */
const told = (core: TestCore, kind: 'turn' | 'type-ahead' | 'look-at') => {
  const message = core.engine.received.findLast((one) => one.kind === kind);
  if (message?.kind === 'turn') return message.turn.thinking;
  return message?.kind === 'type-ahead' || message?.kind === 'look-at' ? message.thinking : undefined;
};

it('thinking follows the template until the user chooses otherwise', async () => {
  const core = start();
  const { chatId } = await ask(core, null, 'one');
  expect(told(core, 'turn')).toEqual(open);
  expect((await core.window.call('openChat', { chatId })).chat.thinking).toEqual(open);
});

it('thinking is chosen for a chat, remembered for the model, and used wherever a prompt is rendered', async () => {
  const core = start();
  const first = await ask(core, null, 'one');
  await core.window.call('setThinking', { chatId: first.chatId, thinking: bounded });
  await core.window.call('openChat', { chatId: first.chatId });
  expect(told(core, 'look-at')).toEqual(bounded);
  await core.window.call('readDraft', { chatId: first.chatId, text: 'and two' });
  expect(told(core, 'type-ahead')).toEqual(bounded);
  await ask(core, first.chatId, 'two');
  expect(told(core, 'turn')).toEqual(bounded);

  // Another chat begins with the last choice, and a choice there does not change the first chat.
  const second = await ask(core, null, 'three');
  expect(told(core, 'turn')).toEqual(bounded);
  await core.window.call('setThinking', { chatId: second.chatId, thinking: off });
  await ask(core, first.chatId, 'four');
  expect(told(core, 'turn')).toEqual(bounded);
  await ask(core, second.chatId, 'five');
  expect(told(core, 'turn')).toEqual(off);
});

it('thinking can be chosen before a chat exists, and survives a restart', async () => {
  const folder = temporaryFolder();
  const core = start({}, folder.path);
  await core.window.call('setThinking', { chatId: null, thinking: off });
  const { chatId } = await ask(core, null, 'one');
  expect(told(core, 'turn')).toEqual(off);
  await core.window.call('readDraft', { chatId: null, text: 'a question' });
  expect(told(core, 'type-ahead')).toEqual(off);
  await closeAll();

  const again = start({}, folder.path);
  await ask(again, chatId, 'two');
  expect(told(again, 'turn')).toEqual(off);
  await ask(again, null, 'three');
  expect(told(again, 'turn')).toEqual(off);
  folder.remove();
});

it('thinking that was stored before earlier thoughts became a choice follows the template for those', () => {
  const stored = { thinking: { '/a.gguf': { on: false, effort: null, budget: null } } };
  const store = { setting: (name: string) => (name === 'thinking' ? stored.thinking : undefined) };
  expect(loadSettings(store as unknown as Store).thinking).toEqual({ '/a.gguf': off });
});

it.each([
  [{ ...open, budget: -1 }],
  [{ ...open, budget: 1.5 }],
  [{ ...open, budget: 1e12 }],
  [{ ...open, effort: 'x'.repeat(41) }],
  [{ ...open, effort: '' }],
  [{ on: null, effort: null }],
  [{ ...open, keepsEarlier: 'always' }],
  [{ ...open, more: true }],
])('thinking is refused as %j, and nothing changes', async (thinking) => {
  const core = start();
  await core.window.call('setThinking', { chatId: null, thinking: off });
  await expect(
    core.window.call('setThinking', { chatId: null, thinking: thinking as unknown as typeof open }),
  ).rejects.toThrow(/could not use|thinking budget/);
  await ask(core, null, 'one');
  expect(told(core, 'turn')).toEqual(off);
});
