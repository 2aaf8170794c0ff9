/** Damages rows of every table as no Hearth writes them: other types, NULL, broken and misshapen JSON, huge and unknown values. */
import { join } from 'node:path';
import Database from 'libsql';

type Value = string | number | bigint | null | Buffer;

interface Column {
  name: string;
  type: string;
}

/** One damage. */
export interface RowDamage {
  table: string;
  column: string;
  /** Shortened. */
  value: string;
  /** All that was written in place of something else, as texts: the value, or what is in it if it is JSON. */
  written: string[];
}

const longText = 'x'.repeat(300_000);

const texts: readonly Value[] = [
  '',
  ' ',
  '{',
  'null',
  '[]',
  '{}',
  '[[[[]]]]',
  '"text"',
  '5',
  '-1e400',
  'true',
  '{"id": 5, "code": 7, "facts": null, "path": [], "parts": {}, "rows": "x", "__proto__": {"a": 1}}',
  '[{"kind": "unknown"}, 5, null]',
  '../../../../etc/passwd',
  'C:\\con',
  'a\u0000b',
  '\ud800 \u202e \u{F0000}',
  longText,
];
/** Bytes that are no UTF-8, as text. */
const notUtf8 = Buffer.from([0x61, 0xff, 0xfe, 0x00, 0xc0, 0x62]);

const integers: readonly Value[] = [
  0,
  -1,
  1,
  2 ** 31,
  Number.MAX_SAFE_INTEGER,
  -8_640_000_000_000_001,
  9_000_000_000_000_000,
  9_223_372_036_854_775_807n,
  -9_223_372_036_854_775_808n,
];
const blobs: readonly Value[] = [Buffer.alloc(0), Buffer.from([1]), Buffer.alloc(300_001, 255)];

/** The search follows its own triggers, and the numbers of rows are SQLite's. */
const untouched = new Set(['sqlite_sequence']);

/**
 * Changes one value in each table of the database at `folder`, of one row or of all. `againstTypes`: also to values that the table
 * would refuse, such as NULL or text in a number.
 */
export const damageRows = (folder: string, random: () => number, againstTypes: boolean): RowDamage[] => {
  const db = new Database(join(folder, 'hearth.db'));
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!;
  const damages: RowDamage[] = [];
  try {
    db.exec('PRAGMA foreign_keys = OFF');
    const tables = db
      .prepare("SELECT name, sql FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .all() as { name: string; sql: string }[];
    if (againstTypes) loosen(db);
    for (const { name: table } of tables) {
      if (untouched.has(table)) continue;
      const column = pick(db.prepare(`PRAGMA table_info(${table})`).all() as Column[]);
      const value = valueFor(db, table, column, pick, random, againstTypes);
      const where = random() < 0.5 ? '' : `WHERE rowid = (SELECT rowid FROM ${table} ORDER BY rowid LIMIT 1)`;
      const isBadText = value === notUtf8;
      try {
        db.prepare(
          `UPDATE ${table} SET "${column.name}" = ${isBadText ? 'CAST(? AS TEXT)' : '?'} ${where}`,
        ).run([value]);
        damages.push({ table, column: column.name, value: shortened(value), written: textsIn(value) });
      } catch {
        // The table refuses it.
      }
    }
    if (againstTypes) for (const { name, sql } of tables) restore(db, name, sql);
  } finally {
    db.close();
  }
  return damages;
};

const valueFor = (
  db: Database.Database,
  table: string,
  { name, type }: Column,
  pick: <Item>(items: readonly Item[]) => Item,
  random: () => number,
  againstTypes: boolean,
): Value => {
  if (againstTypes && random() < 0.7)
    return pick<Value>([null, 5, 'text', notUtf8, Buffer.from([1, 2]), 1.5]);
  if (random() < 0.15) return null;
  if (type === 'INTEGER') return pick(integers);
  if (type === 'BLOB') return pick(blobs);
  const row = db
    .prepare(`SELECT "${name}" AS value FROM ${table} WHERE "${name}" IS NOT NULL LIMIT 1`)
    .get() as { value: unknown } | undefined;
  const json = parsed(row?.value);
  if (json !== null && random() < 0.6) return JSON.stringify(misshapen(json, pick, random));
  return random() < 0.1 ? notUtf8 : pick(texts);
};

const parsed = (value: unknown): object | null => {
  try {
    const json: unknown = JSON.parse(String(value));
    return typeof json === 'object' ? json : null;
  } catch {
    return null;
  }
};

/** JSON as it was, but for one value at any depth. */
const misshapen = (
  value: unknown,
  pick: <Item>(items: readonly Item[]) => Item,
  random: () => number,
): unknown => {
  const other = (): unknown =>
    pick<unknown>([null, true, -1, 1e300, 2 ** 60, '', 'x', [], {}, [null], { code: 'none' }, longText]);
  if (value === null || typeof value !== 'object' || random() < 0.15) return other();
  const entries = Object.entries(value);
  if (entries.length === 0) return other();
  const [key] = pick(entries);
  const changed = entries.flatMap(([name, inner]) =>
    name !== key ? [[name, inner]] : random() < 0.2 ? [] : [[name, misshapen(inner, pick, random)]],
  );
  return Array.isArray(value) ? changed.map(([, inner]) => inner) : Object.fromEntries(changed);
};

/** A value and, of JSON, each value in it, as texts. */
const textsIn = (value: unknown): string[] => {
  const json = typeof value === 'string' ? parsed(value) : null;
  if (json !== null) return textsIn(json);
  return typeof value === 'object' && value !== null && !Buffer.isBuffer(value)
    ? Object.values(value).flatMap(textsIn)
    : [String(value)];
};

const shortened = (value: Value): string =>
  Buffer.isBuffer(value)
    ? `${value.length} bytes`
    : String(value).length > 100
      ? `${String(value).slice(0, 100)}…`
      : String(value);

/** Takes what the tables demand out of the schema. */
const loosen = (db: Database.Database): void => {
  db.exec(`PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = replace(replace(replace(sql, 'STRICT', ''), 'NOT NULL', ''), 'CHECK (', 'CHECK (1 OR ')
      WHERE type = 'table';
    PRAGMA writable_schema = RESET`);
};

const restore = (db: Database.Database, name: string, sql: string): void => {
  db.exec('PRAGMA writable_schema = ON');
  db.prepare("UPDATE sqlite_schema SET sql = ? WHERE type = 'table' AND name = ?").run([sql, name]);
  db.exec('PRAGMA writable_schema = OFF');
};
