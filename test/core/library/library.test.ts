/** Tests the library with its thread: watching, keeping what was read, the user's folders, and never blocking the core. */
import { say } from '../../../main/shared/words/catalogue.ts';
import {
  appendFileSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { times } from '../../fixtures/long.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readIdentity } from '../../../main/system/model-digest.ts';
import {
  digestOfTree,
  openTestLibrary,
  tinyFile,
  tinyParts,
  type TestLibrary,
} from '../../fixtures/library/library-fixtures.ts';
import { keepsTo } from '../../fixtures/in-time.ts';

let test: TestLibrary;
beforeEach(() => {
  test = openTestLibrary();
});
afterEach(() => test.close());

const names = (): string[] => test.models().map(({ name }) => name);
const after = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Changes the content of a file but not its size or times, so that only reading it again shows the change. */
const changeUnseen = (path: string, from: string, to: string): void => {
  const { atime, mtime, size } = statSync(path);
  // Only whole milliseconds can be set.
  writeFileSync(path, readFileSync(path, 'latin1').replace(from, to), 'latin1');
  expect(statSync(path).size).toBe(size);
  utimesSync(path, atime, mtime);
};
const wholeSeconds = (path: string): void => utimesSync(path, 1_700_000_000, 1_700_000_000);

describe('a change in a folder', () => {
  it('shows by itself: a new file, a changed file, a deleted file and a folder in a folder', async () => {
    const folder = join(test.home, 'mine');
    mkdirSync(folder);
    await test.library.addFolder(folder);
    expect(names()).toEqual([]);

    const path = tinyFile(join(folder, 'a.gguf'), { name: 'First' });
    await test.until(() => names().join() === 'First');
    tinyFile(path, { name: 'Changed', parameters: 2048 });
    await test.until(() => names().join() === 'Changed');
    tinyFile(join(folder, 'deep/er/b.gguf'), { name: 'Deep' });
    await test.until(() => names().join() === 'Changed,Deep');
    renameSync(join(folder, 'deep'), join(folder, 'moved'));
    await test.until(() => test.models().some((model) => model.path === join(folder, 'moved/er/b.gguf')));
    rmSync(path);
    rmSync(join(folder, 'moved'), { recursive: true });
    await test.until(() => names().length === 0);
  });

  it('shows even if the folder did not exist before', async () => {
    await test.library.rescan();
    await after(300);
    tinyFile(join(test.home, '.ollama/models/loose.gguf'), { name: 'In another program' });
    await test.until(() => names().length === 1);
    tinyFile(join(test.modelFolder, 'a/b.gguf'), { name: 'In Hearth' });
    await test.until(() => names().length === 2);
    expect(names()).toEqual(['In another program', 'In Hearth']);
  });

  it('is the only reason for a scan: as long as nothing changes, no folder is read and nothing is posted', async () => {
    tinyFile(join(test.modelFolder, 'a/b.gguf'));
    await test.library.rescan();
    // With this time, most systems record every access to the folder.
    utimesSync(test.modelFolder, 1_700_000_000, Date.now() / 1000 + 1000);
    const signs = (): string => `${test.changes()} ${statSync(test.modelFolder).atimeMs}`;
    let quiet = false;
    for (let second = 0; second < 5 && !quiet; second += 1) {
      const before = signs();
      await after(1000);
      quiet = signs() === before;
    }
    expect(quiet).toBe(true);
    const before = test.changes();
    await test.library.rescan();
    expect(test.changes()).toBe(before);
  });

  it('does not show a file as damaged while it is being written, but once it has stopped changing', async () => {
    const whole = tinyFile(join(test.home, 'whole'), { name: 'Slow', parameters: 100_000 });
    const bytes = readFileSync(whole);
    const path = join(test.modelFolder, 'slow.gguf');
    await test.reopen({ restMs: 1500 });
    mkdirSync(test.modelFolder, { recursive: true });
    await test.library.rescan();
    let shown: string[] = [];
    writeFileSync(path, '');
    const pieces = 8;
    for (let piece = 0; piece < pieces; piece += 1) {
      appendFileSync(
        path,
        bytes.subarray((bytes.length * piece) / pieces, (bytes.length * (piece + 1)) / pieces),
      );
      await after(200);
      if (piece < pieces - 1) shown = [...shown, ...names()];
    }
    await test.until(() => names().length === 1);
    expect(shown).toEqual([]);
    expect(test.models()[0]).toMatchObject({ name: 'Slow', problem: null });

    // A file that is never completed is damaged.
    truncateSync(path, bytes.length - 1000);
    await test.until(() => (test.models()[0]?.problem ?? null) !== null);
    expect(test.models()[0]!.problem).toMatchObject({ code: expect.stringMatching(/^gguf\./) });
  });

  it('does not show a split model before all its parts are complete', async () => {
    const parts = tinyParts(join(test.home, 'away/big'), 3, { name: 'Big', parameters: 50_000 });
    const target = (part: string): string => join(test.modelFolder, 'big', basename(part));
    await test.reopen({ restMs: 1500 });
    mkdirSync(join(test.modelFolder, 'big'), { recursive: true });
    await test.library.rescan();
    const shown: number[] = [];
    for (const part of parts) {
      const bytes = readFileSync(part);
      for (const end of [20_000, bytes.length]) {
        shown.push(test.models().length);
        writeFileSync(target(part), bytes.subarray(0, end));
        await after(250);
      }
    }
    await test.until(() => test.models().length === 1);
    expect(shown).toEqual([0, 0, 0, 0, 0, 0]);
    expect(test.models()[0]).toMatchObject({ problem: null, files: { length: 3 } });
    // A part that never arrives is missing.
    rmSync(target(parts[1]!));
    await test.until(() => test.models()[0]?.problem?.code === 'library.missing-parts');
  });
});

describe('the facts of a file', () => {
  it('are not read again while the file is unchanged, not even after a restart', async () => {
    const path = tinyFile(join(test.modelFolder, 'a.gguf'), { name: 'Before' });
    wholeSeconds(path);
    await test.library.rescan();
    expect(names()).toEqual(['Before']);
    changeUnseen(path, 'Before', 'Behind');
    await test.library.rescan();
    await test.reopen();
    await test.library.rescan();
    expect(names()).toEqual(['Before']);
    utimesSync(path, 1_700_000_000, 1_700_000_001);
    await test.library.rescan();
    expect(names()).toEqual(['Behind']);
  });

  it('are forgotten with the file, but kept while its disk is disconnected', async () => {
    const rows = (): number =>
      (test.db.prepare('SELECT COUNT(*) AS count FROM model_files').get() as { count: number }).count;
    const folder = join(test.home, 'disk');
    tinyFile(join(folder, 'a.gguf'));
    tinyFile(join(test.modelFolder, 'b.gguf'));
    await test.library.addFolder(folder);
    // The third row is the built-in model's.
    expect(rows()).toBe(3);
    renameSync(folder, `${folder} away`);
    rmSync(join(test.modelFolder, 'b.gguf'));
    await test.library.rescan();
    expect(rows()).toBe(2);
    expect(test.library.state().folders.find(({ path }) => path === folder)?.problem).toEqual(
      say('library.folder-gone', { path: folder }),
    );
    expect(names()).toEqual([]);
  });
});

describe('a folder that the user adds', () => {
  it('is listed once and can be removed, and its files stay', async () => {
    const folder = join(test.home, 'mine');
    const path = tinyFile(join(folder, 'a.gguf'));
    const before = digestOfTree(folder);
    await test.library.addFolder(folder);
    await test.library.addFolder(`${folder}/`);
    expect(test.library.state().folders.filter(({ owner }) => owner === 'user')).toEqual([
      { path: folder, owner: 'user', models: 1, problem: null },
    ]);
    await test.reopen();
    await test.library.rescan();
    expect(test.models()).toMatchObject([{ path, owner: 'user' }]);
    // A folder that is scanned anyway is not stored.
    mkdirSync(join(test.home, '.ollama/models'), { recursive: true });
    await test.library.rescan();
    await test.library.addFolder(join(test.home, '.ollama/models'));
    expect(test.db.prepare('SELECT path FROM model_places').all()).toEqual([{ path: folder }]);
    await test.library.removeFolder(folder);
    expect(test.models()).toEqual([]);
    expect(digestOfTree(folder)).toBe(before);
  });

  it('must exist, and other folders cannot be removed', async () => {
    const file = tinyFile(join(test.home, '.lmstudio/models/a/b/c.gguf'));
    await test.library.rescan();
    await expect(test.library.addFolder(join(test.home, 'nothing'))).rejects.toThrow(
      /^There is no folder at .+\. Check the path\.$/,
    );
    await expect(test.library.addFolder(file)).rejects.toThrow(
      / is a file\. Enter the path of its folder, or import the file\.$/,
    );
    await expect(test.library.removeFolder(join(test.home, '.lmstudio/models'))).rejects.toThrow(
      / belongs to LM Studio, so it cannot be removed\.$/,
    );
    await expect(test.library.removeFolder(test.modelFolder)).rejects.toThrow(
      /^You did not add .+, so it cannot be removed\.$/,
    );
  });

  it('may contain links that form circles', async () => {
    const folder = join(test.home, 'mine');
    tinyFile(join(folder, 'a/a.gguf'));
    symlinkSync(folder, join(folder, 'a/round'));
    symlinkSync(dirname(folder), join(folder, 'up'));
    await test.library.addFolder(folder);
    expect(test.models()).toHaveLength(1);
    expect(test.library.state().folders.find(({ path }) => path === folder)).toMatchObject({
      models: 1,
      problem: null,
    });
  });
});

describe('the library', () => {
  it('lists the built-in model, knows when each model was last used, and reads the raw metadata', async () => {
    const path = tinyFile(join(test.modelFolder, 'a.gguf'), { name: 'A' });
    const { id } = await readIdentity(path);
    await test.reopen({ lastUsed: () => ({ [id!]: 42, [path]: 41 }) });
    const [first] = tinyParts(join(test.modelFolder, 'big'), 2, { name: 'Big' });
    await test.library.rescan();
    expect(test.library.state().models).toMatchObject([
      { name: 'A', lastUsedAt: 42, owner: 'hearth' },
      { name: 'Big', lastUsedAt: null, owner: 'hearth' },
      { owner: 'starter', problem: null },
    ]);
    expect(test.library.find(join(test.modelFolder, 'big-00002-of-00002.gguf'))?.path).toBe(first);
    expect(test.library.find(join(test.home, 'a.gguf'))).toBeNull();
    expect(await test.library.metadata(path)).toContainEqual({ key: 'general.name', value: 'A' });
    await expect(test.library.metadata('/etc/passwd')).rejects.toThrow(
      /^passwd is no longer in the library\. Choose “Rescan”\.$/,
    );
  });

  it('lists thousands of files without blocking the core', async () => {
    const many = times(1500, 3000);
    for (let index = 0; index < many; index += 1)
      tinyFile(join(test.home, `many/${index % 60}/model-${index}-Q4_K_M.gguf`), { name: `Model ${index}` });
    /**
     * Takes the best of three attempts: whatever the library does to block the core it does each time, unlike other programs on
     * this machine.
     */
    const timed = async (
      what: string,
      prepare: () => Promise<void>,
      work: () => Promise<void>,
    ): Promise<void> => {
      let [leastMs, tookMs] = [Infinity, Infinity];
      for (let attempt = 0; attempt < 3 && !(leastMs < 25); attempt += 1) {
        await prepare();
        const delay = monitorEventLoopDelay({ resolution: 1 });
        delay.enable();
        const startedAt = performance.now();
        await work();
        tookMs = performance.now() - startedAt;
        delay.disable();
        leastMs = Math.min(leastMs, delay.max / 1e6);
        expect(test.models()).toHaveLength(many);
      }
      console.log(
        `${many} files, ${what}: ${Math.round(tookMs)} ms, the core was held up for ${leastMs.toFixed(1)}`,
      );
      expect(keepsTo(leastMs, 100)).toBe(true);
    };
    await test.library.addFolder(join(test.home, 'many'));
    const rescan = (): Promise<void> => test.library.rescan();
    const forgetAll = async (): Promise<void> => {
      await test.library.close();
      test.db.exec('DELETE FROM model_files');
      await test.reopen();
    };
    await timed('first', forgetAll, rescan);
    await timed('again', async () => undefined, rescan);
    await timed('next start', test.reopen, rescan);
  });
});
