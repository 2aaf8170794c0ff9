/** One round: what changed here gets stamps, what others wrote is merged, and what they do not know yet is written. */
import { randomBytes } from 'node:crypto';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { readTold, say, writeTold } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import type { Db } from '../database/connection.ts';
import { collect, type Here } from './collect.ts';
import { findFile, removeFiles } from './document-files.ts';
import { mergeAfterCollecting, nothingMerged, type Merged } from './merge.ts';
import { kinds, type SyncRecord } from './records.ts';
import { readSegment, SegmentExists, segmentFiles, type SegmentFile } from './segments.ts';
import { digestOf, isGone } from './shadows.ts';
import { compact, noteRead, selfIn, writeDue, type SegmentOutcome } from './write-due.ts';

/** Records that one transaction merges, which blocks the core for a few milliseconds. */
const recordsAtOnce = 50;

/** Own segments after which they are compacted. */
const mostOwn = 500;

export interface RoundResult {
  /** The names of other machines, by their id. */
  machines: Map<string, string>;
  /** Segments that name what has not come yet. */
  waiting: number;
  problems: Told[];
}

export interface RoundOptions {
  here: Here;
  /** Called after each transaction that changed something here. */
  onMerged: (merged: Merged) => Promise<void>;
  signal?: AbortSignal | undefined;
}

/** Rejects with the error of the database or the file system. */
export const syncRound = async ({ here, onMerged, signal }: RoundOptions): Promise<RoundResult> => {
  const { db } = here;
  const { folder, machine } = selfIn(db)!;
  await stampChanges(here);
  const machines = new Map<string, string>();
  const files = await segmentFiles(folder);
  const known = new Map(
    (
      db.prepare('SELECT path, stamp, outcome FROM sync_segments').all() as {
        path: string;
        stamp: string;
        outcome: SegmentOutcome;
      }[]
    ).map(({ path, stamp, outcome }) => [path, { stamp, outcome }]),
  );
  const isOther = ({ path, stamp }: SegmentFile): boolean => known.get(path)?.stamp !== stamp;
  const isWaiting = ({ path }: SegmentFile): boolean => known.get(path)?.outcome === 'waits';
  let fresh = files.filter(isOther);
  // What waits is read again only if something has come.
  let again = fresh.length > 0 ? files.filter((file) => !isOther(file) && isWaiting(file)) : [];
  while (fresh.length + again.length > 0) {
    let hasChanged = false;
    let mustReread = false;
    const waiting: SegmentFile[] = [];
    for (const file of [...fresh, ...again]) {
      if (signal?.aborted === true) return { machines, waiting: 0, problems: [] };
      const read = await readSegment(folder, file);
      if ('problem' in read) {
        noteRead(db, file, 'refused', writeTold(read.problem));
        if (file.path.startsWith(`${machine}/`)) askForCompaction(db);
        continue;
      }
      machines.set(read.header.machine, read.header.name);
      const merged = await mergeAll(here, read.records, onMerged);
      hasChanged ||= merged.hasChanged;
      mustReread ||= merged.mustReread;
      const outcome = merged.waits ? 'waits' : 'done';
      noteRead(
        db,
        file,
        outcome,
        read.unreadable === 0
          ? null
          : writeTold(say('sync.unreadable-records', { count: read.unreadable, name: read.header.name })),
      );
      if (outcome === 'waits') waiting.push(file);
    }
    fresh = mustReread ? files : [];
    again = mustReread || !hasChanged ? [] : waiting;
  }
  forgetAbsent(db, files, machine);
  await stampChanges(here);
  await writeOwn(here);
  await removeDocuments(here);
  return { machines, ...told(db) };
};

/** Also keeps the clock, so that no later stamp is earlier. */
const stampChanges = async (here: Here): Promise<void> => {
  for (let from: number | null = 0; from !== null;) {
    const at: number = from;
    from = here.db.transaction(() => {
      const next = collect(here, at);
      keepClock(here);
      return next;
    });
    await nextTurn();
  }
};

const keepClock = ({ db, clock }: Here): void =>
  void db.prepare('UPDATE sync_self SET clock = ?').run(clock.last);

