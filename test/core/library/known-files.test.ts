/** Checks what is known about model files without reading them, on a real database and real files. */
import { appendFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Db } from '../../../main/core/database/connection.ts';
import { openDatabase } from '../../../main/core/database/database.ts';
import { readFileFacts } from '../../../main/core/library/file-facts.ts';
import { openKnownFiles } from '../../../main/core/library/known-files.ts';
import { openLibraryStore } from '../../../main/core/library/library-store.ts';
import { stampsOf } from '../../../main/system/file-stamp.ts';
import { readIdentity } from '../../../main/system/model-digest.ts';
import type { ModelRef } from '../../../main/shared/model/model-identity.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { tinyFile, tinyParts } from '../../fixtures/library/library-fixtures.ts';

let folder: ReturnType<typeof temporaryFolder>;
let db: Db;
beforeEach(() => {
  folder = temporaryFolder();
  db = openDatabase(folder.path);
});
afterEach(() => {
  db.close();
  folder.remove();
});

const at = (name: string): string => join(folder.path, name);
const idOf = async (path: string): Promise<string | null> => (await readIdentity(path)).id;
const known = (models: readonly ModelRef[] = [], version = '1') =>
  openKnownFiles({ db, version, models: () => models });

/** Stores the facts of files as the library does after reading them. */
const learn = async (...paths: string[]): Promise<void> => {
  for (const path of paths) {
    const [stamp] = JSON.parse((await stampsOf([path]))!) as [string];
    openLibraryStore(db).saveFacts([[path, stamp, JSON.stringify(await readFileFacts(path))]]);
  }
};

describe('the identity of a file', () => {
  it('is known from the last run, and covers all parts of a split model', async () => {
    const path = tinyFile(at('a.gguf'));
    const parts = tinyParts(at('big'), 2);
    expect(known().idOf(path)).toBeNull();
    expect(known().keyOf(path)).toBe(path);
    await learn(path, parts[0]!);
    expect(known().idOf(path)).toBe(await idOf(path));
    expect(known().idOf(parts[0]!)).toBeNull();
    await learn(parts[1]!);
    expect(known().idOf(parts[0]!)).toBe(await idOf(parts[0]!));
  });

  it('changes when another file at the same path is verified', async () => {
    const path = tinyFile(at('a.gguf'), { name: 'One' });
    await learn(path);
    const files = known([{ id: await idOf(path), path }]);
    const before = files.idOf(path);
    rmSync(path);
    tinyFile(path, { name: 'Another' });
    expect(await files.verify(path)).toBe(true);
    expect(files.idOf(path)).toBe(await idOf(path));
    expect(files.idOf(path)).not.toBe(before);
    rmSync(path);
    expect(await files.verify(path)).toBe(false);
    expect(files.idOf(path)).toBeNull();
  });

  it('leads to the model at its new path, and to no other file', async () => {
    const path = tinyFile(at('a.gguf'), { name: 'One' });
    await learn(path);
    const ref = known().refOf(path);
    const models: ModelRef[] = [];
    const files = known(models);
    expect(files.locate(ref)).toBe(path);
    renameSync(path, at('b.gguf'));
    await files.verify(path);
    // The library has not scanned the new path yet.
    expect(files.locate(ref)).toBe(path);
    models.push({ id: ref.id, path: at('b.gguf') });
    expect(files.locate(ref)).toBe(at('b.gguf'));
    expect(files.locate({ id: 'of another', path })).toBe(path);
    expect(files.locate({ id: null, path })).toBe(path);
  });

  it('moves along at once when Hearth itself moves the file', async () => {
    const path = tinyFile(at('a.gguf'));
    await learn(path);
    const files = known([{ id: await idOf(path), path }]);
    const ref = files.refOf(path);
    files.moved(path, at('b.gguf'));
    expect(files.locate(ref)).toBe(at('b.gguf'));
    expect(files.keyOf(at('b.gguf'))).toBe(ref.id);
  });
});

describe('a result that took reading a file', () => {
  let runs = 0;
  beforeEach(() => {
    runs = 0;
  });
  const find = (path: string, options: { topic?: string; version?: string; others?: string[] } = {}) =>
    known([], options.version).remembered(path, options.topic ?? 'topic', options.others ?? [], () => {
      runs += 1;
      return Promise.resolve({ found: path });
    });

  it('is computed once', async () => {
    const path = tinyFile(at('a.gguf'));
    expect(await find(path)).toEqual({ found: path });
    expect(await find(path)).toEqual({ found: path });
    expect(runs).toBe(1);
  });

  it('is computed again when the file, one of its parts or another file that it depends on has changed', async () => {
    const [first, second] = tinyParts(at('big'), 2) as [string, string];
    const other = tinyFile(at('a.gguf'));
    const look = () => find(first, { others: [other] });
    await look();
    appendFileSync(second, 'x');
    await look();
    expect(runs).toBe(2);
    // Only the modification time differs.
    utimesSync(other, 1, 1);
    await look();
    expect(runs).toBe(3);
    await look();
    expect(runs).toBe(3);
  });

  it('is computed again by another version of Hearth, on another topic, and when the stored note is damaged', async () => {
    const path = tinyFile(at('a.gguf'));
    await find(path);
    await find(path, { topic: 'another' });
    await find(path, { version: '2' });
    expect(runs).toBe(3);
    db.prepare(`UPDATE file_notes SET note = '{"found":"damaged"}'`).run();
    expect(await find(path, { version: '2' })).toEqual({ found: path });
    expect(runs).toBe(4);
  });

  it('is not stored if the work failed, if the file changed meanwhile, or if there is no file', async () => {
    const path = tinyFile(at('a.gguf'));
    const failing = () => known().remembered(path, 'topic', [], () => Promise.reject(new Error('no good')));
    await expect(failing()).rejects.toThrow('no good');
    await expect(failing()).rejects.toThrow('no good');
    await known().remembered(path, 'topic', [], () => {
      writeFileSync(path, 'changed');
      return Promise.resolve(1);
    });
    expect(db.prepare('SELECT count(*) AS count FROM file_notes').get()).toEqual({ count: 0 });
    await find(at('nothing.gguf'));
    await find(at('nothing.gguf'));
    expect(runs).toBe(2);
  });
});
