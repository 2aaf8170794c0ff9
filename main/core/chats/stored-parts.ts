/** Reads and writes the parts of messages: one row for each part, ordered by `position`. */
import { partForms, type MessagePart } from '../../shared/contract/parts.ts';
import type { Db } from '../database/connection.ts';
import { parsed } from '../database/stored-values.ts';

/** The columns of a part, which can hold any value if the row is damaged. */
interface PartRow {
  kind: unknown;
  text: unknown;
  data: unknown;
}

/** The parts of the given messages, by the id of the message. A message without parts has no entry. */
export const readParts = (db: Db, messageIds: readonly string[]): Map<string, MessagePart[]> => {
  const rows = db
    .prepare(
      `SELECT asked.key AS message, kind, text, data FROM json_each(?) AS asked
       JOIN parts ON parts.message_id = asked.value ORDER BY message, position`,
    )
    .all(JSON.stringify(messageIds)) as (PartRow & { message: number })[];
  const parts = new Map<string, MessagePart[]>();
  for (const { message, ...row } of rows) {
    const id = messageIds[message]!;
    const known = parts.get(id);
    if (known) known.push(toPart(row));
    else parts.set(id, [toPart(row)]);
  }
  return parts;
};

/** Writes `parts` and deletes further parts of the message. A part that is the same object in `stored` is not written again. */
export const writeParts = (
  db: Db,
  messageId: string,
  parts: readonly MessagePart[],
  stored: readonly MessagePart[] = [],
): void => {
  const write = db.prepare(
    `INSERT INTO parts (message_id, position, kind, text, data) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (message_id, position) DO UPDATE SET kind = excluded.kind, text = excluded.text, data = excluded.data`,
  );
  for (const [position, part] of parts.entries())
    if (part !== stored[position]) {
      const { kind, text, ...data } = part;
      write.run(
        messageId,
        position,
        kind,
        text,
        Object.keys(data).length === 0 ? null : JSON.stringify(data),
      );
    }
  db.prepare('DELETE FROM parts WHERE message_id = ? AND position >= ?').run(messageId, parts.length);
};

/** If a row does not match the form of its kind, its text is shown as a text part. */
const toPart = ({ kind, text, data }: PartRow): MessagePart => {
  const form = Object.hasOwn(partForms, String(kind)) ? partForms[kind as keyof typeof partForms] : null;
  const fields = parsed(data);
  return (
    form?.safeParse({ ...(typeof fields === 'object' ? fields : {}), kind, text }).data ?? {
      kind: 'text',
      text: String(text ?? ''),
    }
  );
};