const mergeAll = async (
  here: Here,
  records: readonly SyncRecord[],
  onMerged: RoundOptions['onMerged'],
): Promise<{ waits: boolean; hasChanged: boolean; mustReread: boolean }> => {
  let [waits, hasChanged, mustReread] = [false, false, false];
  const sorted = kinds.flatMap((kind) => records.filter((record) => record.kind === kind));
  for (let at = 0; at < sorted.length; at += recordsAtOnce) {
    const merged = nothingMerged();
    here.db.transaction(() => {
      for (const record of sorted.slice(at, at + recordsAtOnce))
        if (mergeAfterCollecting(here, record, merged) === 'waits') waits = true;
      keepClock(here);
    });
    mustReread ||= merged.mustReread;
    for (const document of merged.documents)
      if (!(await addDocument(here, document))) waits = true;
      else hasChanged = true;
    if (merged.kinds.size > 0 || Object.keys(merged.settings).length > 0) {
      hasChanged = true;
      await onMerged(merged);
    }
    await nextTurn();
  }
  return { waits, hasChanged, mustReread };
};

/** False if its file has not come. Without a library, documents are left out. */
const addDocument = async (
  { db, shadows, documents }: Here,
  { id, stamp, made }: Merged['documents'][number],
): Promise<boolean> => {
  if (documents === null) return true;
  const content = await findFile(selfIn(db)!.folder, made);
  if (content === null) return false;
  await documents.add(content, id, made.name);
  shadows.write('document', id, { made: { stamp, digest: digestOf(made) } });
  return true;
};

/** Documents that were removed elsewhere go, and the files of those that are not here leave the folder of this machine. */
const removeDocuments = async ({ db, shadows, documents }: Here): Promise<void> => {
  const known = db
    .prepare(
      "SELECT documents.id AS id FROM documents JOIN sync_rows ON kind = 'document' AND sync_rows.id = documents.id",
    )
    .all() as { id: string }[];
  const gone = known.map(({ id }) => id).filter((id) => isGone(shadows.read('document', id)));
  if (gone.length > 0) documents?.remove(gone);
  const { folder, machine } = selfIn(db)!;
  const digests = db.prepare('SELECT digest FROM documents WHERE digest IS NOT NULL').all() as {
    digest: string;
  }[];
  await removeFiles(folder, machine, new Set(digests.map(({ digest }) => digest)));
};

/** Files that are gone need no row. If they come back, they are read again. Those of this machine are written again. */
const forgetAbsent = (db: Db, files: readonly SegmentFile[], machine: string): void => {
  const there = new Set(files.map(({ path }) => path));
  const known = db.prepare('SELECT path FROM sync_segments').all() as { path: string }[];
  const absent = known.map(({ path }) => path).filter((path) => !there.has(path));
  db.prepare('DELETE FROM sync_segments WHERE path IN (SELECT value FROM json_each(?))').run(
    JSON.stringify(absent),
  );
  if (absent.some((path) => path.startsWith(`${machine}/`))) askForCompaction(db);
};

/** What own segments have is written into a new generation, because some of it is damaged or gone. */
const askForCompaction = (db: Db): void => void db.prepare('UPDATE sync_self SET must_compact = 1').run();

const writeOwn = async (here: Here): Promise<void> => {
  const { db } = here;
  try {
    await writeDue(here);
    const { mustCompact, number } = selfIn(db)!;
    if (mustCompact || number > mostOwn) await compact(here);
  } catch (error) {
    if (!(error instanceof SegmentExists)) throw error;
    // The data folder was copied or restored, and another Hearth has written under this id.
    becomeAnother(here);
    await writeDue(here);
  }
};

export const newMachine = (): string => randomBytes(8).toString('hex');

/** This machine gets a new id, and all that it has told so far is told again under it. */
const becomeAnother = ({ db, shadows }: Here): void =>
  db.transaction(() => {
    db.prepare('UPDATE sync_self SET machine = ?, generation = 1, number = 1').run(newMachine());
    const own = db.prepare('SELECT kind, id FROM sync_rows WHERE is_own = 1').all() as SyncRecord[];
    for (const { kind, id } of own) shadows.makeDue(kind, id);
  });

const told = (db: Db): Pick<RoundResult, 'waiting' | 'problems'> => {
  const rows = db
    .prepare("SELECT outcome, problem FROM sync_segments WHERE outcome = 'waits' OR problem IS NOT NULL")
    .all() as { outcome: SegmentOutcome; problem: string | null }[];
  return {
    waiting: rows.filter(({ outcome }) => outcome === 'waits').length,
    problems: rows.flatMap(({ problem }) => (problem === null ? [] : [readTold(problem)])),
  };
};
