/** Tests models whose files were moved, replaced or opened before, on a real core and real files with a scripted engine. */
import { mkdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openDatabase } from '../../main/core/database/database.ts';
import { Store } from '../../main/core/chats/store.ts';
import { startTestCore, temporaryFolder, type TestCore } from '../fixtures/core/test-core.ts';
import { tinyFile } from '../fixtures/library/library-fixtures.ts';

let folder: ReturnType<typeof temporaryFolder>;
let core: TestCore | null = null;
beforeEach(() => {
  folder = temporaryFolder();
  mkdirSync(join(folder.path, 'models'));
});
afterEach(async () => {
  await core?.close();
  folder.remove();
});

const start = async (): Promise<TestCore> => {
  core = startTestCore({}, folder.path);
  await core.window.next('engine.changed', ({ engine }) => engine.state === 'ready');
  return core;
};
const end = async (): Promise<void> => {
  await core!.close();
  core = null;
};
const configs = () =>
  core!.engine.received.flatMap((message) => (message.kind === 'load' ? [message.config] : []));
const inspections = (): number => core!.engine.received.filter(({ kind }) => kind === 'inspect').length;

it('a model keeps what an earlier version stored under its path, even if its file was moved while Hearth was closed', async () => {
  const [path, draft] = ['a.gguf', 'b.gguf'].map((name) =>
    tinyFile(join(folder.path, 'models', name), { name }),
  ) as [string, string];
  const store = new Store(openDatabase(folder.path));
  store.saveSetting('model-path', path);
  store.saveSetting('load-settings', { [path]: { threads: 3 } });
  store.saveSetting('draft-models', { [path]: draft });
  store.close();

  const { window } = await start();
  expect(configs()).toMatchObject([{ modelPath: path, threads: 3, draftModelPath: draft }]);
  await window.call('rescanLibrary', {});
  await end();

  const moved = join(folder.path, 'models', 'deeper');
  mkdirSync(moved);
  renameSync(path, join(moved, 'renamed.gguf'));
  renameSync(draft, join(moved, 'draft.gguf'));
  const again = await start();
  expect(configs()).toMatchObject([
    { modelPath: join(moved, 'renamed.gguf'), threads: 3, draftModelPath: join(moved, 'draft.gguf') },
  ]);
  expect(await again.window.call('loadSettings', { path: join(moved, 'renamed.gguf') })).toEqual({
    threads: 3,
  });
});

it('a model is inspected once, and again when its file or its chat template has changed', async () => {
  const path = tinyFile(join(folder.path, 'models', 'a.gguf'), { name: 'One' });
  const { window } = await start();
  const openBoth = async (): Promise<void> => {
    await window.call('openModel', { path });
    await window.call('openStarterModel', {});
  };
  // The starter model of this test is not a file, so it is inspected each time.
  await openBoth();
  expect(inspections()).toBe(2);
  await openBoth();
  expect(inspections()).toBe(3);
  tinyFile(path, { name: 'Changed', parameters: 2048 });
  await openBoth();
  expect(inspections()).toBe(5);
  await window.call('changeLoadSettings', { path, settings: { chatTemplate: '{{ messages }}' } });
  expect(inspections()).toBe(6);
  await openBoth();
  expect(inspections()).toBe(7);
});

it('a model does not pass its settings on to another that replaces its file', async () => {
  const path = tinyFile(join(folder.path, 'models', 'a.gguf'), { name: 'One' });
  const { window } = await start();
  await window.call('openModel', { path });
  await window.call('changeLoadSettings', { path, settings: { threads: 3 } });
  await window.call('openStarterModel', {});
  tinyFile(path, { name: 'Another' });
  await window.call('openModel', { path });
  expect(configs().at(-1)).toMatchObject({ modelPath: path, threads: null });
  await window.call('openStarterModel', {});
  tinyFile(path, { name: 'One' });
  await window.call('openModel', { path });
  expect(configs().at(-1)).toMatchObject({ modelPath: path, threads: 3 });
});
