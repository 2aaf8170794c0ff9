/**
 * New versions through the whole desktop shell: its windows, the core in a process of its own, a signed feed of a real server, and the real
 * updater of AppImages, which replaces a stand-in for the program.
 */
import { EventEmitter } from 'node:events';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openUpdateFolder, writeRecord } from '../../main/core/updates/record.ts';
import { textParts } from '../../main/shared/message/parts.ts';
import { packageRoot } from '../../main/system/paths.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { openWindow } from '../fixtures/core/window.ts';
import { bootForEachTest } from '../fixtures/electron/apps.ts';
import type { BootOptions } from '../fixtures/electron/boot.ts';
import { replaceElectron } from '../fixtures/updates/no-electron.ts';
import { digest, serveReleases, type ReleaseServer } from '../fixtures/updates/release-server.ts';
import type { UpdatedCore } from '../fixtures/updates/scripted-core.ts';

const paths = '../../main/system/paths.ts';
const coreEntry = join(packageRoot, 'out', 'test', 'fixtures', 'updates', 'scripted-core.js');
replaceElectron({ autoUpdater: new EventEmitter() });

const { boot, dataFolder } = bootForEachTest();
let folder: ReturnType<typeof temporaryFolder>;
let own: string;
let releases: ReleaseServer;
/** A program that notes its version and how it was started. */
const programOf = (version: string): Buffer =>
  Buffer.from(`#!/bin/sh\necho ${version} "$@" > "${folder.path}/started"\n`);
const isOwn = (version: string): boolean => readFileSync(own).equals(programOf(version));
const started = (): string =>
  existsSync(join(folder.path, 'started')) ? readFileSync(join(folder.path, 'started'), 'utf8').trim() : '';

beforeEach(async () => {
  folder = temporaryFolder();
  own = join(folder.path, 'hearth.AppImage');
  writeFileSync(own, programOf('0.1.0'));
  chmodSync(own, 0o755);
  vi.stubEnv('APPIMAGE', own);
  vi.stubEnv('APPDIR', dirname(process.execPath));
  releases = await serveReleases();
  const release = releases.release('0.2.0', 'appimage', programOf('0.2.0'), {
    engine: { library: '9.0.0', llamaCpp: 'v9.0.0' },
  });
  const files = release.files.map((file) => ({ ...file, arch: process.arch as 'x64' }));
  releases.offer.feed.releases = [{ ...release, files }];
});
afterEach(async () => {
  vi.doUnmock(paths);
  vi.unstubAllEnvs();
  await releases.server.close();
  folder.remove();
});

/** Starts Hearth as this version of it. */
const bootAs = async (
  version: string,
  { works = true, answersHang = false }: Partial<UpdatedCore> = {},
  options: Partial<BootOptions> = {},
) => {
  const { source } = releases;
  vi.stubEnv('HEARTH_UPDATED', JSON.stringify({ version, source, works, answersHang }));
  vi.doMock(paths, async (original) => ({ ...(await original<object>()), version, coreEntry }));
  return boot({ isPackaged: true, ...options });
};
const opened = async (...args: Parameters<typeof bootAs>) => {
  const { openPort, electron } = await bootAs(...args);
  return { electron, window: openWindow(await openPort()) };
};
type Opened = Awaited<ReturnType<typeof opened>>;
const stepOf = async ({ window }: Opened) => (await window.call('updates', {})).now;
const resultOf = async ({ window }: Opened) => (await window.call('updates', {})).proof?.result;
const noticesOf = async ({ window }: Opened) =>
  (await window.call('greet', {})).notices.map(({ told }) => told.code);
/** Presses the button that ends Hearth. */
const press = async (
  { window, electron }: Opened,
  name: 'installUpdate' | 'goBackToEarlierVersion',
): Promise<void> => {
  window.call(name, {}).catch(() => undefined);
  expect(await electron.exited).toBe(0);
};
/** As an update from 0.1.0 to 0.2.0 leaves it. */
const leaveUpdated = (starts: number): void => {
  const kept = programOf('0.1.0');
  writeFileSync(join(openUpdateFolder(dataFolder()), 'kept-0.1.0'), kept);
  writeFileSync(own, programOf('0.2.0'));
  writeRecord(dataFolder(), {
    from: '0.1.0',
    to: '0.2.0',
    kept: { file: 'kept-0.1.0', ...digest(kept) },
    database: null,
    starts,
    result: 'testing',
    isGoingBack: false,
  });
};

