/** The quick window's preset: its prompt is processed before anyone asks, so that a question costs its own tokens alone. */
import { afterEach, beforeEach, expect, it } from 'vitest';
import { spawnEngine } from '../../../main/host/spawn-engine.ts';
import { textParts } from '../../../main/shared/message/parts.ts';
import { startTestCore, temporaryFolder, type TestCore } from '../../fixtures/core/test-core.ts';
import { leaveModel } from '../../fixtures/core/used-folder.ts';
import { tinyModel } from '../../fixtures/models/files.ts';
import { silentLog } from '../../fixtures/electron/apps.ts';

let folder: ReturnType<typeof temporaryFolder>;
let core: TestCore;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(async () => {
  await core.close();
  folder.remove();
});
const presets = () => core.window.call('presets', {});

it('is made once, can be changed, and leaves the preset of other new chats alone', async () => {
  core = startTestCore({}, folder.path);
  const { window } = core;
  const { presetId } = await window.call('quickPreset', {});
  expect(await window.call('quickPreset', {})).toEqual({ presetId });
  expect((await presets()).presets.map(({ name }) => name)).toEqual(['Quick window']);
  const { id: other } = await window.call('createPreset', { chatId: null, name: 'Other' });
  await window.call('changeChatSettings', { chatId: null, settings: { temperature: 0.5 } });
  const { chatId } = await window.call('startTurn', { chatId: null, parts: textParts('Hi'), presetId });
  expect(await window.call('chatSetup', { chatId })).toMatchObject({ presetId, settings: {} });
  expect(await window.call('chatSetup', { chatId: null })).toMatchObject({
    presetId: other,
    settings: { temperature: 0.5 },
  });
  await window.call('deletePreset', { presetId });
  expect((await window.call('quickPreset', {})).presetId).not.toBe(presetId);
});

it('costs a question no token of its prompt, and what was typed is processed before it is sent', async () => {
  leaveModel(folder.path, tinyModel());
  core = startTestCore({}, folder.path, { spawnEngine: () => spawnEngine(silentLog), presetRestMs: 5 });
  const { window } = core;
  await window.call('changeSettings', { longestAnswer: 4 });
  const { presetId } = await window.call('quickPreset', {});
  const ofQuick = async () => (await presets()).states.find((state) => state.presetId === presetId);
  await expect.poll(async () => (await ofQuick())?.isProcessed, { timeout: 60_000 }).toBe(true);
  const prompt = (await ofQuick())!.tokens;
  expect(prompt).toBeGreaterThan(30);

  const text = 'Name three rivers.';
  // Letters, spaces and marks are at most a token each.
  const most = text.length + 20;
  const answered = async () => {
    const finished = window.next('turn.finished');
    await window.call('startTurn', { chatId: null, parts: textParts(text), presetId });
    return (await finished).message.timings!;
  };
  const first = await answered();
  expect(first.cachedTokens).toBeGreaterThanOrEqual(prompt - 1);
  expect(first.newTokens).toBeLessThanOrEqual(most);

  // Another window that is opened finds the prompt again, and all but the last word is processed while it is typed.
  const moved = window.next('draft.moved', ({ done, total }) => done === total);
  await window.call('readDraft', { chatId: null, text, presetId });
  const { total } = await moved;
  const second = await answered();
  expect(second.cachedTokens).toBeGreaterThanOrEqual(total - 1);
  expect(second.newTokens).toBeLessThan(first.newTokens);
});
