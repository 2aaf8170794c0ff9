/** Tests importing models into the library and deleting them, and everything that must be refused. */
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImportProgress } from '../../../main/shared/contract/library.ts';
import { diskReserveBytes, freeBytes } from '../../../main/system/disk-space.ts';
import type { ModelLibrary } from '../../../main/core/library/library.ts';
import { importFiles } from '../../../main/core/library/import-model.ts';
import { Refusal } from '../../../main/shared/rpc/refusal.ts';
import {
  digestOfTree,
  ollamaBlob,
  ollamaManifest,
  openTestLibrary,
  textFile,
  tinyFile,
  tinyParts,
  tinyProjector,
  type TestLibrary,
} from '../../fixtures/library/library-fixtures.ts';

let test: TestLibrary;
beforeEach(() => {
  test = openTestLibrary();
});
afterEach(() => test.close());

const away = (...parts: string[]): string => join(test.home, 'Downloads', ...parts);
/** Everything in Hearth's folder, as paths relative to it. */
const inHearth = (): string[] =>
  (existsSync(test.modelFolder) ? readdirSync(test.modelFolder, { recursive: true }) : [])
    .map(String)
    .toSorted();
/** The sentence with which `work` is refused. */
const refusal = async (work: Promise<unknown>): Promise<string> => {
  const error: unknown = await work.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof Refusal)) throw new Error(`not refused: ${String(error)}`);
  expect(error.message).toMatch(/^\S[^\n]*\.$/);
  return error.message;
};

/** Options for an import that nobody watches or cancels. */
const unwatched = () => ({
  modelFolder: test.modelFolder,
  own: [],
  letGo: async () => {},
  signal: new AbortController().signal,
  onCopied: () => {},
});

describe('importing in place', () => {
  it('remembers the file, all its parts and its projector, until they are removed from the list', async () => {
    const parts = tinyParts(away('Big-Q4_K_M'), 2, { name: 'Big', width: 64 });
    tinyProjector(away('mmproj-Big.gguf'), 'Big', 64);
    tinyFile(away('Other.gguf'));
    const before = digestOfTree(away());
    expect(await test.library.importModel(parts[1]!, 'in-place')).toBe(parts[0]);
    await test.reopen();
    await test.library.rescan();
    expect(test.models().map(({ path, owner, kind }) => [path, owner, kind])).toEqual([
      [parts[0], 'user', 'chat'],
      [away('mmproj-Big.gguf'), 'user', 'projector'],
    ]);
    expect(test.model('00001-of-00002.gguf')).toMatchObject({
      problem: null,
      projector: { path: away('mmproj-Big.gguf') },
    });
    expect(digestOfTree(away())).toBe(before);
    for (const path of [...parts, away('mmproj-Big.gguf')]) await test.library.removeFolder(path);
    expect(test.models()).toEqual([]);
  });

  it('does nothing for a file that is already listed', async () => {
    const path = tinyFile(join(test.home, '.lmstudio/models/a/b/c.gguf'));
    mkdirSync(away(), { recursive: true });
    symlinkSync(path, away('link.gguf'));
    expect(await test.library.importModel(away('link.gguf'), 'in-place')).toBe(path);
    expect(test.db.prepare('SELECT * FROM model_places').all()).toEqual([]);
  });

  it('notices when the file changes or is deleted', async () => {
    const path = tinyFile(away('a.gguf'), { name: 'Before' });
    await test.library.importModel(path, 'in-place');
    await new Promise((resolve) => setTimeout(resolve, 300));
    tinyFile(path, { name: 'Afterwards' });
    await test.until(() => test.models()[0]?.name === 'Afterwards');
    rmSync(path);
    await test.until(() => test.models().length === 0);
    expect(test.library.find(path)).toBeNull();
  });
});

