/** Removes the drive of a model and reconnects it, and checks that nothing that was chosen for the model is lost. */
import { copyFileSync, existsSync, mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startTestCore, temporaryFolder, type TestCore } from '../../fixtures/core/test-core.ts';
import { leaveModel } from '../../fixtures/core/used-folder.ts';
import { modelReady } from '../../fixtures/core/window.ts';
import { channelModel, tinyModel } from '../../fixtures/models/files.ts';

let folder: ReturnType<typeof temporaryFolder>;
let core: TestCore | null = null;
const drive = () => join(folder.path, 'drive');
const away = () => join(folder.path, 'away');
const path = () => join(drive(), 'tiny.gguf');
beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(drive());
  mkdirSync(join(folder.path, 'data'));
  copyFileSync(tinyModel(), path());
});
afterEach(async () => {
  await end();
  folder.remove();
});

const start = async () => {
  core = startTestCore(
    { isThere: (model) => model === '/starter.gguf' || existsSync(model) },
    join(folder.path, 'data'),
  );
  await modelReady(core.window);
  const { engine, settings } = await core.window.call('greet', {});
  return { window: core.window, engine, settings };
};
const end = async (): Promise<void> => {
  await core?.close();
  core = null;
};
/** Starts Hearth without the drive, and runs `between` then. */
const withoutDrive = async (
  between: (started: Awaited<ReturnType<typeof start>>) => Promise<void>,
): Promise<void> => {
  renameSync(drive(), away());
  await between(await start());
  await end();
  renameSync(away(), drive());
};

it('a model on a removed drive is replaced by the guide with the reason, and returns with its settings, even if another model was used meanwhile', async () => {
  const own = { contextLength: 512, temperature: 0.3, systemPrompt: 'Be brief.' };
  const thinking = { on: false, effort: null, budget: 40, keepsEarlier: null };
  leaveModel(join(folder.path, 'data'), path());
  const chosen = await start();
  await chosen.window.call('addModelFolder', { path: drive() });
  await chosen.window.call('changeLoadSettings', { path: path(), settings: own });
  await chosen.window.call('setThinking', { chatId: null, thinking });
  await end();

  await withoutDrive(async ({ window, engine }) => {
    expect(engine.model?.isStarter).toBe(true);
    expect(JSON.stringify(engine.note)).toContain(path());
    await window.call('rescanLibrary', {});
    const { folders } = await window.call('library', {});
    expect(folders.find((one) => one.path === drive())?.problem?.code).toBe('library.folder-gone');
    // Neither call chooses another model.
    await window.call('changeSettings', { temperature: 0.5 });
    await window.call('unloadModel', {});
  });
  const back = await start();
  expect(back.engine.model).toMatchObject({ path: path() });
  expect(back.engine.note).toBeNull();
  expect(await back.window.call('loadSettings', { path: path() })).toEqual(own);
  expect(Object.values(back.settings.thinking)).toEqual([thinking]);
  await end();

  await withoutDrive(async ({ window }) => {
    await window.call('openModel', { path: channelModel() });
    await window.call('changeLoadSettings', { path: channelModel(), settings: { temperature: 0.9 } });
  });
  const { window, engine } = await start();
  expect(engine.model?.path).toBe(channelModel());
  await window.call('openModel', { path: path() });
  const { engine: opened, settings } = await window.call('greet', {});
  expect(opened.model).toMatchObject({ path: path() });
  expect(await window.call('loadSettings', { path: path() })).toEqual(own);
  expect(Object.values(settings.thinking)).toEqual([thinking]);
});
