/**
 * Reads rows directly from the pages of an SQLite file, however damaged the rest of it is: if the page that leads to other
 * pages is lost, SQL reaches none of them. The format is described at https://www.sqlite.org/fileformat2.html.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { visible } from '../../shared/format/visible-text.ts';
import { readLog } from './log-frames.ts';

type Value = string | number | Buffer | null;

export interface PageRow {
  table: 'chats' | 'messages' | 'parts' | 'settings';
  rowid: number;
  /** The values in the order of the columns. A damaged row has fewer, and its last value can be cut short. */
  values: Value[];
  /** The names of the columns; `null` if they are those of the current schema. */
  columns: readonly string[] | null;
}

/** The columns of the table of messages before their texts became parts. */
const columnsWithTexts = [
  'id',
  'chat_id',
  'parent_id',
  'role',
  'text',
  'reasoning',
  'model_name',
  'created_at',
  'ending',
  'problem',
  'timings',
  'tokens',
  'tokens_model',
  'anatomy',
  'gaps',
  'model_id',
];

/** The page type of a leaf in the B-tree of a table. */
const tableLeaf = 0x0d;

/**
 * The rows of chats, messages, parts and settings in the file at `path`. Rows of other tables cannot be recognised by their
 * values.
 */
export function* rowsOnPages(path: string): Generator<PageRow> {
  const file = openSync(path, 'r');
  try {
    const size = pageSize(read(file, 0, 100));
    const pages = Math.floor(fstatSync(file).size / size);
    const pageAt = (number: number): Buffer | null =>
      number >= 1 && number <= pages ? read(file, (number - 1) * size, size) : null;
    for (let number = 1; number <= pages; number++) {
      yield* rowsOn(number, pageAt(number)!, pageAt);
    }
  } finally {
    closeSync(file);
  }
}

/**
 * The rows of the same tables in the log at `log`, from the latest version of each page. Overflow pages that are not in the log
 * are read from the database at `path`; incomplete rows are left out.
 */
export function* rowsInLog(log: string, path: string): Generator<PageRow> {
  const { frames = [] } = readLog(log) ?? {};
  const pages = new Map<number, Buffer | null>();
  for (const { number, page, isSound } of frames) pages.set(number, isSound ? page : null);
  const file = openSync(path, 'r');
  try {
    const pageAt = (number: number): Buffer => {
      const page = pages.get(number);
      if (page === null) throw new RangeError(`page ${number} is damaged`);
      return page ?? readPage(file, number, frames[0]!.page.length);
    };
    for (const [number, page] of pages) if (page !== null) yield* rowsOn(number, page, pageAt);
  } finally {
    closeSync(file);
  }
}

/** Throws `RangeError` if the file has no such page. */
const readPage = (file: number, number: number, size: number): Buffer => {
  if (number < 1 || number * size > fstatSync(file).size) throw new RangeError(`there is no page ${number}`);
  return read(file, (number - 1) * size, size);
};

type PageAt = (number: number) => Buffer | null;

function* rowsOn(number: number, page: Buffer, pageAt: PageAt): Generator<PageRow> {
  // The first page begins with the header of the file.
  const start = number === 1 ? 100 : 0;
  if (page[start] !== tableLeaf) return;
  const cells = Math.min(page.readUInt16BE(start + 3), Math.floor(page.length / 4));
  for (let cell = 0; cell < cells; cell++)
    try {
      const row = rowAt(page, page.readUInt16BE(start + 8 + 2 * cell), pageAt);
      const table = tableOf(row.values);
      if (table === null) continue;
      const hasTexts = table === 'messages' && !isInteger(row.values[5]);
      yield { table, columns: hasTexts ? columnsWithTexts : null, ...row };
    } catch (error) {
      // A number in the cell leads outside the page.
      if (!(error instanceof RangeError)) throw error;
    }
}

const read = (file: number, at: number, bytes: number): Buffer => {
  const buffer = Buffer.alloc(bytes);
  readSync(file, buffer, 0, bytes, at);
  return buffer;
};

const pageSize = (header: Buffer): number => {
  const size = header.readUInt16BE(16);
  return size >= 512 && size <= 32_768 && (size & (size - 1)) === 0 ? size : 4096;
};

