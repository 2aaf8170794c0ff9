/** Writes the changes of this machine into segments of its own, and compacts these. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Db } from '../database/connection.ts';
import type { Here } from './collect.ts';
import { putFile } from './document-files.ts';
import { kinds, type Field, type FieldsOf, type Kind, type SyncRecord } from './records.ts';
import { removeOlder, writeSegment, type SegmentFile } from './segments.ts';
import { isGone, type Shadow } from './shadows.ts';
import { noStamp } from './stamps.ts';

/** UTF-16 code units of records after which a segment ends. */
const segmentLength = 4 * 1024 ** 2;

/** This machine in the sync folder. */
export interface Self {
  isOn: boolean;
  folder: string;
  machine: string;
  name: string;
  generation: number;
  number: number;
  mustCompact: boolean;
}

export const selfIn = (db: Db): Self | null => {
  const row = db.prepare('SELECT * FROM sync_self').get() as Record<string, string | number> | undefined;
  return row === undefined
    ? null
    : {
        isOn: row['is_on'] === 1,
        folder: String(row['folder']),
        machine: String(row['machine']),
        name: String(row['name']),
        generation: Number(row['generation']),
        number: Number(row['number']),
        mustCompact: row['must_compact'] === 1,
      };
};

/** Rows of one kind that are due, or with `own` all that segments of this machine have; messages in the order of their chat. */
const idsOf = (db: Db, kind: Kind, own: boolean): string[] => {
  const which = own ? 'is_own = 1' : 'is_due = 1';
  const order =
    kind === 'message' ? 'ORDER BY (SELECT rowid FROM messages WHERE messages.id = sync_rows.id)' : '';
  return (
    db.prepare(`SELECT id FROM sync_rows WHERE kind = ? AND ${which} ${order}`).all(kind) as { id: string }[]
  ).map(({ id }) => id);
};

/** `null` if there is nothing to tell, or not yet. */
const recordOf = (
  { rows, shadows, settings }: Here,
  kind: Kind,
  id: string,
  all: boolean,
): SyncRecord | null => {
  const shadow = shadows.read(kind, id);
  const chatId = shadow['made']?.of;
  if (chatId !== undefined && isGone(shadows.read('chat', chatId))) return null;
  const values =
    kind === 'setting' ? { value: settings()[id as keyof ReturnType<typeof settings>] } : rows.read(kind, id);
  if (values === 'running') return null;
  const fields: Record<string, Field> = {};
  for (const [name, { stamp, isDue, after }] of Object.entries(shadow)) {
    if ((!all && isDue !== true) || stamp === noStamp) continue;
    if (name === 'gone') fields[name] = { stamp, value: isGone(shadow) };
    // What is deleted for good elsewhere is not told again, though it can still be restored here.
    else if (values !== null && !isGone(shadow) && values[name as keyof typeof values] !== undefined)
      fields[name] = {
        stamp,
        value: values[name as keyof typeof values],
        ...(after === undefined ? {} : { after }),
      };
  }
  return Object.keys(fields).length === 0 ? null : { kind, id, fields };
};

/** Whether a text is to be written. The others come first, so that a deletion is in one segment and never told in part. */
const isLarge = ({ shadows }: Here, kind: Kind, id: string, own: boolean): boolean => {
  const { content } = shadows.read(kind, id);
  return content !== undefined && (own || content.isDue === true);
};

/** Rows after which the core handles other calls. */
const rowsAtOnce = 200;

async function* batches(here: Here, own: boolean): AsyncGenerator<SyncRecord[]> {
  let rows = 0;
  let batch: SyncRecord[] = [];
  let length = 0;
  for (const wantsLarge of [false, true])
    for (const kind of kinds)
      for (const id of idsOf(here.db, kind, own)) {
        rows += 1;
        if (rows % rowsAtOnce === 0) await nextTurn();
        if (isLarge(here, kind, id, own) !== wantsLarge) continue;
        const record = recordOf(here, kind, id, own);
        if (record === null) continue;
        batch.push(record);
        length += JSON.stringify(record).length;
        if (length < segmentLength) continue;
        yield batch;
        [batch, length] = [[], 0];
      }
  if (batch.length > 0) yield batch;
}

/** Writes what is due. Rejects like `writeSegment`; what was written until then is not due any more. */
export const writeDue = async (here: Here): Promise<void> => {
  for await (const records of batches(here, false)) await writeOne(here, records);
};

/** Writes all that own segments have into a new generation, without what was deleted, and removes the earlier ones. */
export const compact = async (here: Here): Promise<void> => {
  const { db } = here;
  const { machine, folder, generation } = selfIn(db)!;
  db.prepare('UPDATE sync_self SET generation = generation + 1, number = 1, must_compact = 0').run();
  try {
    for await (const records of batches(here, true)) await writeOne(here, records);
    const removed = await removeOlder(folder, machine, generation + 1);
    db.prepare('DELETE FROM sync_segments WHERE path IN (SELECT value FROM json_each(?))').run(
      JSON.stringify(removed),
    );
  } catch (error) {
    db.prepare('UPDATE sync_self SET must_compact = 1').run();
    throw error;
  }
};

const writeOne = async ({ db, shadows, documents }: Here, records: readonly SyncRecord[]): Promise<void> => {
  const { folder, machine, name, generation, number } = selfIn(db)!;
  for (const { kind, id, fields } of records)
    if (kind === 'document' && documents !== null && fields['made'] !== undefined)
      await putFile(
        folder,
        machine,
        fields['made'].value as FieldsOf<'document'>['made'],
        documents.original(id),
      );
  const file = await writeSegment(folder, { machine, name, generation, number }, records);
  db.transaction(() => {
    db.prepare('UPDATE sync_self SET number = ?').run(number + 1);
    noteRead(db, file, 'done', null);
    const own = db.prepare('UPDATE sync_rows SET is_own = 1 WHERE kind = ? AND id = ?');
    for (const { kind, id, fields } of records) {
      const shadow: Shadow = {};
      for (const [field, known] of Object.entries(shadows.read(kind, id))) {
        // It may have changed again while the file was written.
        const { isDue: _, ...rest } = known;
        shadow[field] = fields[field]?.stamp === known.stamp ? rest : known;
      }
      shadows.write(kind, id, shadow);
      own.run(kind, id);
    }
  });
};

export type SegmentOutcome = 'done' | 'waits' | 'refused';

export const noteRead = (
  db: Db,
  { path, stamp }: SegmentFile,
  outcome: SegmentOutcome,
  problem: string | null,
): void =>
  void db
    .prepare('INSERT OR REPLACE INTO sync_segments (path, stamp, outcome, problem) VALUES (?, ?, ?, ?)')
    .run(path, stamp, outcome, problem);
