/** Finds what was changed here since the last look, and gives it stamps. */
import type { Db } from '../database/connection.ts';
import type { GlobalValues } from '../../shared/settings/registry.ts';
import { defaultSettings, entryOf, namesIn, type SettingName } from '../../shared/settings/registry.ts';
import { mostAfter, type Kind } from './records.ts';
import type { SyncedRows } from './rows.ts';
import { digestOf, isGone, type Shadow, type Shadows } from './shadows.ts';
import type { Clock } from './stamps.ts';

export interface SyncedDocuments {
  /** The path of the file of a document. */
  original(id: string): string;
  /** Adds a file of this content, under this id and name, and extracts its text. */
  add(content: Buffer, id: string, name: string): Promise<void>;
  /** Removes documents that were removed on another machine. */
  remove(ids: readonly string[]): void;
}

export interface Here {
  db: Db;
  rows: SyncedRows;
  shadows: Shadows;
  clock: Clock;
  /** The settings for all models. */
  settings: () => GlobalValues;
  /** The library of documents; `null`: none are carried. */
  documents: SyncedDocuments | null;
}

/** The settings that mean the same on every machine. */
const portableSettings: readonly SettingName[] = namesIn('all').filter((name) =>
  ['prompt', 'sampling', 'repetition'].includes(entryOf(name).group),
);

/** Rows that one transaction compares, which blocks the core for a few milliseconds. */
const rowsAtOnce = 200;

/**
 * Stamps the changes that were noted after `from`, up to 200 of them; returns where to continue, `null` after the last. Needs a
 * transaction. Answers that are still being written are left for later.
 */
export const collect = (here: Here, from = 0): number | null => {
  const { db } = here;
  const changed = db
    .prepare('SELECT rowid AS at, kind, id FROM sync_changes WHERE rowid > ? ORDER BY rowid LIMIT ?')
    .all(from, rowsAtOnce) as { at: number; kind: Kind; id: string }[];
  const done = db.prepare('DELETE FROM sync_changes WHERE rowid = ?');
  for (const { at, kind, id } of changed) if (collectRow(here, kind, id)) done.run(at);
  collectSettings(here);
  collectDocuments(here);
  return changed.length < rowsAtOnce ? null : changed.at(-1)!.at;
};

/** False if the row cannot be compared yet. */
export const collectRow = ({ db, rows, shadows, clock }: Here, kind: Kind, id: string): boolean => {
  const values = rows.read(kind, id);
  if (values === 'running') return false;
  const shadow = shadows.read(kind, id);
  const isKnown = Object.keys(shadow).length > 0;
  if (values === null) {
    if (!isKnown) return true;
    // The deletion of its chat says it.
    if (kind === 'message' && !rows.has('chat', shadow['made']?.of ?? '')) shadows.remove(kind, id);
    else shadows.write(kind, id, { gone: isGone(shadow) ? shadow['gone']! : known(clock, true) });
    if (kind === 'chat' || kind === 'message' || kind === 'document')
      db.prepare('UPDATE sync_self SET must_compact = 1').run();
    return true;
  }
  const hides = kind === 'chat' ? 'hidden' : kind === 'message' ? 'deleted' : null;
  const isHidden = hides !== null && values[hides] !== null;
  // Deleted for good elsewhere, and recently deleted here: nothing of it is told any more, unless it is restored.
  if (isGone(shadow) && isHidden) return true;
  const isRestored = isGone(shadow);
  const next: Shadow = { ...shadow };
  const changes = Object.entries(values).filter(
    ([name, value]) => isRestored || shadow[name]?.digest !== digestOf(value),
  );
  if (changes.length === 0) return true;
  const stamp = clock.next();
  // A change to what is deleted does not bring it back.
  if (isHidden && !changes.some(([name]) => name === hides)) changes.push([hides, values[hides]]);
  for (const [name, value] of changes) {
    const before = shadow[name];
    const after = before === undefined ? [] : [...(before.after ?? []), before.stamp].slice(-mostAfter);
    next[name] = {
      stamp,
      digest: digestOf(value),
      isDue: true,
      ...(name === 'content' && after.length > 0 ? { after } : {}),
      ...(kind === 'message' && name === 'made' ? { of: (value as { chatId: string }).chatId } : {}),
    };
  }
  if (isRestored) {
    next['gone'] = { stamp, digest: digestOf(false), isDue: true };
    if (kind === 'chat') tellWholeChat(db, shadows, id);
  }
  shadows.write(kind, id, next);
  return true;
};

/** All messages of a chat are written to a segment again, for machines that have deleted it for good. */
export const tellWholeChat = (db: Db, shadows: Shadows, chatId: string): void => {
  const messages = db.prepare('SELECT id FROM messages WHERE chat_id = ?').all(chatId) as { id: string }[];
  for (const { id } of messages) shadows.makeDue('message', id);
};

const known = (clock: Clock, value: unknown) => ({
  stamp: clock.next(),
  digest: digestOf(value),
  isDue: true,
});

/** Documents are told once. That one was removed is told because the library notes it (core/documents/open-documents.ts). */
const collectDocuments = ({ db, rows, shadows, clock }: Here): void => {
  const fresh = db
    .prepare(
      `SELECT id FROM documents WHERE digest IS NOT NULL AND facts IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM sync_rows WHERE kind = 'document' AND sync_rows.id = documents.id)`,
    )
    .all() as { id: string }[];
  for (const { id } of fresh) {
    const values = rows.read('document', id);
    if (values !== null && values !== 'running')
      shadows.write('document', id, { made: known(clock, values['made']) });
  }
};

const collectSettings = ({ shadows, clock, settings }: Here): void => {
  const now = settings();
  for (const name of portableSettings) {
    const value = now[name as keyof GlobalValues];
    const { value: shadow } = shadows.read('setting', name);
    const isUsual = digestOf(value) === digestOf(defaultSettings[name as keyof GlobalValues]);
    // A machine that has just joined does not spread its defaults.
    if (shadow === undefined ? isUsual : shadow.digest === digestOf(value)) continue;
    shadows.write('setting', name, { value: known(clock, value) });
  }
};
