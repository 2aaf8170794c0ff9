/** Text, Markdown, code, tables and JSON: their text as it is. */
import { readFile } from 'node:fs/promises';
import type { DocumentKind, Place } from '../../shared/documents/document-text.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Extracted, Source } from '../source.ts';
import { decodeText, type Decoded } from '../text/encodings.ts';
import { WrittenText } from '../text/written-text.ts';
import { unreadable } from '../unreadable.ts';

/** Decodes a file. Throws `Unreadable` if it has no text, or too much. */
export const readText = async (
  { path, name, bytes, text: bounds }: Source,
  statedIn: (head: string) => string | null = () => null,
): Promise<Decoded> => {
  // A character takes at most four bytes.
  if (bytes > 4 * bounds.most) throw unreadable('documents.too-long', { name, most: bounds.most });
  const content = await readFile(path);
  const decoded = decodeText(content, statedIn(content.toString('latin1', 0, 2048)));
  if (decoded === null) throw unreadable('documents.not-text', { name });
  if (decoded.text.trim() === '') throw unreadable('documents.empty', { name });
  return decoded;
};

type PlainKind = Extract<DocumentKind, 'text' | 'markdown' | 'code' | 'table' | 'json'>;

export const readPlain = async (source: Source, kind: PlainKind): Promise<Extracted> => {
  const { text, guess } = await readText(source);
  const out = new WrittenText(source.text);
  out.write(text);
  return {
    kind,
    text: out.text,
    places: kind === 'markdown' ? headingsIn(out.text) : [],
    pages: null,
    remarks: guess === null ? [] : [say('documents.encoding', { encoding: guess })],
    canRecognise: false,
  };
};

/** The headings of a Markdown text, outside of its code blocks; both forms of CommonMark. */
export const headingsIn = (text: string): Place[] => {
  const places: Place[] = [];
  let fence: string | null = null;
  let at = 0;
  let before = { at: 0, text: '' };
  for (const line of text.split('\n')) {
    const mark = /^ {0,3}(`{3,}|~{3,})/.exec(line)?.[1] ?? null;
    if (fence !== null) {
      if (mark?.startsWith(fence) === true && line.trim() === mark) fence = null;
    } else if (mark !== null) fence = mark;
    else {
      const [, marks, title] = /^ {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$/.exec(line) ?? [];
      if (marks !== undefined && title) places.push({ kind: 'heading', at, level: marks.length, title });
      const underline = /^ {0,3}(?:(=+)|-+)[ \t]*$/.exec(line);
      const isHeading = underline !== null && /^ {0,3}[^\s#>*+\-|`~]/.test(before.text);
      if (isHeading)
        places.push({
          kind: 'heading',
          at: before.at,
          level: underline[1] === undefined ? 2 : 1,
          title: before.text.trim(),
        });
    }
    before = { at, text: line };
    at += line.length + 1;
  }
  return places;
};
