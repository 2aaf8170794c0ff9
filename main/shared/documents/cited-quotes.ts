/** Quotes beside citations in answers, and whether the cited documents have them. */
import { codeIn, type Span } from './answer-code.ts';
import type { Citation } from './citations.ts';
import type { DocumentText } from './document-text.ts';
import { offsetOf } from './places.ts';
import { findQuote, type FoundQuote } from './quotes.ts';

/** A quote in an answer; `at` and `end` are UTF-16 code units of the answer, without the quotation marks. */
export interface Quote extends Span {
  text: string;
  /** The index of the citation that it belongs to. */
  citation: number;
}

/** A quote that was looked up. */
export interface CheckedQuote extends Quote {
  /** `null`: the document does not have it. */
  found: FoundQuote | null;
}

/** Shorter quotes are names and single words, which prove nothing. */
const fewestWords = 3;
const fewestCharacters = 12;
/** In Chinese, Japanese and Korean. */
const fewestCjk = 8;

const marked =
  /“([^“”\n]{4,2000})”|„([^„“”"\n]{4,2000})[“”"]|«([^«»\n]{4,2000})»|»([^«»\n]{4,2000})«|「([^「」\n]{4,2000})」|『([^『』\n]{4,2000})』|(?<![\p{L}\p{N}"])"([^"\n]{4,2000})"(?![\p{L}\p{N}"])/gu;

/**
 * The quotes that belong to one of these citations: in quotation marks before it in the same paragraph, or behind the last citation of
 * the paragraph; or as a block quote that has the citation, or that follows or precedes the paragraph with it.
 */
export const quotesIn = (answer: string, citations: readonly Citation[]): Quote[] => {
  if (citations.length === 0) return [];
  const code = codeIn(answer);
  const quotes: Quote[] = [];
  const isIn = ({ at, end }: Span, { at: place }: { at: number }): boolean => place >= at && place < end;
  const blocks = blocksOf(answer);
  for (const [index, block] of blocks.entries()) {
    const inside = citations.flatMap((citation, nth) => (isIn(block, citation) ? [nth] : []));
    if (block.isQuote) {
      const nearby = [blocks[index + 1], blocks[index - 1]].flatMap((one) => {
        if (one === undefined || one.isQuote) return [];
        const nths = citations.flatMap((citation, nth) => (isIn(one, citation) ? [nth] : []));
        return one.at > block.at ? nths.slice(0, 1) : nths.slice(-1);
      });
      const citation = inside[0] ?? nearby[0];
      if (citation !== undefined) quotes.push(...blockQuote(answer, block, citations, citation));
      continue;
    }
    for (const found of answer.slice(block.at, block.end).matchAll(marked)) {
      const text = found.slice(1).find((one) => one !== undefined)!;
      const at = block.at + found.index + found[0].indexOf(text);
      const span = { at, end: at + text.length };
      if (!isLong(text) || code.some((one) => isIn(one, span))) continue;
      const citation = inside.find((nth) => citations[nth]!.at >= span.end) ?? inside.at(-1);
      if (citation !== undefined) quotes.push({ ...span, text, citation });
    }
  }
  return quotes;
};

const isLong = (text: string): boolean => {
  const cjk =
    text.match(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/gu)?.length ?? 0;
  if (cjk >= fewestCjk) return true;
  return text.length >= fewestCharacters && (text.match(/[\p{L}\p{N}]+/gu)?.length ?? 0) >= fewestWords;
};

interface Block extends Span {
  isQuote: boolean;
}

/** The paragraphs of an answer; consecutive lines that begin with `>` are one. */
const blocksOf = (answer: string): Block[] => {
  const blocks: Block[] = [];
  let open: Block | null = null;
  let at = 0;
  for (const line of answer.split('\n')) {
    const end = at + line.length;
    const isQuote = /^\s{0,3}>/.test(line);
    if (line.trim() === '') open = null;
    else if (open !== null && open.isQuote === isQuote) open.end = end;
    else blocks.push((open = { at, end, isQuote }));
    at = end + 1;
  }
  return blocks;
};

/** The text of a block quote without its marks, and without the citation that it ends with. */
const blockQuote = (
  answer: string,
  block: Block,
  citations: readonly Citation[],
  citation: number,
): Quote[] => {
  const cited = citations.find(({ at }) => at >= block.at && at < block.end);
  const end = Math.min(block.end, cited?.at ?? block.end);
  const source = answer.slice(block.at, end);
  const text = source
    .replaceAll(/^\s{0,3}>[ \t]?/gm, '')
    .replace(/[\s—–-]+$/u, '')
    .replaceAll(/^["“„«「]+|["”“»」]+$/gu, '');
  const start = block.at + source.length - source.replace(/^\s{0,3}>[ \t]?/, '').length;
  return isLong(text)
    ? [{ at: start, end: start + source.trimEnd().length - (start - block.at), text, citation }]
    : [];
};

/** Looks the quotes up in the documents. Those of documents without a text are left out. */
export const checkQuotes = (
  quotes: readonly Quote[],
  citations: readonly Citation[],
  textOf: (documentId: string) => DocumentText | null,
): CheckedQuote[] =>
  quotes.flatMap((quote) => {
    const { documentId, place } = citations[quote.citation]!;
    const document = textOf(documentId);
    if (document === null) return [];
    const near = place === null ? 0 : (offsetOf(document, place) ?? 0);
    return [{ ...quote, found: findQuote(document, quote.text, near) }];
  });
