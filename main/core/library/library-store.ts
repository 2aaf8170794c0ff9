/** The library's tables in the database: facts of files that were read, and places that the user added. */
import type { Db } from '../database/connection.ts';

/** A file's path, its stamp, and its facts as JSON. */
export type FactsRow = [path: string, stamp: string, facts: string];

export interface LibraryStore {
  /**
   * At most `most` rows whose path comes after `path`, in the order of paths. Reading all rows at once would block the core.
   */
  factsAfter(path: string, most: number): FactsRow[];
  saveFacts(rows: FactsRow[]): void;
  forgetFacts(paths: string[]): void;
  places(kind: 'folder' | 'file'): string[];
  addPlace(path: string, kind: 'folder' | 'file'): void;
  /** Returns false if the place was not stored. */
  removePlace(path: string): boolean;
}

export const openLibraryStore = (db: Db): LibraryStore => {
  const page = db.prepare('SELECT path, stamp, facts FROM model_files WHERE path > ? ORDER BY path LIMIT ?');
  const save = db.prepare('INSERT OR REPLACE INTO model_files (path, stamp, facts) VALUES (?, ?, ?)');
  const forget = db.prepare('DELETE FROM model_files WHERE path = ?');
  const forgetNotes = db.prepare('DELETE FROM file_notes WHERE path = ?');
  const list = db.prepare('SELECT path FROM model_places WHERE kind = ? ORDER BY path');
  const add = db.prepare('INSERT OR REPLACE INTO model_places (path, kind) VALUES (?, ?)');
  const remove = db.prepare('DELETE FROM model_places WHERE path = ?');

  return {
    factsAfter: (path, most) =>
      (page.all(path, most) as { path: string; stamp: string; facts: string }[]).map((row) => [
        row.path,
        row.stamp,
        row.facts,
      ]),
    saveFacts: (rows) =>
      db.transaction(() => {
        for (const row of rows) save.run(...row);
      }),
    forgetFacts: (paths) =>
      db.transaction(() => {
        for (const path of paths) {
          forget.run(path);
          forgetNotes.run(path);
        }
      }),
    places: (kind) => (list.all(kind) as { path: string }[]).map(({ path }) => path),
    addPlace: (path, kind) => void add.run(path, kind),
    removePlace: (path) => remove.run(path).changes > 0,
  };
};