describe('copying into Hearth’s folder', () => {
  it('leaves the original alone, and copies the parts, the projector and the source', async () => {
    const folder = join(test.home, '.lmstudio/models/bartowski/Big-GGUF');
    const parts = tinyParts(join(folder, 'Big-Q4_K_M'), 2, { name: 'Big', width: 64, licence: 'mit' });
    tinyProjector(join(folder, 'mmproj-F16.gguf'), 'Big', 64);
    const before = digestOfTree(folder);
    const target = (await test.library.importModel(parts[0]!, 'copy'))!;
    expect(digestOfTree(folder)).toBe(before);
    expect(target).toBe(join(test.modelFolder, 'Big-Q4_K_M', 'Big-Q4_K_M-00001-of-00002.gguf'));
    expect(inHearth()).toEqual([
      'Big-Q4_K_M',
      'Big-Q4_K_M/Big-Q4_K_M-00001-of-00002.gguf',
      'Big-Q4_K_M/Big-Q4_K_M-00001-of-00002.gguf.hearth.json',
      'Big-Q4_K_M/Big-Q4_K_M-00002-of-00002.gguf',
      'Big-Q4_K_M/mmproj-F16.gguf',
    ]);
    expect(readFileSync(target)).toEqual(readFileSync(parts[0]!));
    expect(test.library.find(target)).toMatchObject({
      owner: 'hearth',
      source: 'bartowski/Big-GGUF',
      licence: 'mit',
      projector: { path: join(test.modelFolder, 'Big-Q4_K_M', 'mmproj-F16.gguf') },
    });
  });

  it('never overwrites: the same model is not copied again, and another model gets another name', async () => {
    const first = await test.library.importModel(tinyFile(away('a/model-x.gguf'), { name: 'One' }), 'copy');
    const again = await test.library.importModel(
      tinyFile(away('b/other name.gguf'), { name: 'One' }),
      'copy',
    );
    expect(again).toBe(first);
    const second = await test.library.importModel(tinyFile(away('c/model-x.gguf'), { name: 'Two' }), 'copy');
    expect(second).toBe(join(test.modelFolder, 'model-x 2', 'model-x.gguf'));
    expect(test.models().map(({ name, owner }) => [name, owner])).toEqual([
      ['One', 'hearth'],
      ['Two', 'hearth'],
    ]);
  });

  it('names a file after its model if its own name means nothing', async () => {
    const root = join(test.home, '.ollama/models');
    const weights = ollamaBlob(root, (path) => tinyFile(path, { name: 'Llama 3.2: 3B/x', fileType: 15 }));
    const projector = ollamaBlob(root, (path) => tinyProjector(path, 'x', 64));
    textFile(
      join(root, 'manifests/registry.ollama.ai/library/llama3.2/3b'),
      ollamaManifest([
        ['model', weights],
        ['projector', projector],
      ]),
    );
    const blob = join(root, 'blobs', weights.replace(':', '-'));
    expect(await test.library.importModel(blob, 'copy')).toBe(
      join(test.modelFolder, 'Llama 3.2- 3B-x-Q4_K_M', 'Llama 3.2- 3B-x-Q4_K_M.gguf'),
    );
    expect(inHearth()).toContain('Llama 3.2- 3B-x-Q4_K_M/mmproj-Llama 3.2- 3B-x-Q4_K_M.gguf');
  });

  it('is refused, and leaves nothing behind, if the disk has no room for the model plus a reserve of 2 GB', async () => {
    await test.library.importModel(tinyFile(away('huge.gguf'), { name: 'Huge' }), 'in-place');
    const model = test.model('huge.gguf');
    const [file] = model.files;
    const bytes = (await freeBytes(test.modelFolder)) - diskReserveBytes + 1e9;
    const huge = { ...model, files: [{ ...file!, bytes }] };
    expect(await refusal(importFiles({ ...unwatched(), model: huge, how: 'copy' }))).toMatch(
      /^Not enough disk space: the model needs [\d.,]+.[GT]B, and Hearth leaves 2\.\d+.GB of the disk free\. Free up (9\d\d.MB|1\.[01]\d?.GB), or use the model in place\.$/,
    );
    expect(inHearth()).toEqual([]);
  });

  it('leaves nothing behind if it fails in the middle', async () => {
    const parts = tinyParts(away('Big'), 2);
    await test.library.importModel(parts[0]!, 'in-place');
    const model = test.model('00001-of-00002.gguf');
    const [first, second] = model.files;
    const files = [first!, { ...second!, bytes: second!.bytes + 1 }];
    const before = digestOfTree(away());
    expect(await refusal(importFiles({ ...unwatched(), model: { ...model, files }, how: 'copy' }))).toBe(
      'Big-00002-of-00002.gguf changed while it was copied. Try again when it is complete.',
    );
    expect(inHearth()).toEqual([]);
    expect(digestOfTree(away())).toBe(before);
    // A copy that was under way when Hearth was killed is removed at the next start.
    tinyFile(join(test.modelFolder, '.importing-1/half.gguf'));
    test.library.start();
    await test.until(() => inHearth().length === 0);
  });
});

