/** What syncing needs of this machine: its rows, what is known of them, and its clock. */
import type { GlobalValues } from '../../shared/settings/registry.ts';
import type { Db } from '../database/connection.ts';
import type { Here, SyncedDocuments } from './collect.ts';
import { syncedRowsIn } from './rows.ts';
import { newMachine } from './round.ts';
import { shadowsIn } from './shadows.ts';
import { clockOf, noStamp } from './stamps.ts';
import { selfIn } from './write-due.ts';

/** A machine of that name in that folder from now on. The first time, it gets an id, and everything that is here counts as new. */
export const join = (db: Db, folder: string, name: string): void =>
  db.transaction(() => {
    const self = selfIn(db);
    if (self !== null) {
      db.prepare('UPDATE sync_self SET is_on = 1, folder = ?, name = ?').run(folder, name);
      // Another folder has none of it yet.
      if (folder !== self.folder) {
        db.prepare('DELETE FROM sync_segments').run();
        db.prepare('UPDATE sync_self SET generation = 1, number = 1, machine = ?').run(newMachine());
        const { shadows } = hereIn(db, () => ({}) as GlobalValues);
        const all = db.prepare('SELECT kind, id FROM sync_rows').all() as { kind: 'chat'; id: string }[];
        for (const { kind, id } of all) shadows.makeDue(kind, id);
      }
      return;
    }
    db.prepare('INSERT INTO sync_self VALUES (1, 1, ?, ?, ?, ?, 1, 1, 0)').run(
      folder,
      newMachine(),
      name,
      noStamp,
    );
    for (const kind of ['chat', 'message', 'folder', 'prompt', 'preset'] as const)
      db.prepare(`INSERT INTO sync_changes SELECT '${kind}', id FROM ${kind}s`).run();
  });

/** Only when there is a machine; see `join`. `now`: milliseconds since the epoch. */
export const hereIn = (
  db: Db,
  settings: () => GlobalValues,
  now?: () => number,
  documents: SyncedDocuments | null = null,
): Here => {
  const { clock, machine } = db.prepare('SELECT clock, machine FROM sync_self').get() as Record<
    string,
    string
  >;
  return {
    db,
    rows: syncedRowsIn(db),
    shadows: shadowsIn(db),
    clock: clockOf(machine!, clock!, now),
    settings,
    documents,
  };
};