describe.skipIf(process.platform !== 'linux')('a new version', () => {
  it('is looked for once the user wants that, installed by clicks alone, tests itself, and can be taken back', async () => {
    const first = await opened('0.1.0', { answersHang: true });
    const { window } = first;
    const { seen } = releases.server;
    await window.call('changeSettings', { offline: true });
    await window.call('changeSettings', { lookForUpdates: true });
    await window.call('checkForUpdate', {});
    expect(await stepOf(first)).toMatchObject({ step: 'idle', problem: { code: 'network.offline' } });
    expect(seen).toEqual([]);
    await window.call('changeSettings', { offline: false });
    await expect.poll(() => stepOf(first)).toMatchObject({ step: 'offered', offer: { version: '0.2.0' } });
    expect(seen.map(({ url }) => url)).toEqual(['/feed.json', '/feed.json.sig']);

    const state = join(dataFolder(), 'kv');
    mkdirSync(state, { recursive: true });
    writeFileSync(join(state, 'a.json'), JSON.stringify({ chatId: '00000000-0000-4000-8000-000000000000' }));
    await window.call('downloadUpdate', {});
    expect(await stepOf(first)).toMatchObject({
      step: 'ready',
      cold: { engine: 'llama.cpp v9.0.0', chats: 1 },
    });

    const wrote = window.next('turn.wrote');
    const { chatId } = await window.call('startTurn', { chatId: null, parts: textParts('On and on.') });
    await wrote;
    await expect(window.call('installUpdate', {})).rejects.toMatchObject({
      told: { code: 'updates.answer-runs' },
    });
    const finished = window.next('turn.finished');
    await window.call('stopTurn', { chatId });
    await finished;
    expect(isOwn('0.1.0')).toBe(true);
    await press(first, 'installUpdate');
    expect(isOwn('0.2.0')).toBe(true);
    await expect.poll(started).toBe(`0.2.0 --data ${dataFolder()}`);

    const second = await opened('0.2.0');
    await expect.poll(() => resultOf(second)).toBe('passed');
    // What was installed is removed, what can bring the earlier version back is kept.
    expect(existsSync(join(dataFolder(), 'updates', 'hearth-0.2.0'))).toBe(false);
    await press(second, 'goBackToEarlierVersion');
    expect(isOwn('0.1.0')).toBe(true);
    await expect.poll(started).toBe(`0.1.0 --data ${dataFolder()}`);

    const third = await opened('0.1.0');
    expect(await noticesOf(third)).toContain('updates.went-back');
    expect(existsSync(join(dataFolder(), 'updates'))).toBe(false);
  });

  it('that fails its self-test says so; if the way back cannot be installed, Hearth starts again with a whole program', async () => {
    leaveUpdated(0);
    const second = await opened('0.2.0', { works: false });
    await expect.poll(() => resultOf(second)).toBe('failed');
    expect(await noticesOf(second)).toContain('updates.self-test-failed');
    // electron-updater fails at removing what is gone.
    rmSync(own);
    await press(second, 'goBackToEarlierVersion');
    expect(isOwn('0.1.0')).toBe(true);
    expect(second.electron.app.nextStart?.args).toEqual(['--data', dataFolder()]);
  });

  it('that never gets as far as its self-test is replaced before its core opens, if the user wants that', async () => {
    leaveUpdated(2);
    const { electron } = await bootAs('0.2.0', {}, { button: 'Go back' });
    expect(await electron.exited).toBe(0);
    expect(electron.seen.children).toEqual([]);
    expect(isOwn('0.1.0')).toBe(true);
    await expect.poll(started).toBe(`0.1.0 --data ${dataFolder()}`);
  });
});
