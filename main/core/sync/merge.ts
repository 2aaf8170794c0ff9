/**
 * Merges records of other machines into the database. Of each field the later change wins. Two texts that were changed at the same time
 * are both kept, one of them as another version. What one machine deleted and another one used later comes back.
 */
import { createHash } from 'node:crypto';
import { collectRow, tellWholeChat, type Here } from './collect.ts';
import {
  keepsBoth,
  mostAfter,
  revivedBy,
  type Field,
  type FieldsOf,
  type Kind,
  type RowKind,
  type SyncRecord,
} from './records.ts';
import type { Values } from './rows.ts';
import { digestOf, dueOf, isGone, type Known, type Shadow } from './shadows.ts';
import { noStamp, type Stamp } from './stamps.ts';

/** What merging has changed here. */
export interface Merged {
  /** Chats that are new or have other messages or facts. */
  chats: Set<string>;
  /** Chats that were deleted for good elsewhere while they were recently deleted here. */
  purge: Set<string>;
  kinds: Set<Kind>;
  settings: Record<string, unknown>;
  /** Documents that are not here yet. */
  documents: { id: string; stamp: Stamp; made: FieldsOf<'document'>['made'] }[];
  /** Segments have to be read again: what they told of a chat that had been deleted was left out. */
  mustReread: boolean;
}

export const nothingMerged = (): Merged => ({
  chats: new Set(),
  purge: new Set(),
  kinds: new Set(),
  settings: {},
  documents: [],
  mustReread: false,
});

/** `waits`: it names something that has not come yet, so it has to be merged again. */
export type Outcome = 'done' | 'waits';

/** The fields without which a row cannot be added. */
const needed: Readonly<Record<RowKind, readonly string[]>> = {
  chat: ['made', 'title', 'used', 'folder', 'pinned', 'archived', 'answering', 'preset', 'hidden'],
  message: ['made', 'content', 'deleted'],
  folder: ['made', 'name', 'position'],
  prompt: ['made', 'content'],
  preset: ['made', 'content'],
};

/** Needs a transaction in which all changes that were made here are collected. */
const mergeRecord = (here: Here, record: SyncRecord, merged: Merged): Outcome => {
  const { rows, clock } = here;
  const { kind, id } = record;
  for (const { stamp } of Object.values(record.fields)) clock.saw(stamp);
  if (kind === 'setting') return mergeSetting(here, record, merged);
  if (kind === 'document') return mergeDocument(here, record, merged);
  const values = rows.read(kind, id);
  if (values === 'running') return 'waits';
  return values === null
    ? add(here, { ...record, kind }, merged)
    : change(here, { ...record, kind }, values, merged);
};

type RowRecord = SyncRecord & { kind: RowKind };

const mergeSetting = ({ shadows }: Here, { id, fields }: SyncRecord, merged: Merged): Outcome => {
  const field = fields['value'];
  const { value: before } = shadows.read('setting', id);
  if (field === undefined || (before !== undefined && before.stamp >= field.stamp)) return 'done';
  shadows.write('setting', id, { value: { stamp: field.stamp, digest: digestOf(field.value) } });
  merged.settings[id] = field.value;
  return 'done';
};

/** The file of a document is looked for after the transaction; see round.ts. */
const mergeDocument = ({ rows, shadows }: Here, { id, fields }: SyncRecord, merged: Merged): Outcome => {
  const { made, gone } = fields;
  const shadow = shadows.read('document', id);
  if (isGone(shadow)) return 'done';
  if (gone?.value === true) {
    // It is never taken back: who adds a document again gives it another id. The round removes it (round.ts).
    shadows.write('document', id, { gone: { stamp: gone.stamp, digest: digestOf(true) } });
    return 'done';
  }
  if (made === undefined || shadow['made'] !== undefined) return 'done';
  if (!rows.has('document', id))
    merged.documents.push({ id, stamp: made.stamp, made: made.value as FieldsOf<'document'>['made'] });
  return 'done';
};

/** A later one of two stamps; `undefined` counts as the earliest. */
const isLater = (stamp: Stamp, than: Stamp | undefined): boolean => than === undefined || stamp > than;

