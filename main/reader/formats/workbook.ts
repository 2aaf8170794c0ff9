/** Workbooks (XLSX, XLSB, XLS, ODS) by SheetJS: a line for each row with its number, and the values as they are shown. */
import { readFile } from 'node:fs/promises';
import { read, type CellObject, type WorkSheet } from '@e965/xlsx';
import { visible } from '../../shared/format/visible-text.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Extracted, Source } from '../source.ts';
import { WrittenText } from '../text/written-text.ts';
import { Unreadable, unreadable } from '../unreadable.ts';
import { DamagedZip, Zip } from '../zip.ts';

export const readWorkbook = async (source: Source): Promise<Extracted> => {
  await checkArchive(source);
  const bytes = await readFile(source.path);
  const out = new WrittenText(source.text);
  const hidden: string[] = [];
  try {
    const book = read(bytes, { type: 'buffer', dense: true, cellFormula: false, cellHTML: false });
    for (const [at, name] of book.SheetNames.entries()) {
      const sheet = book.Sheets[name];
      const start = out.length;
      if (book.Workbook?.Sheets?.[at]?.Hidden) hidden.push(visible(name));
      else if (sheet !== undefined) writeSheet(sheet, out);
      if (out.length > start) out.places.push({ kind: 'sheet', at: start, name: visible(name) });
      source.progress((at + 1) / book.SheetNames.length);
    }
  } catch (error) {
    if (error instanceof Error && !(error instanceof Unreadable) && /password|encrypt/i.test(error.message))
      throw unreadable('documents.encrypted', { name: source.name });
    throw error;
  }
  return {
    kind: 'sheet',
    text: out.text,
    places: out.places,
    pages: null,
    remarks: hidden.length === 0 ? [] : [say('documents.hidden-sheets', { sheets: hidden.join(', ') })],
    canRecognise: false,
  };
};

/** Those of the formats that are zip archives. */
const checkArchive = async ({ path, name }: Source): Promise<void> => {
  let zip: Zip;
  try {
    zip = await Zip.open(path, name);
  } catch (error) {
    if (error instanceof DamagedZip) return;
    throw error;
  }
  try {
    const manifest = await zip.readText('META-INF/manifest.xml');
    if (zip.isEncrypted || manifest?.includes('encryption-data') === true)
      throw unreadable('documents.encrypted', { name });
    await zip.check((entry) => /\.(?:xml|rels|bin)$/i.test(entry));
  } finally {
    zip.close();
  }
};

/** Rows without a value are left out. Cells are separated by tabs. */
const writeSheet = (sheet: WorkSheet, out: WrittenText): void => {
  const rows = (sheet as { '!data'?: CellObject[][] })['!data'] ?? [];
  // forEach skips the rows that do not exist: a sheet can have a million.
  rows.forEach((row, at) => {
    const cells: string[] = [];
    row?.forEach((cell, column) => (cells[column] = textOf(cell)));
    const last = cells.findLastIndex((text) => text !== undefined && text !== '');
    if (last < 0) return;
    const line = Array.from({ length: last + 1 }, (_, column) => cells[column] ?? '').join('\t');
    out.write(`${at + 1}\t${line}\n`);
  });
};

/** On one line and without tabs. */
const textOf = (cell: CellObject | undefined): string =>
  String(cell?.w ?? cell?.v ?? '')
    .replaceAll(/\s+/g, ' ')
    .trim();
