/** The KV states of presets: what the engine is asked to process in idle time, and what the windows are told of it. */
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { ask, startTestCore, temporaryFolder, type TestCore } from '../../fixtures/core/test-core.ts';
import type { FromEngine } from '../../../main/shared/engine/protocol.ts';
import type { Preset, PresetSettings } from '../../../main/shared/contract/presets.ts';

let core: TestCore;
let isOnBattery: boolean;
let folder: ReturnType<typeof temporaryFolder>;
const start = (): void => {
  core = startTestCore({}, folder.path, { isOnBattery: () => isOnBattery, presetRestMs: 5 });
};
beforeEach(() => {
  isOnBattery = false;
  folder = temporaryFolder();
});
afterEach(async () => {
  await core.close();
  folder.remove();
});

const add = async (name: string, settings: PresetSettings): Promise<Preset> => {
  const { id } = await core.window.call('createPreset', { chatId: null, name });
  await core.window.call('changePreset', { presetId: id, name, modelId: null, settings });
  await core.window.call('choosePreset', { chatId: null, presetId: null });
  return { id, name, modelId: null, settings };
};
const change = (preset: Preset, settings: PresetSettings): Promise<void> =>
  core.window.call('changePreset', { presetId: preset.id, name: preset.name, modelId: null, settings });
/** The system prompts that the engine was asked to process, oldest first. */
const asked = () =>
  core.engine.received.flatMap((message) =>
    message.kind === 'prepare-chat'
      ? [`${message.messages.length} ${message.messages[0]!.role} ${message.messages[0]!.text}`]
      : [],
  );
/** The engine says that it holds so many tokens of these. */
const hold = (...held: (readonly [Preset, number])[]): void => {
  const cache: FromEngine = {
    kind: 'cache',
    documents: [],
    key: '',
    chats: held.map(([{ id }, tokens]) => ({ chatId: id, where: 'warm', tokens, restoreMs: 70 })),
    pace: { speed: 100, growth: 0 },
    bytesPerToken: 1,
  };
  core.engine.tell(cache);
};
const states = async () => (await core.window.call('presets', {})).states;

it('are processed one by one for the loaded model, and said to be processed once the engine holds them', async () => {
  start();
  await ask(core, null, 'So that the model is loaded');
  const critic = await add('Critic', { systemPrompt: 'Object to everything. '.repeat(20) });
  const short = await add('Short', { temperature: 1 });
  hold();
  await expect.poll(asked).toEqual([`1 system ${'Object to everything. '.repeat(20)}`]);
  // The engine has answered, but holds nothing.
  await expect.poll(states).toEqual([{ presetId: critic.id, isProcessed: false, tokens: 110, waitMs: 1100 }]);
  const told = core.window.next('presetStates.changed');
  hold([critic, 95]);
  const ready = [{ presetId: critic.id, isProcessed: true, tokens: 95, waitMs: 70 }];
  expect((await told).states).toEqual(ready);
  // Something else displaced it: it is not computed again.
  hold();
  await expect.poll(states).toMatchObject([{ isProcessed: false }]);
  await change(short, { temperature: 2 });
  hold([critic, 95]);
  await expect.poll(states).toEqual(ready);
  // With another prompt, the state that the engine holds is of no use, whatever it says.
  isOnBattery = true;
  await change(critic, { systemPrompt: 'Agree.' });
  expect(core.engine.received).toContainEqual({ kind: 'forget-chat', chatId: critic.id });
  expect(await states()).toMatchObject([{ isProcessed: false, tokens: 2 }]);
  isOnBattery = false;
  await change(short, { temperature: 1 });
  await expect.poll(asked).toEqual([expect.any(String), '1 system Agree.']);
  await expect.poll(states).toMatchObject([{ isProcessed: true }]);
  // Each model has its own.
  await core.window.call('unloadModel', {});
  await expect.poll(states).toEqual([]);
  await ask(core, null, 'Again');
  await change(short, { temperature: 2 });
  await expect.poll(asked).toHaveLength(3);
});

it('wait while the machine is on battery power or a draft is processed, and need snapshots', async () => {
  start();
  isOnBattery = true;
  const { chatId } = await ask(core, null, 'So that the model is loaded');
  const polite = await add('Polite', { systemPrompt: 'Be polite.' });
  const settled = () => new Promise((resolve) => setTimeout(resolve, 60));
  await settled();
  expect(asked()).toEqual([]);
  isOnBattery = false;
  await core.window.call('readDraft', { chatId, text: 'Some words ' });
  await change(polite, { systemPrompt: 'Be very polite.' });
  await settled();
  expect(asked()).toEqual([]);
  await core.window.call('dropDraft', {});
  await core.window.call('changeSettings', { snapshotBudget: 0 });
  await change(polite, { systemPrompt: 'Be most polite.' });
  await settled();
  expect(asked()).not.toContain('1 system Be most polite.');
});

it('stay on disk over a restart until their preset is deleted', async () => {
  start();
  await ask(core, null, 'So that the model is loaded');
  const kept = await add('Kept', { systemPrompt: 'Keep.' });
  await core.close();
  const kv = join(folder.path, 'kv');
  mkdirSync(kv, { recursive: true });
  for (const owner of [kept.id, 'gone']) writeFileSync(join(kv, `${owner}.x.state`), '');
  const files = () => readdirSync(kv).filter((name) => name.endsWith('.state'));
  start();
  expect(files()).toEqual([`${kept.id}.x.state`]);
  await core.window.call('deletePreset', { presetId: kept.id });
  expect(files()).toEqual([]);
});