const add = (here: Here, record: RowRecord, merged: Merged): Outcome => {
  const { rows, shadows } = here;
  const { kind, id, fields } = record;
  const shadow = shadows.read(kind, id);
  const deletion = latest(fields['gone'], shadow['gone'], isGone(shadow));
  const touched = fields[revivedBy[kind]]?.stamp;
  if (deletion.isGone && !(touched !== undefined && touched > deletion.stamp)) {
    if (shadow['gone']?.stamp !== deletion.stamp)
      shadows.write(kind, id, { gone: { stamp: deletion.stamp, digest: digestOf(true) } });
    return 'done';
  }
  if (!needed[kind].every((name) => fields[name] !== undefined)) return 'waits';
  const values: Values = Object.fromEntries(needed[kind].map((name) => [name, fields[name]!.value]));
  if (kind === 'message') {
    const made = values['made'] as FieldsOf<'message'>['made'];
    if (!hasPlace(here, made)) return isOfGone(here, made, values['deleted'] !== null) ? 'done' : 'waits';
  }
  const references = kind === 'chat' ? unsettled(here, values) : { waits: [], gone: [] };
  for (const name of [...references.waits, ...references.gone]) values[name] = null;
  rows.insert(kind, id, values);
  const kept = Object.fromEntries(
    Object.entries(fields).map(([name, { stamp, after }]): [string, Known] => [
      name,
      { stamp, digest: '', ...(after === undefined ? {} : { after }) },
    ]),
  );
  if (deletion.isGone) kept['gone'] = { stamp: here.clock.next(), digest: '', isDue: true };
  for (const name of references.waits) kept[name] = { stamp: noStamp, digest: '' };
  for (const name of references.gone) kept[name] = { stamp: here.clock.next(), digest: '', isDue: true };
  finish(here, record, kept);
  if (kind === 'chat' && isGone(shadow)) merged.mustReread = true;
  note(record, values, merged);
  if (kind === 'chat') unhide(here, id);
  if (kind === 'message') unhideAbove(here, (values['made'] as FieldsOf<'message'>['made']).chatId);
  return references.waits.length > 0 ? 'waits' : 'done';
};

const change = (here: Here, record: RowRecord, before: Values, merged: Merged): Outcome => {
  const { db, rows, shadows, clock } = here;
  const { kind, id, fields } = record;
  const shadow = shadows.read(kind, id);
  const next: Shadow = { ...shadow };
  const values: Values = {};
  for (const [name, field] of Object.entries(fields)) {
    const known = shadow[name];
    if (name === 'gone' || name === 'made') continue;
    if (known !== undefined && keepsBoth(name)) {
      if (mergeText(here, record, { name, field, known, before }, next, values)) note(record, before, merged);
    } else if (isLater(field.stamp, known?.stamp)) {
      next[name] = { stamp: field.stamp, digest: '' };
      values[name] = field.value;
    }
  }
  const deletion = latest(fields['gone'], shadow['gone'], isGone(shadow));
  const isNew = deletion.stamp !== shadow['gone']?.stamp && fields['gone'] !== undefined;
  if (isNew) next['gone'] = { stamp: deletion.stamp, digest: digestOf(deletion.isGone) };
  const references = kind === 'chat' ? unsettled(here, values) : { waits: [], gone: [] };
  for (const name of references.waits) {
    delete values[name];
    next[name] = shadow[name]!;
  }
  for (const name of references.gone) {
    values[name] = null;
    next[name] = { stamp: clock.next(), digest: '', isDue: true };
  }
  rows.update(kind, id, values);
  if (deletion.isGone && isNew) {
    if (next[revivedBy[kind]]!.stamp > deletion.stamp) {
      // It was used here after it was deleted elsewhere: all of it is told again, to those that have it no longer.
      next['gone'] = { stamp: clock.next(), digest: digestOf(false), isDue: true };
      finish(here, record, dueOf(next));
      if (kind === 'chat') tellWholeChat(db, shadows, id);
    } else return deleteHere(here, record, next, merged);
  } else finish(here, record, next);
  if (Object.keys(values).length > 0 || isNew) {
    note(record, before, merged);
    if (kind === 'chat') unhide(here, id);
    if (kind === 'message') unhideAbove(here, (before['made'] as FieldsOf<'message'>['made']).chatId);
  }
  return references.waits.length > 0 ? 'waits' : 'done';
};

const latest = (
  field: Field | undefined,
  known: Known | undefined,
  wasGone: boolean,
): { stamp: Stamp; isGone: boolean } =>
  field !== undefined && isLater(field.stamp, known?.stamp)
    ? { stamp: field.stamp, isGone: field.value === true }
    : { stamp: known?.stamp ?? '', isGone: wasGone };

