/** The lines of one block of a document's text: coloured if they are code, and in cells if they are rows of a table. */
import { memo, useMemo, type ReactNode } from 'react';
import type { DocumentText } from '../../main/shared/documents/document-text.ts';
import { lastBefore, outlineOf } from '../../main/shared/documents/places.ts';
import { coloured, knownLanguage } from '../message/markdown/highlight.tsx';
import type { TextBlock } from './text-blocks.ts';

interface Props {
  name: string;
  document: DocumentText;
  block: TextBlock;
}

export const TextLines = memo(
  ({ name, document, block: { at, end, line, isContinued } }: Props) => {
    const text = document.text.slice(at, end);
    const lines = useMemo(() => linesOf(text), [text]);
    const separator = separatorOf(name, document);
    const language = separator === null ? languageOf(name, document, at) : null;
    const colours = useMemo(() => {
      if (language === null) return null;
      let length = 0;
      return coloured(
        text,
        language,
        lines.map((one) => (length += one.length)),
      );
    }, [text, lines, language]);
    return lines.map((one, index) => (
      <div
        // The lines of a block do not change.
        // oxlint-disable-next-line react/no-array-index-key
        key={index}
        className="reader-line"
        dir="auto"
        data-line={index === 0 && isContinued ? undefined : line + index}
      >
        {separator === null ? (colours?.[index] ?? one) : cellsOf(one, separator)}
      </div>
    ));
  },
  (before, after) =>
    before.document === after.document && before.block === after.block && before.name === after.name,
);

/** Each with its line break. */
const linesOf = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [text];

/** What separates the cells of a table; `null` if the document is none. */
const separatorOf = (name: string, { kind, text }: DocumentText): string | null => {
  if (kind === 'sheet') return '\t';
  if (kind !== 'table') return null;
  if (/\.tsv$/i.test(name)) return '\t';
  const head = text.slice(0, 2_000).split('\n', 1)[0]!;
  return [',', ';', '\t'].toSorted((a, b) => head.split(b).length - head.split(a).length)[0]!;
};

/** The language by the ending of the file's name; `null` if it cannot be coloured. */
const languageOf = (name: string, document: DocumentText, at: number): string | null => {
  const { kind } = document;
  if (kind === 'json') return 'json';
  if (kind === 'markdown') return 'markdown';
  if (kind !== 'code' && kind !== 'folder') return null;
  const file = kind === 'folder' ? lastBefore(outlineOf(document).files, at)?.path : name;
  return knownLanguage(/\.(\w+)$/.exec(file ?? '')?.[1] ?? null);
};

/** The separators stay in the text, which is cited by its offsets, and are not seen. */
const cellsOf = (line: string, separator: string): ReactNode =>
  fieldsOf(line, separator).map((field, index) => (
    // Cells have no other key than their column.
    // oxlint-disable-next-line react/no-array-index-key
    <span key={index} className="reader-cell" title={field.text}>
      {field.text}
      <span className="reader-separator">{field.separator}</span>
    </span>
  ));

/** Separators within quotes are text. */
const fieldsOf = (line: string, separator: string): { text: string; separator: string }[] => {
  const fields = [];
  let [start, isQuoted] = [0, false];
  for (let at = 0; at < line.length; at += 1) {
    const one = line[at]!;
    if (one === '"' && separator !== '\t') isQuoted = !isQuoted;
    else if (one === '\n' || (one === separator && !isQuoted)) {
      fields.push({ text: line.slice(start, at), separator: one });
      start = at + 1;
    }
  }
  if (start < line.length) fields.push({ text: line.slice(start), separator: '' });
  return fields;
};