/** Decodes SQLite's variable-length integer; `end` is the offset after it. Throws `RangeError` if it exceeds the bytes. */
const varint = (bytes: Buffer, at: number): { value: number; end: number } => {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes.readUInt8(at + index);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, end: at + index + 1 };
  }
  return { value: value * 256 + bytes.readUInt8(at + 8), end: at + 9 };
};

/** Reads one cell of a leaf, and its overflow pages as far as they can be followed. */
const rowAt = (page: Buffer, at: number, pageAt: PageAt): { rowid: number; values: Value[] } => {
  const { value: bytes, end } = varint(page, at);
  const { value: rowid, end: start } = varint(page, end);
  // These are the formulas of "Cell payload overflow pages" in the description of the format.
  const usable = page.length;
  const most = usable - 35;
  const least = Math.floor(((usable - 12) * 32) / 255) - 23;
  const wanted = least + ((bytes - least) % (usable - 4));
  const local = bytes <= most ? bytes : wanted <= most ? wanted : least;
  const parts = [page.subarray(start, start + local)];
  let missing = bytes - local;
  let next = missing > 0 ? page.readUInt32BE(start + local) : 0;
  while (missing > 0) {
    const overflow = pageAt(next);
    if (overflow === null) break;
    parts.push(overflow.subarray(4, 4 + Math.min(missing, usable - 4)));
    missing -= usable - 4;
    next = overflow.readUInt32BE(0);
  }
  return { rowid, values: valuesOf(Buffer.concat(parts)) };
};

/** Decodes a record, see "Record format" in the description of the format. */
const valuesOf = (record: Buffer): Value[] => {
  const header = varint(record, 0);
  const values: Value[] = [];
  let at = header.value;
  for (let type = header.end; type < header.value;) {
    const { value: kind, end } = varint(record, type);
    type = end;
    const bytes = kind < 12 ? [0, 1, 2, 3, 4, 6, 8, 8, 0, 0, 0, 0][kind]! : Math.floor((kind - 12) / 2);
    // The values after one that was cut short are lost.
    if (at > record.length || (at === record.length && bytes > 0)) break;
    values.push(valueOf(kind, record.subarray(at, at + bytes)));
    at += bytes;
  }
  return values;
};

const valueOf = (kind: number, bytes: Buffer): Value => {
  if (kind === 0 || bytes.length === 0) return kind === 9 ? 1 : kind === 8 ? 0 : kind >= 12 ? '' : null;
  if (kind === 7) return bytes.length === 8 ? bytes.readDoubleBE(0) : null;
  if (kind < 7) return bytes.length <= 6 ? bytes.readIntBE(0, bytes.length) : Number(bytes.readBigInt64BE(0));
  return kind % 2 === 1 ? visible(bytes.toString('utf8')) : Buffer.from(bytes);
};

const isId = (value: unknown): boolean => typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value);
const isInteger = (value: unknown): boolean => Number.isSafeInteger(value);

/** The table that a row belongs to, recognised by its values; `null` for any other table. */
const tableOf = (values: Value[]): PageRow['table'] | null => {
  const [first, second, third, fourth, fifth] = values;
  if (
    isId(first) &&
    isId(second) &&
    (third === null || isId(third)) &&
    (fourth === 'user' || fourth === 'model')
  )
    return 'messages';
  if (
    isId(first) &&
    typeof second === 'string' &&
    isInteger(third) &&
    isInteger(fourth) &&
    (fifth === null || isId(fifth))
  )
    return 'chats';
  // The id of a part is its rowid, which SQLite does not store among the values.
  if (
    first === null &&
    isId(second) &&
    isInteger(third) &&
    typeof fourth === 'string' &&
    typeof fifth === 'string'
  )
    return 'parts';
  if (values.length === 2 && /^[a-z][a-z-]{1,40}$/.test(String(first)) && isJson(second)) return 'settings';
  return null;
};

const isJson = (value: unknown): boolean => {
  try {
    JSON.parse(String(value));
    return typeof value === 'string';
  } catch {
    return false;
  }
};
