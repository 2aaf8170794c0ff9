/** Folders, pins and the archive in the database. */
import { randomUUID } from 'node:crypto';
import type { Folder } from '../../shared/contract/folders.ts';
import type { Db } from '../database/connection.ts';
import { toFolder, type FolderRow } from './rows.ts';

export interface Folders {
  /** In their order. */
  all(): Folder[];
  /** Adds a folder at the end. */
  create(name: string): Folder;
  /** False if the folder is gone. */
  rename(id: string, name: string): boolean;
  /** Folders that are not in `ids` follow in the order that they have. */
  order(ids: readonly string[]): void;
  /** Its chats are in no folder afterwards. */
  remove(id: string): void;
  /** Brings a removed folder back, with these chats in it. */
  restore(folder: Folder, chatIds: readonly string[]): void;
  /** The ids of its chats, deleted ones left out. */
  chatsIn(id: string): string[];
  move(chatIds: readonly string[], folderId: string | null): void;
  pin(chatIds: readonly string[], isPinned: boolean): void;
  archive(chatIds: readonly string[], isArchived: boolean): void;
}

export const foldersIn = (db: Db): Folders => {
  const all = (): Folder[] =>
    (db.prepare('SELECT * FROM folders ORDER BY position, created_at, rowid').all() as FolderRow[]).map(
      toFolder,
    );

  /** Sets a column of the chats that are not deleted. */
  const set = (chatIds: readonly string[], change: string, value: string | number | null): void => {
    db.prepare(
      `UPDATE chats SET ${change} WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL`,
    ).run(value, JSON.stringify(chatIds));
  };

  return {
    all,
    create: (name) => {
      const folder = {
        id: randomUUID(),
        name,
        position: Math.max(-1, ...all().map(({ position }) => position)) + 1,
        createdAt: Date.now(),
      };
      db.prepare('INSERT INTO folders (id, name, position, created_at) VALUES (?, ?, ?, ?)').run(
        folder.id,
        name,
        folder.position,
        folder.createdAt,
      );
      return folder;
    },
    rename: (id, name) => db.prepare('UPDATE folders SET name = ? WHERE id = ?').run(name, id).changes > 0,
    order: (ids) =>
      db.transaction(() => {
        const known = all().map(({ id }) => id);
        const named = [...new Set(ids)].filter((id) => known.includes(id));
        const rest = known.filter((id) => !named.includes(id));
        const place = db.prepare('UPDATE folders SET position = ? WHERE id = ?');
        for (const [position, id] of [...named, ...rest].entries()) place.run(position, id);
      }),
    // The foreign key takes its chats out of it.
    remove: (id) => void db.prepare('DELETE FROM folders WHERE id = ?').run(id),
    restore: ({ id, name, position, createdAt }, chatIds) =>
      db.transaction(() => {
        db.prepare('INSERT OR REPLACE INTO folders (id, name, position, created_at) VALUES (?, ?, ?, ?)').run(
          id,
          name,
          position,
          createdAt,
        );
        db.prepare(
          'UPDATE chats SET folder_id = ?, deleted_at = NULL WHERE id IN (SELECT value FROM json_each(?))',
        ).run(id, JSON.stringify(chatIds));
      }),
    chatsIn: (id) =>
      (
        db.prepare('SELECT id FROM chats WHERE folder_id = ? AND deleted_at IS NULL').all(id) as {
          id: string;
        }[]
      ).map((chat) => chat.id),
    move: (chatIds, folderId) => set(chatIds, 'folder_id = ?', folderId),
    // A chat that is pinned again keeps its place among the pinned ones.
    pin: (chatIds, isPinned) =>
      isPinned
        ? set(chatIds, 'pinned_at = coalesce(pinned_at, ?)', Date.now())
        : set(chatIds, 'pinned_at = ?', null),
    archive: (chatIds, isArchived) => set(chatIds, 'archived_at = ?', isArchived ? Date.now() : null),
  };
};
