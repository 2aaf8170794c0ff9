/** Presets: they apply to the chats that use them, in the place of the model and under what a chat sets itself. */
import { afterEach, describe, expect, it } from 'vitest';
import { ask, startTestCore, temporaryFolder, type TestCore } from '../../fixtures/core/test-core.ts';
import type { TurnRequest } from '../../../main/shared/engine/request.ts';

let running: TestCore[] = [];
const start = (folder?: string): TestCore => {
  const core = startTestCore({}, folder);
  running.push(core);
  return core;
};
afterEach(async () => {
  await Promise.all(running.map((core) => core.close()));
  running = [];
});

const lastTurn = (core: TestCore): TurnRequest => {
  const message = core.engine.received.findLast((one) => one.kind === 'turn');
  if (message?.kind !== 'turn') throw new Error('no turn was asked for');
  return message.turn;
};
const systemOf = ({ messages }: Pick<TurnRequest, 'messages'>): string | undefined =>
  messages.find(({ role }) => role === 'system')?.text;
const setupOf = (core: TestCore, chatId: string | null) => core.window.call('chatSetup', { chatId });

/** A core with a chat from whose settings a preset was made. */
const withPreset = async (folder?: string) => {
  const core = start(folder);
  await core.window.call('changeSettings', { systemPrompt: 'For all.' });
  const { chatId } = await ask(core, null, 'one');
  await core.window.call('changeChatSettings', { chatId, settings: { temperature: 0.2, topK: 5 } });
  const preset = await core.window.call('createPreset', { chatId, name: ' Reviewer ' });
  return { core, chatId, preset };
};

