/**
 * Facts about model files that are known without opening them: their identities, and the results of reading and inspecting them.
 * They are stored in the database, so they are known at start-up, before any folder has been scanned.
 */
import { createHash } from 'node:crypto';
import { resolve } from 'node:path';
import type { ModelFacts, ModelId } from '../../shared/contract/model.ts';
import type { ModelRef } from '../../shared/model/model-identity.ts';
import { partPaths } from '../../shared/gguf/split-name.ts';
import { stampsOf } from '../../system/file-stamp.ts';
import { modelIdOf, readIdentity } from '../../system/model-digest.ts';
import type { Db } from '../database/connection.ts';
import { parsed } from '../database/stored-values.ts';
import { factsVersion, type FileFacts } from './file-facts.ts';

export interface KnownFiles {
  /** The identity of the model at `path`; `null` if it is not known yet. */
  idOf(path: string): ModelId | null;
  /** The key that values for the model at `path` are stored by; see `modelKey`. */
  keyOf(path: string): string;
  /** A reference to store for the model at `path`, which finds it even after its file was moved. */
  refOf(path: string): ModelRef;
  /** The current path of a stored model; the stored path if the model is not found elsewhere. */
  locate(model: ModelRef): string;
  /** Reads the identity of the model at `path` again if its file has changed. Resolves with false if there is no such file. */
  verify(path: string): Promise<boolean>;
  /** Must be called after Hearth has moved the files of a model. */
  moved(from: string, to: string): void;
  /** Must be called after the library has changed. */
  libraryChanged(): void;
  /**
   * Resolves with the result of `work`, which reads the model at `path` and the files `others`, or with an earlier result if
   * none of these files has changed since. Only results that survive JSON are kept. Throws what `work` throws.
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
  /** The version of Hearth. Results of other versions are not used, because they may judge files differently. */
  version: string;
  /** The models of the library. */
  models: () => readonly Pick<ModelFacts, 'path' | 'id'>[];
}

export const openKnownFiles = ({ db, version, models }: KnownFilesOptions): KnownFiles => {
  const facts = db.prepare('SELECT stamp, facts FROM model_files WHERE path = ?');
  const notes = db.prepare('SELECT stamp, note FROM file_notes WHERE path = ? AND topic = ?');
  const save = db.prepare('INSERT OR REPLACE INTO file_notes (path, topic, stamp, note) VALUES (?, ?, ?, ?)');
  /** Identities of models that the library does not list yet, or no longer lists. */
  const verified = new Map<string, ModelId | null>();

  /** The identity that the library stored in this run or an earlier one. The stamps tell whether it is still valid. */
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
      // The file may have changed while it was read.
      if (stamps === (await stampsOf(files)))
        try {
          save.run(resolve(path), topic, sealed(note), note);
        } catch {
          // On a full disk the result is not stored, and `work` runs again next time.
        }
      return result;
    },
  };
};