/** A file system other than that of the temporary folder, if this machine has a writable one. */
const otherDisk = '/dev/shm';
const hasOtherDisk =
  existsSync(otherDisk) && existsSync('/tmp') && statSync(otherDisk).dev !== statSync('/tmp').dev;

describe.skipIf(!hasOtherDisk)('a copy from another disk', () => {
  const size = 41 * 1024 ** 2;
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(otherDisk, 'hearth-'));
    path = tinyFile(join(folder, 'Large.gguf'), { name: 'Large' });
    truncateSync(path, size);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** A library that runs `act` whenever it reports copies. */
  const watching = (act: (library: ModelLibrary) => void): TestLibrary => {
    const watched = openTestLibrary({ onImports: () => act(watched.library) });
    return watched;
  };

  it('reports its progress, and ends when the copy is complete', async () => {
    const told: ImportProgress[][] = [];
    const watched = watching((library) => told.push(library.imports()));
    try {
      const target = (await watched.library.importModel(path, 'move'))!;
      expect(told[0]).toEqual([{ id: expect.any(String), name: 'Large', doneBytes: 0, bytes: size }]);
      expect(told.at(-1)).toEqual([]);
      expect(statSync(target).size).toBe(size);
      expect(readdirSync(folder)).toEqual([]);
    } finally {
      await watched.close();
    }
  });

  it('can be cancelled, which removes what was copied and leaves the original alone', async () => {
    const watched = watching((library) => {
      for (const { id } of library.imports()) library.cancelImport(id);
    });
    try {
      expect(await watched.library.importModel(path, 'move')).toBeNull();
      expect(readdirSync(watched.modelFolder)).toEqual([]);
      expect(statSync(path).size).toBe(size);
      expect(watched.library.imports()).toEqual([]);
    } finally {
      await watched.close();
    }
  });

  it('is cancelled when Hearth closes, which waits until the copy is removed', async () => {
    let closed: Promise<void> | null = null;
    const watched = watching(() => {
      closed ??= watched.library.close();
    });
    const copied = watched.library.importModel(path, 'copy');
    await watched.until(() => closed !== null);
    await closed;
    expect(readdirSync(watched.modelFolder)).toEqual([]);
    expect(await copied).toBeNull();
    await watched.close();
  });
});