describe('a preset', () => {
  it('is made of how a chat is answered, and the chat continues as before', async () => {
    const { core, chatId, preset } = await withPreset();
    expect(preset).toMatchObject({
      name: 'Reviewer',
      settings: { systemPrompt: 'For all.', temperature: 0.2, topK: 5 },
    });
    expect(await setupOf(core, chatId)).toMatchObject({
      settings: {},
      presetId: preset.id,
      inherited: { temperature: 0.2, topK: 5, systemPrompt: 'For all.' },
    });
    await ask(core, chatId, 'two');
    expect(lastTurn(core).sampling).toMatchObject({ temperature: 0.2, topK: 5, minP: null });
    // It no longer follows the settings for all models.
    await core.window.call('changeSettings', { systemPrompt: 'Other.' });
    await ask(core, chatId, 'three');
    expect(systemOf(lastTurn(core))).toBe('For all.');
  });

  it('is chosen for a chat, whose own settings win, and is changed for all its chats', async () => {
    const { core, preset } = await withPreset();
    const other = await ask(core, null, 'two');
    expect(lastTurn(core).sampling.temperature).toBeNull();
    await core.window.call('changeChatSettings', { chatId: other.chatId, settings: { topK: 9 } });
    await core.window.call('choosePreset', { chatId: other.chatId, presetId: preset.id });
    await ask(core, other.chatId, 'three');
    expect(lastTurn(core).sampling).toMatchObject({ temperature: 0.2, topK: 9 });
    const told = core.window.next('presets.changed');
    await core.window.call('changePreset', {
      presetId: preset.id,
      name: 'Critic',
      modelId: null,
      settings: { temperature: 1, topK: null, contextLength: 4096 },
    });
    expect((await told).presets).toEqual([
      { id: preset.id, name: 'Critic', modelId: null, settings: { temperature: 1, contextLength: 4096 } },
    ]);
    await ask(core, other.chatId, 'four');
    expect(lastTurn(core).sampling).toMatchObject({ temperature: 1, topK: 9 });
    await core.window.call('choosePreset', { chatId: other.chatId, presetId: null });
    await ask(core, other.chatId, 'five');
    expect(lastTurn(core).sampling.temperature).toBeNull();
  });

  it('makes every chat that it answers cold where its system prompt changes, and none elsewhere', async () => {
    const { core, chatId, preset } = await withPreset();
    const other = await ask(core, null, 'two');
    core.engine.tell({
      kind: 'cache',
      documents: [],
      key: '',
      chats: [chatId, other.chatId].map((id) => ({ chatId: id, where: 'hot', tokens: 9, restoreMs: 0 })),
      pace: { speed: 100, growth: 0 },
      bytesPerToken: 1,
    });
    const temperatures = async () =>
      Object.fromEntries(
        (await core.window.call('greet', {})).warmth.map((one) => [one.chatId, one.temperature]),
      );
    await expect.poll(temperatures).toEqual({ [chatId]: 'hot', [other.chatId]: 'hot' });
    const { id: presetId, ...rest } = preset;
    await core.window.call('changePreset', { presetId, ...rest, settings: { ...rest.settings, seed: 1 } });
    expect(await temperatures()).toEqual({ [chatId]: 'hot', [other.chatId]: 'hot' });
    await core.window.call('changePreset', { presetId, ...rest, settings: { systemPrompt: 'New.' } });
    expect(await temperatures()).toEqual({ [chatId]: 'cold', [other.chatId]: 'hot' });
  });

  it('begins new chats while it is the default, unless another choice is made for one', async () => {
    const folder = temporaryFolder();
    const { core, preset } = await withPreset(folder.path);
    await core.window.call('setDefaultPreset', { presetId: preset.id });
    await core.close();
    const again = start(folder.path);
    expect(await again.window.call('presets', {})).toMatchObject({ defaultId: preset.id });
    const second = await ask(again, null, 'two');
    expect(await setupOf(again, second.chatId)).toMatchObject({ presetId: preset.id });
    await again.window.call('choosePreset', { chatId: null, presetId: null });
    const third = await ask(again, null, 'three');
    expect(await setupOf(again, third.chatId)).toMatchObject({ presetId: null });
    // What is set for the new chat before does not freeze the default of that time.
    await again.window.call('changeChatSettings', { chatId: null, settings: { seed: 3 } });
    expect(await setupOf(again, null)).toMatchObject({ presetId: preset.id, settings: { seed: 3 } });
    await again.window.call('setDefaultPreset', { presetId: null });
    expect(await setupOf(again, null)).toMatchObject({ presetId: null, settings: { seed: 3 } });
    await again.close();
    folder.remove();
  });

  it('that is deleted leaves its chats without one, until the deletion is undone', async () => {
    const { core, chatId, preset } = await withPreset();
    const other = await ask(core, null, 'two');
    const another = await core.window.call('createPreset', { chatId: other.chatId, name: 'Another' });
    await core.window.call('choosePreset', { chatId: other.chatId, presetId: preset.id });
    await core.window.call('setDefaultPreset', { presetId: preset.id });
    await core.window.call('deletePreset', { presetId: preset.id });
    expect(await core.window.call('presets', {})).toMatchObject({
      presets: [{ name: 'Another' }],
      defaultId: null,
    });
    expect(await setupOf(core, chatId)).toMatchObject({ presetId: null });
    await core.window.call('choosePreset', { chatId: other.chatId, presetId: another.id });
    await core.window.call('restorePreset', { presetId: preset.id });
    expect(await core.window.call('presets', {})).toMatchObject({
      presets: [{ name: 'Another' }, preset],
      defaultId: preset.id,
    });
    expect(await setupOf(core, chatId)).toMatchObject({ presetId: preset.id });
    expect(await setupOf(core, other.chatId)).toMatchObject({ presetId: another.id });
    await expect(core.window.call('restorePreset', { presetId: preset.id })).rejects.toThrow('no longer');
  });

  it('is checked, and refused where it is gone', async () => {
    const { core, chatId, preset } = await withPreset();
    const { call } = core.window;
    await expect(call('createPreset', { chatId, name: ' ' })).rejects.toThrow('The name is empty.');
    await expect(call('createPreset', { chatId, name: 'x'.repeat(101) })).rejects.toThrow('100 characters');
    await expect(call('choosePreset', { chatId, presetId: 'gone' })).rejects.toThrow('no longer exists');
    await expect(call('choosePreset', { chatId: 'gone', presetId: preset.id })).rejects.toThrow('This chat');
    const { id: presetId, ...rest } = preset;
    const tooHot = { ...rest.settings, temperature: 3 };
    await expect(call('changePreset', { presetId, ...rest, settings: tooHot })).rejects.toThrow(
      'Temperature',
    );
  });
});