/** Stores the shadow with the digests of what the database has now. */
const finish = ({ rows, shadows }: Here, { kind, id }: RowRecord, next: Shadow): void => {
  const values = rows.read(kind, id);
  if (values === null || values === 'running') return;
  const shadow: Shadow = {};
  for (const [name, known] of Object.entries(next)) {
    const digest = name === 'gone' ? known.digest || digestOf(false) : digestOf(values[name]);
    const of =
      kind === 'message' && name === 'made' ? { of: (values['made'] as { chatId: string }).chatId } : {};
    shadow[name] = { ...known, digest, ...of };
  }
  shadows.write(kind, id, shadow);
};

/** It was deleted for good elsewhere. Here it is recently deleted, with the usual time in which it can be restored. */
const deleteHere = (here: Here, record: RowRecord, next: Shadow, merged: Merged): Outcome => {
  const { rows, shadows } = here;
  const { kind, id } = record;
  if (kind === 'chat' || kind === 'message') {
    const hides = kind === 'chat' ? 'hidden' : 'deleted';
    const now = rows.read(kind, id) as Values;
    if (now[hides] === null) {
      rows.update(kind, id, { [hides]: Date.now() });
      next[hides] = { stamp: next['gone']!.stamp, digest: '' };
    } else if (kind === 'chat') merged.purge.add(id);
    finish(here, record, next);
    note(record, now, merged);
    if (kind === 'message') unhideAbove(here, (now['made'] as FieldsOf<'message'>['made']).chatId);
    return 'done';
  }
  rows.remove(kind, id);
  shadows.write(kind, id, { gone: next['gone']! });
  merged.kinds.add(kind);
  return 'done';
};

const note = ({ kind, id }: RowRecord, values: Values, merged: Merged): void => {
  merged.kinds.add(kind);
  if (kind === 'chat') merged.chats.add(id);
  if (kind === 'message') merged.chats.add((values['made'] as FieldsOf<'message'>['made']).chatId);
};

/** Whether the chat of a message and the message before it are here. */
const hasPlace = ({ db }: Here, { chatId, parentId }: FieldsOf<'message'>['made']): boolean =>
  db.prepare('SELECT 1 FROM chats WHERE id = ?').get(chatId) !== undefined &&
  (parentId === null ||
    db.prepare('SELECT 1 FROM messages WHERE id = ? AND chat_id = ?').get(parentId, chatId) !== undefined);

/** Whether a message that has no place here has none because its chat, or what it follows, was deleted for good here. */
const isOfGone = (
  { shadows }: Here,
  { chatId, parentId }: FieldsOf<'message'>['made'],
  isDeleted: boolean,
): boolean =>
  isGone(shadows.read('chat', chatId)) ||
  (isDeleted && parentId !== null && isGone(shadows.read('message', parentId)));

/** The fields of a chat that name a folder or a preset that has not come yet, and those that name one that is deleted. */
const unsettled = ({ rows, shadows }: Here, values: Values): { waits: string[]; gone: string[] } => {
  const all = (['folder', 'preset'] as const).filter((kind) => {
    const id = values[kind];
    return typeof id === 'string' && !rows.has(kind, id);
  });
  const isDeleted = (kind: 'folder' | 'preset'): boolean =>
    isGone(shadows.read(kind, values[kind] as string));
  return { waits: all.filter((kind) => !isDeleted(kind)), gone: all.filter(isDeleted) };
};

interface TwoTexts {
  name: string;
  field: Field;
  known: Known;
  before: Values;
}

/** Takes the later of two texts, and keeps the other as a row of its own if neither was made from the other; true if it did. */
const mergeText = (
  here: Here,
  { kind, id }: RowRecord,
  { name, field, known, before }: TwoTexts,
  next: Shadow,
  values: Values,
): boolean => {
  const after = field.after ?? [];
  if (field.stamp === known.stamp || known.after?.includes(field.stamp) === true) return false;
  const take = (stamps: readonly Stamp[]): void => {
    next[name] = { stamp: field.stamp, digest: '', after: stamps.slice(-mostAfter) };
    values[name] = field.value;
  };
  if (after.includes(known.stamp)) {
    take(after);
    return false;
  }
  const all = [...new Set([...after, ...(known.after ?? [])])];
  const isTheirs = field.stamp > known.stamp;
  const [lost, lostStamp] = isTheirs ? [before[name], known.stamp] : [field.value, field.stamp];
  const kept = isTheirs ? field.value : before[name];
  const isLost = !isIn(lost, kept);
  if (isLost) keepAsCopy(here, kind, id, before, { stamp: lostStamp, value: lost });
  if (isTheirs) take([...all, known.stamp]);
  else next[name] = { ...known, after: [...all, field.stamp].slice(-mostAfter) };
  return isLost;
};