describe('moving into Hearth’s folder', () => {
  it('removes the files from their old place', async () => {
    const parts = tinyParts(away('Big'), 2, { name: 'Big', width: 64 });
    tinyProjector(away('mmproj-Big.gguf'), 'Big', 64);
    tinyFile(away('Other.gguf'));
    await test.library.importModel(parts[0]!, 'in-place');
    const target = (await test.library.importModel(parts[0]!, 'move'))!;
    expect(readdirSync(away())).toEqual(['Other.gguf']);
    expect(test.library.find(target)).toMatchObject({ owner: 'hearth', problem: null });
    expect(test.library.find(target)!.projector).not.toBeNull();
    expect(test.db.prepare('SELECT path FROM model_places').all()).toEqual([]);
  });

  it.skipIf(!hasOtherDisk)('moves everything back if it fails in the middle', async () => {
    const folder = mkdtempSync(join(otherDisk, 'hearth-'));
    try {
      const [first] = tinyParts(away('Big'), 2);
      await test.library.importModel(away('Big-00002-of-00002.gguf'), 'in-place');
      const model = test.model('00001-of-00002.gguf');
      // A rename across disks fails, and so does the copy, because its size is wrong.
      const second = tinyFile(join(folder, 'Big-00002-of-00002.gguf'));
      const files = [model.files[0]!, { path: second, bytes: 1 }];
      const before = [readFileSync(first!), readFileSync(second)];
      await refusal(importFiles({ ...unwatched(), model: { ...model, files }, how: 'move' }));
      expect([readFileSync(first!), readFileSync(second)]).toEqual(before);
      expect(inHearth()).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it.skipIf(!hasOtherDisk)('copies the files and then deletes them if they are on another disk', async () => {
    const folder = mkdtempSync(join(otherDisk, 'hearth-'));
    try {
      const [first, second] = tinyParts(join(folder, 'Big'), 2, { name: 'Big' });
      const bytes = readFileSync(second!);
      const target = (await test.library.importModel(first!, 'move'))!;
      expect(readdirSync(folder)).toEqual([]);
      expect(readFileSync(target.replace('00001-of', '00002-of'))).toEqual(bytes);
      expect(inHearth().filter((name) => name.startsWith('.'))).toEqual([]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('an import is refused', () => {
  it('for files that are no usable model', async () => {
    mkdirSync(away(), { recursive: true });
    const attempt = (path: string): Promise<string> => refusal(test.library.importModel(path, 'copy'));
    expect(await attempt(away('nothing.gguf'))).toMatch(/^There is no file at .+\. Check the path\.$/);
    expect(await attempt(away())).toMatch(
      / is a folder\. Enter the path of a GGUF file in it, or add the folder\.$/,
    );
    expect(await attempt(textFile(away('text.gguf'), 'text'))).toBe(
      'text.gguf is not a GGUF file. Choose a model in GGUF format.',
    );
    const cut = tinyFile(away('cut.gguf'));
    truncateSync(cut, 500);
    expect(await attempt(cut)).toBe('cut.gguf is incomplete: it ends within its header. Download it again.');
    expect(await attempt(tinyFile(away('imatrix.gguf'), { architecture: '', type: 'imatrix' }))).toBe(
      'imatrix.gguf is not a model; it is only used to make one. Choose another file.',
    );
    const [first, second] = tinyParts(away('Big'), 2);
    rmSync(second!);
    expect(await attempt(first!)).toMatch(/^Big lacks part 2 of 2\. /);
    expect(inHearth()).toEqual([]);
  });

  it('if it would take a file away from another program', async () => {
    const root = join(test.home, '.ollama/models');
    const weights = ollamaBlob(root, (path) => tinyFile(path, { name: 'Llama' }));
    textFile(join(root, 'manifests/registry.ollama.ai/library/a/b'), ollamaManifest([['model', weights]]));
    // This blob is in Ollama's folder, but no manifest names it any more.
    const loose = ollamaBlob(root, (path) => tinyFile(path, { name: 'Loose' }));
    const blob = (digest: string): string => join(root, 'blobs', digest.replace(':', '-'));
    const before = digestOfTree(test.home);
    expect(await refusal(test.library.importModel(blob(weights), 'move'))).toBe(
      'Ollama uses Llama. Use it in place or copy it instead of moving it.',
    );
    expect(await refusal(test.library.importModel(blob(loose), 'move'))).toMatch(/^Ollama uses /);
    expect(digestOfTree(test.home)).toBe(before);
  });
});

describe('deleting a model', () => {
  it('permanently removes all its files, their companions and the folders that become empty', async () => {
    const folder = join(test.modelFolder, 'org/name');
    const parts = tinyParts(join(folder, 'Big'), 2, { name: 'Big', width: 64 });
    tinyProjector(join(folder, 'mmproj-F16.gguf'), 'Big', 64);
    textFile(`${parts[0]}.hearth.json`, JSON.stringify({ repository: 'org/name' }));
    tinyFile(join(test.modelFolder, 'stays.gguf'), { name: 'Stays', width: 96 });
    await test.library.rescan();
    await test.library.deleteModel(parts[0]!, true);
    expect(inHearth()).toEqual(['stays.gguf']);
    expect(test.models().map(({ name }) => name)).toEqual(['Stays']);
  });

  it('keeps a projector that another model uses', async () => {
    const folder = join(test.modelFolder, 'm');
    const four = tinyFile(join(folder, 'Sees-Q4_K_M.gguf'), { name: 'Four', fileType: 15 });
    const eight = tinyFile(join(folder, 'Sees-Q8_0.gguf'), { name: 'Eight', fileType: 7 });
    tinyProjector(join(folder, 'mmproj-F16.gguf'), 'P', 64);
    await test.library.rescan();
    await test.library.deleteModel(four, true);
    expect(inHearth()).toEqual(['m', 'm/Sees-Q8_0.gguf', 'm/mmproj-F16.gguf']);
    await test.library.deleteModel(eight, true);
    expect(inHearth()).toEqual([]);
  });

  it("moves its files to the system's bin", async () => {
    const bin = join(test.home, 'bin');
    mkdirSync(bin);
    await test.reopen({
      moveToBin: async (paths) => {
        for (const [index, path] of paths.entries()) renameSync(path, join(bin, String(index)));
      },
    });
    const parts = tinyParts(join(test.modelFolder, 'Big/Big'), 2);
    await test.library.rescan();
    await test.library.deleteModel(parts[0]!, false);
    expect(readdirSync(bin)).toHaveLength(2);
    expect(inHearth()).toEqual([]);
  });

  it('that the user added as a single file removes that file and its projector only', async () => {
    const path = tinyFile(away('a.gguf'), { width: 64 });
    tinyProjector(away('mmproj-a.gguf'), 'A', 64);
    writeFileSync(away('letter.txt'), 'dear');
    await test.library.importModel(path, 'in-place');
    await test.library.deleteModel(path, true);
    expect(readdirSync(away())).toEqual(['letter.txt']);
    expect(test.db.prepare('SELECT * FROM model_places').all()).toEqual([]);
  });

  it('explains when there is no bin, when the bin fails, and when it does nothing', async () => {
    const path = tinyFile(join(test.modelFolder, 'a.gguf'), { name: 'A' });
    await test.library.rescan();
    expect(await refusal(test.library.deleteModel(path, false))).toBe(
      'This system has no Trash. Delete A permanently instead.',
    );
    await test.reopen({ moveToBin: () => Promise.reject(new Error('no bus')) });
    await test.library.rescan();
    expect(await refusal(test.library.deleteModel(path, false))).toBe(
      'A could not be moved to the Trash. Unload it and try again, or delete it permanently instead.',
    );
    await test.reopen({ moveToBin: async () => undefined });
    await test.library.rescan();
    expect(await refusal(test.library.deleteModel(path, false))).toBe(
      `The Trash did not accept ${path}. Delete A permanently instead.`,
    );
    expect(inHearth()).toEqual(['a.gguf']);
  });

  it('is refused for models of other programs, for the guide, and for files that are not listed', async () => {
    tinyFile(join(test.home, '.lmstudio/models/a/b/c.gguf'), { name: 'C' });
    tinyFile(join(test.home, '.local/share/Jan/data/llamacpp/models/d/model.gguf'), { name: 'D' });
    tinyFile(join(test.home, '.cache/llama.cpp/e.gguf'), { name: 'E' });
    tinyFile(join(test.home, '.cache/huggingface/hub/models--f--f/snapshots/1/f.gguf'), { name: 'F' });
    await test.library.rescan();
    const before = digestOfTree(test.home);
    const attempt = (path: string): Promise<string> => refusal(test.library.deleteModel(path, true));
    const sentences = await Promise.all(test.models().map(({ path }) => attempt(path)));
    expect(sentences).toEqual([
      'C belongs to LM Studio. Delete it in LM Studio, and it disappears from this list.',
      'D belongs to Jan. Delete it in Jan, and it disappears from this list.',
      'E belongs to llama.cpp. Delete it in llama.cpp, and it disappears from this list.',
      'F belongs to Hugging Face’s cache. Delete it in Hugging Face’s cache, and it disappears from this list.',
    ]);
    expect(digestOfTree(test.home)).toBe(before);
    expect(await attempt(test.starterModel)).toMatch(
      /^Hearth guide is built in and cannot be removed, so you always have a working model\.$/,
    );
    expect(await attempt(join(test.home, 'x.gguf'))).toMatch(/^x\.gguf is no longer in the library\. /);
  });
});

describe('the free space of a disk', () => {
  it('is that of the nearest folder that exists', async () => {
    const { bavail, bsize } = await statfs(test.home);
    const free = await freeBytes(join(test.home, 'not/yet/there'));
    expect(Math.abs(free - bavail * bsize)).toBeLessThan(1e9);
  });
});
