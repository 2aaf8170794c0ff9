/**
 * What is known of model files without opening them: their identities, and results that took reading or inspecting them. It
 * is in the database, so it is known at the start, before any folder was scanned.
 */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { ModelFacts, ModelId } from '../../shared/contract/model.ts';
import type { ModelRef } from '../../shared/model/model-identity.ts';
import { partPaths } from '../../shared/gguf/split-name.ts';
import { stampsOf } from '../../system/file-stamp.ts';
import { modelIdOf, readIdentity } from '../../system/model-digest.ts';
import type { Db } from '../database/connection.ts';
import { parsed } from '../database/stored-json.ts';
import { factsVersion, type FileFacts } from './file-facts.ts';

export interface KnownFiles {
  /** The identity of the model at `path`, as far as it is known by now. */
  idOf(path: string): ModelId | null;
  /** The key of values that are stored for the model at `path`, see `modelKey`. */
  keyOf(path: string): string;
  /** How the model at `path` is stored, so that it is found after its file was moved. */
  refOf(path: string): ModelRef;
  /** The path of a stored model now; the stored one if the model is nowhere else. */
  locate(model: ModelRef): string;
  /** Makes sure that the identity of the model at `path` is that of its file now. False if there is no such file. */
  verify(path: string): Promise<boolean>;
  /** Hearth moved the files of a model. */
  moved(from: string, to: string): void;
  /** The library has new models. */
  libraryChanged(): void;
  /**
   * The result of `work`, which reads the model at `path` and the files `others`; a result of before if none of them has
   * changed since. Only results that survive JSON are kept. Throws what `work` throws.
   */
  remembered<Result>(
    path: string,
    topic: string,
    others: readonly string[],
    work: () => Promise<Result>,
  ): Promise<Result>;
}

interface KnownFilesOptions {
  db: Db;
  /** The version of Hearth: another one may judge files in another way. */
  version: string;
  /** The models of the library. */
  models: () => readonly Pick<ModelFacts, 'path' | 'id'>[];
}

export const openKnownFiles = ({ db, version, models }: KnownFilesOptions): KnownFiles => {
  const facts = db.prepare('SELECT stamp, facts FROM model_files WHERE path = ?');
  const notes = db.prepare('SELECT stamp, note FROM file_notes WHERE path = ? AND topic = ?');
  const save = db.prepare('INSERT OR REPLACE INTO file_notes (path, topic, stamp, note) VALUES (?, ?, ?, ?)');
  /** Identities that the library does not have yet, or no longer. */
  const verified = new Map<string, ModelId | null>();

  /** From what the library read in this run or an earlier one; the stamps tell whether it still holds. */
  const stored = (path: string): { id: ModelId | null; stamps: string } => {
    const rows = partPaths(path).map(
      (part) => facts.get(part) as { stamp: unknown; facts: unknown } | undefined,
    );
    const digests = rows.map((row) => {
      const read = parsed(row?.facts) as FileFacts | null | undefined;
      return read?.version === factsVersion ? read.digest : null;
    });
    return { id: modelIdOf(digests), stamps: JSON.stringify(rows.map((row) => row?.stamp)) };
  };

  const idOf = (path: string): ModelId | null => {
    const own = verified.get(path);
    if (own !== undefined) return own;
    const model = models().find((one) => one.path === path);
    return model === undefined ? stored(path).id : model.id;
  };

  const pathOf = (id: ModelId): string | null =>
    models().find((model) => model.id === id && idOf(model.path) === id)?.path ??
    [...verified].find(([, known]) => known === id)?.[0] ??
    null;

  return {
    idOf,
    keyOf: (path) => idOf(path) ?? path,
    refOf: (path) => ({ id: idOf(path), path }),
    locate: ({ id, path }) => (id === null || idOf(path) === id ? path : (pathOf(id) ?? path)),
    verify: async (path) => {
      const known = stored(path);
      const stamps = await stampsOf(partPaths(path));
      verified.set(
        path,
        known.id !== null && stamps === known.stamps ? known.id : (await readIdentity(path)).id,
      );
      return stamps !== null;
    },
    moved: (from, to) => {
      verified.set(to, idOf(from));
      verified.set(from, null);
    },
    libraryChanged: () => {
      for (const { path } of models()) verified.delete(path);
    },
    remembered: async (path, topic, others, work) => {
      const files = [path, ...others].flatMap(partPaths);
      const stamps = await stampsOf(files);
      if (stamps === null) return work();
      const sealed = (note: string): string =>
        createHash('sha256')
          .update(JSON.stringify([version, files, stamps, note]))
          .digest('base64');
      const known = notes.get(resolve(path), topic) as { stamp: unknown; note: unknown } | undefined;
      // A damaged note does not match its stamp.
      if (typeof known?.note === 'string' && known.stamp === sealed(known.note))
        return JSON.parse(known.note) as Awaited<ReturnType<typeof work>>;
      const result = await work();
      const note = JSON.stringify(result);
      // The file must be the one that was read.
      if (stamps === (await stampsOf(files)))
        try {
          save.run(resolve(path), topic, sealed(note), note);
        } catch {
          // A full disk: it is found out again next time.
        }
      return result;
    },
  };
};