/** Whether one content has all the text of another. */
const isIn = (lost: unknown, kept: unknown): boolean => {
  if (digestOf(lost) === digestOf(kept)) return true;
  const textOf = (value: unknown): string | null => {
    const { parts } = value as { parts?: FieldsOf<'message'>['content']['parts'] };
    return parts === undefined ? null : parts.map(({ kind, text }) => `${kind}\n${text}`).join('\n\n');
  };
  const [a, b] = [textOf(lost), textOf(kept)];
  return a !== null && b !== null && b.startsWith(a);
};

/** Every machine gives the copy the same id and stamps, so that it is one row however often it is made. */
const keepAsCopy = (
  here: Here,
  kind: RowRecord['kind'],
  id: string,
  before: Values,
  { stamp, value }: Field,
): void => {
  const { rows, shadows } = here;
  const hash = createHash('sha256').update(`${kind} ${id} ${stamp}`).digest('hex');
  const copy = [8, 4, 4, 4, 12]
    .reduce<{ at: number; pieces: string[] }>(
      ({ at, pieces }, length) => ({ at: at + length, pieces: [...pieces, hash.slice(at, at + length)] }),
      { at: 0, pieces: [] },
    )
    .pieces.join('-');
  if (rows.has(kind, copy) || isGone(shadows.read(kind, copy))) return;
  const values: Values = { ...before, content: value, ...(kind === 'message' ? { deleted: null } : {}) };
  rows.insert(kind, copy, values);
  const shadow = Object.fromEntries(needed[kind].map((name) => [name, { stamp, digest: '', isDue: true }]));
  finish(here, { kind, id: copy, fields: {} }, shadow);
};

/** A chat that was used after it was deleted is in the list again. */
const unhide = (here: Here, id: string): void => {
  const { rows, shadows, clock } = here;
  const values = rows.read('chat', id) as Values;
  const shadow = shadows.read('chat', id);
  const { hidden, used } = shadow;
  if (values['hidden'] === null || hidden === undefined || used === undefined || used.stamp <= hidden.stamp)
    return;
  if (isGone(shadow)) return;
  rows.update('chat', id, { hidden: null });
  shadows.write('chat', id, {
    ...shadow,
    hidden: { stamp: clock.next(), digest: digestOf(null), isDue: true },
  });
};

/** A message that follows deleted ones and is not deleted itself was added without knowing of the deletion: they come back. */
const unhideAbove = ({ db, rows, shadows, clock }: Here, chatId: string): void => {
  const isAny = db
    .prepare('SELECT 1 FROM messages WHERE chat_id = ? AND deleted_at IS NOT NULL LIMIT 1')
    .get(chatId);
  if (isAny === undefined) return;
  const all = db.prepare('SELECT id, parent_id, deleted_at FROM messages WHERE chat_id = ?').all(chatId) as {
    id: string;
    parent_id: string | null;
    deleted_at: number | null;
  }[];
  const byId = new Map(all.map((row) => [row.id, row]));
  const above = new Set<string>();
  for (const row of all) {
    if (row.deleted_at !== null) continue;
    for (let up = row.parent_id; up !== null && !above.has(up); up = byId.get(up)?.parent_id ?? null)
      above.add(up);
  }
  for (const id of above) {
    if (byId.get(id)?.deleted_at === null || !byId.has(id)) continue;
    rows.update('message', id, { deleted: null });
    const shadow = shadows.read('message', id);
    const stamp = clock.next();
    const deleted: Known = { stamp, digest: digestOf(null), isDue: true };
    const isBack = isGone(shadow);
    const next: Shadow = {
      ...shadow,
      deleted,
      ...(isBack ? { gone: { stamp, digest: digestOf(false), isDue: true } } : {}),
    };
    shadows.write('message', id, isBack ? dueOf(next) : next);
  }
};

/** Collects the row first, if it was changed here since the last collection. */
export const mergeAfterCollecting = (here: Here, record: SyncRecord, merged: Merged): Outcome => {
  const { kind, id } = record;
  const { db } = here;
  if (db.prepare('SELECT 1 FROM sync_changes WHERE kind = ? AND id = ?').get(kind, id) !== undefined) {
    if (!collectRow(here, kind, id)) return 'waits';
    db.prepare('DELETE FROM sync_changes WHERE kind = ? AND id = ?').run(kind, id);
  }
  return mergeRecord(here, record, merged);
};
