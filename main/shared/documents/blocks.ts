/** The smallest parts of a document's text: paragraphs, headings, rows of tables, pieces of code, and sentences of long paragraphs. */
import type { DocumentText } from './document-text.ts';
import { outlineOf } from './places.ts';
import { linesIn, sentencesIn } from './sentences.ts';
import { isTableRow, isTableRule, longestHead } from './tables.ts';

/** A part of the text, in UTF-16 code units. */
interface Span {
  at: number;
  end: number;
}

/** It ends without white space. */
export interface Block extends Span {
  /** The block begins a new chunk if the text since the last block that did so has at least this length, in UTF-16 code units. */
  dividesFrom: number;
  /** The title, if it is a heading. */
  heading: string | null;
  isRow: boolean;
  /** The first row of the table that it is a later row of. */
  head: Span | null;
}

/** `dividesFrom` of files and sheets, of headings, of pages behind the end of a sentence, and of all others. */
const divides = { always: 0, heading: 800, page: 800, other: 12_000 };

/** The blocks of a document in the order of its text, none longer than `longest` code units. */
export function* blocksOf(document: DocumentText, longest: number): Generator<Block> {
  const cut = isCode(document) ? linesIn : sentencesIn;
  for (const block of joinedBlocks(document))
    if (block.end - block.at <= longest) yield block;
    else
      for (const [index, span] of cut(document.text, block, longest).entries())
        yield { ...block, ...span, dividesFrom: index === 0 ? block.dividesFrom : divides.other };
}

const isCode = ({ kind }: DocumentText): boolean => kind === 'code' || kind === 'folder' || kind === 'json';

/** The blocks of any length. A paragraph that continues on the next page is one block. */
function* joinedBlocks(document: DocumentText): Generator<Block> {
  const { text, kind } = document;
  const { files, sheets, pages, headings } = outlineOf(document);
  const titles = new Map(headings.map(({ at, title }) => [at, title]));
  let last: Block | null = null;
  for (const part of partsOf(text.length, [...files, ...sheets], pages)) {
    const lines = linesOf(text, part);
    const isTable = kind === 'table' || kind === 'sheet';
    const blocks = isTable ? rows(lines) : isCode(document) ? functions(lines) : paragraphs(lines, titles);
    let isFirst = true;
    for (const block of blocks) {
      if (isFirst) block.dividesFrom = Math.min(part.dividesFrom, block.dividesFrom);
      if (isFirst && part.isPage && last !== null && continues(text, last, block)) last.end = block.end;
      else {
        if (last !== null) yield last;
        last = block;
      }
      isFirst = false;
    }
  }
  if (last !== null) yield last;
}

/** Whether the first block of a page continues a paragraph of the page before. */
const continues = (text: string, last: Block, block: Block): boolean =>
  [last, block].every(({ heading, isRow }) => heading === null && !isRow) &&
  /[\p{L}\p{N},;-]$/u.test(text.slice(last.end - 2, last.end)) &&
  /^\p{L}/u.test(text.slice(block.at, block.at + 2));

interface Part extends Span {
  dividesFrom: number;
  isPage: boolean;
}

/** The parts of a text between the beginnings of files, sheets and pages. */
const partsOf = (
  length: number,
  files: readonly { at: number }[],
  pages: readonly { at: number }[],
): Part[] => {
  const starts = [
    { at: 0, dividesFrom: divides.always, isPage: false },
    ...files.map(({ at }) => ({ at, dividesFrom: divides.always, isPage: false })),
    ...pages.map(({ at }) => ({ at, dividesFrom: divides.page, isPage: true })),
  ].toSorted((one, other) => one.at - other.at);
  return starts.map((start, index) => ({ ...start, end: starts[index + 1]?.at ?? length }));
};

interface Line extends Span {
  text: string;
}

/** The lines of a part of the text. `end` is behind the last character that is not white space, and `at` for an empty line. */
function* linesOf(text: string, { at: from, end: to }: Span): Generator<Line> {
  for (let at = from; at < to;) {
    const lineBreak = text.indexOf('\n', at);
    const next = lineBreak === -1 || lineBreak >= to ? to : lineBreak + 1;
    const line = text.slice(at, next).trimEnd();
    yield { at, end: at + line.length, text: line };
    at = next;
  }
}

const blockOf = ({ at, end }: Span): Block => ({
  at,
  end,
  dividesFrom: divides.other,
  heading: null,
  isRow: false,
  head: null,
});

/** Each line; the first one is the head of the others. */
function* rows(lines: Iterable<Line>): Generator<Block> {
  let head: Span | null = null;
  for (const line of lines) {
    if (line.text === '') continue;
    yield {
      ...blockOf(line),
      isRow: true,
      head: head !== null && head.end - head.at <= longestHead ? head : null,
    };
    head ??= { at: line.at, end: line.end };
  }
}

/** Pieces of code: each begins with a line without indentation behind an empty line. */
function* functions(lines: Iterable<Line>): Generator<Block> {
  let open: Block | null = null;
  let wasEmpty = false;
  for (const line of lines) {
    if (line.text === '') {
      wasEmpty = true;
      continue;
    }
    if (open === null) open = blockOf(line);
    else if (wasEmpty && /^[^\s)\]}]/.test(line.text)) {
      yield open;
      open = blockOf(line);
    } else open.end = line.end;
    wasEmpty = false;
  }
  if (open !== null) yield open;
}

/** Paragraphs, headings, code blocks in fences, and the rows of Markdown tables. */
function* paragraphs(lines: Iterable<Line>, titles: ReadonlyMap<number, string>): Generator<Block> {
  let open: Block | null = null;
  let fence: string | null = null;
  let [first, head]: [Line | null, Span | null] = [null, null];
  for (const line of lines) {
    const mark = /^\s{0,3}(```|~~~)/.exec(line.text)?.[1] ?? null;
    const heading = titles.get(line.at) ?? null;
    const isRow = fence === null && isTableRow(line.text);
    if (fence === null && open !== null && (line.text === '' || heading !== null || isRow)) {
      yield open;
      open = null;
    }
    if (!isRow) [first, head] = [null, null];
    if (line.text === '') continue;
    if (isRow) {
      yield { ...blockOf(line), isRow: true, head };
      if (first !== null && head === null && isTableRule(line.text) && line.end - first.at <= longestHead)
        head = { at: first.at, end: line.end };
      first ??= line;
    } else if (fence === null && heading !== null)
      yield { ...blockOf(line), heading, dividesFrom: divides.heading };
    else if (open === null) open = blockOf(line);
    else open.end = line.end;
    if (mark !== null) fence = fence === null ? mark : fence === mark ? null : fence;
  }
  if (open !== null) yield open;
}
