/** Quotes beside citations in answers, and whether the cited documents have them. */
import { codeIn, type Span } from './answer-code.ts';
import { countBefore, type Citation } from './cited-names.ts';
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

/**
 * Texts in quotation marks, those of a kind in any combination that languages and models use: `“…”`, `„…“`, `"…"`, `”…”`, `«…»`, `»…«`.
 * Marks that can also be apostrophes or inches begin before a word and end behind one.
 */
const marked =
  /(?<![\p{L}\p{N}"“”„‟＂])["“”„‟＂]([^\s"“”„‟＂][^"“”„‟＂]{3,2000})["“”„‟＂](?![\p{L}\p{N}"“”„‟＂])|[«»]([^«»]{4,2000})[«»]|[‹›]([^‹›]{4,2000})[‹›]|「([^「」]{4,2000})」|『([^『』]{4,2000})』|``([^`']{4,2000})''|(?<![\p{L}\p{N}'‘‚’])[‘‚']([^\s'‘‚’](?:[^'‘‚’\n]|['’](?=\p{L})){3,2000})['’‘](?![\p{L}\p{N}'’])/gu;

/** A paragraph that is one quote in quotation marks, and one that begins with a citation, which belongs to a quote before it. */
const isQuoteAlone = (text: string): boolean =>
  /^\s*(?:[*_]{1,3})?["“”„«»‹「『‘'][^\n]*["“”«»›」』’'][.,]?(?:[*_]{1,3})?\s*$/u.test(text);
const isSource = /^[\s—–*_(-]*(?:(?:sources?|quelle|from|aus)\s*:?\s*)?$/iu;

/**
 * The quotes that belong to one of these citations, which are in order: in quotation marks before it in the same paragraph, or behind
 * the last citation of the paragraph, or alone in the paragraph before; or as a block quote that has the citation, or that follows or
 * precedes the paragraph with it.
 */
export const quotesIn = (answer: string, citations: readonly Citation[]): Quote[] => {
  if (citations.length === 0) return [];
  const code = codeIn(answer);
  const quotes: Quote[] = [];
  /** The indices of the citations in a paragraph. */
  const citedIn = ({ at, end }: Span): [from: number, to: number] => [
    countBefore(citations, at),
    countBefore(citations, end),
  ];
  const isCode = ({ at, end }: Span): boolean => {
    const before = code[countBefore(code, end) - 1];
    return before !== undefined && before.end > at;
  };
  const blocks = blocksOf(answer);
  for (const [index, block] of blocks.entries()) {
    const [from, to] = citedIn(block);
    const [next, previous] = [blocks[index + 1], blocks[index - 1]];
    if (block.isQuote) {
      const nearby: number[] = [];
      if (next !== undefined && !next.isQuote) {
        const [first, end] = citedIn(next);
        if (first < end) nearby.push(first);
      }
      if (previous !== undefined && !previous.isQuote) {
        const [first, end] = citedIn(previous);
        if (first < end) nearby.push(end - 1);
      }
      const citation = from < to ? from : nearby[0];
      if (citation !== undefined) quotes.push(...blockQuote(answer, block, citations, citation));
      continue;
    }
    let below: number | null = null;
    const text = answer.slice(block.at, block.end);
    if (from === to) {
      if (next === undefined || next.isQuote || !isQuoteAlone(text)) continue;
      const [first, end] = citedIn(next);
      if (first === end || !isSource.test(answer.slice(next.at, citations[first]!.at))) continue;
      below = first;
    }
    for (const found of text.matchAll(marked)) {
      const quote = found.slice(1).find((one) => one !== undefined)!;
      const at = block.at + found.index + found[0].indexOf(quote);
      const span = { at, end: at + quote.length };
      if (!isLong(quote) || isCode(span)) continue;
      const citation = below ?? Math.min(Math.max(from, countBefore(citations, span.end)), to - 1);
      quotes.push({ ...span, text: quote, citation });
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
  const cited = citations[countBefore(citations, block.at)];
  const end = Math.min(block.end, cited?.at ?? block.end);
  const source = answer.slice(block.at, end);
  const inner = source
    .replaceAll(/^\s{0,3}(?:>[ \t]?){1,9}/gm, '')
    // The kind of a callout.
    .replace(/^\[!\w{1,20}\][+-]?[^\n]*\n/, '');
  const text = trimmed(inner, /[\s*_"“”„«»「『‘]/u, /[\s—–*_"“”«»」』’-]/u);
  const start = block.at + source.length - source.replace(/^\s{0,3}(?:>[ \t]?){1,9}/, '').length;
  return isLong(text)
    ? [{ at: start, end: start + source.trimEnd().length - (start - block.at), text, citation }]
    : [];
};

const trimmed = (text: string, before: RegExp, behind: RegExp): string => {
  let [at, end] = [0, text.length];
  while (at < end && before.test(text[at]!)) at += 1;
  while (end > at && behind.test(text[end - 1]!)) end -= 1;
  return text.slice(at, end);
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
