/** Finds quotes in the text of a document, although models and people write them a little differently. */
import { fold } from '../search/fold.ts';
import type { DocumentText } from './document-text.ts';

/** A part of a document's text, in UTF-16 code units. */
export interface FoundQuote {
  at: number;
  length: number;
}

/** Places in the source are stored for every 64th unit of a normal text. */
const step = 64;

/**
 * The letters and digits of a text, folded (shared/search/fold.ts), without white space, hyphens, quotation marks and other
 * punctuation. Points, commas, colons, slashes and dashes stay before a digit, as they are parts of numbers.
 */
interface Normal {
  text: string;
  /** The offset in the source of the character that the unit 0, `step`, 2 × `step`, … comes from. */
  at: Uint32Array;
  /** How many units of the same character are before that unit. */
  before: Uint8Array;
}

const isDigit = (code: number): boolean => code >= 0x30 && code <= 0x39;
const dashes = /[-\u2010-\u2015\u2212]/;
const kept = /[\p{L}\p{N}\p{M}\p{Sc}%]/u;

/**
 * Calls `take` with each unit of the normal text and the offset in the source of the character that it comes from, until it returns
 * false or `end` is reached. Returns the offset behind the last character.
 */
const normalise = (
  source: string,
  from: number,
  end: number,
  take: (unit: number, offset: number) => boolean,
): number => {
  let offset = from;
  while (offset < end) {
    const code = source.codePointAt(offset)!;
    const size = code > 0xffff ? 2 : 1;
    if (code < 0x80) {
      const isLetter = (code >= 0x61 && code <= 0x7a) || isDigit(code) || code === 0x24 || code === 0x25;
      if (isLetter) {
        if (!take(code, offset)) return offset;
      } else if (code >= 0x41 && code <= 0x5a) {
        if (!take(code + 0x20, offset)) return offset;
      } else if (code >= 0x2c && code <= 0x3a && isOfNumber(source, offset) && !take(code, offset))
        return offset;
    } else {
      const character = String.fromCodePoint(code);
      if (dashes.test(character)) {
        if (isOfNumber(source, offset) && !take(0x2d, offset)) return offset;
      } else if (kept.test(character))
        for (const unit of fold(character)) {
          for (let index = 0; index < unit.length; index += 1)
            if (kept.test(unit) && !take(unit.charCodeAt(index), offset)) return offset;
        }
    }
    offset += size;
  }
  return offset;
};

/** Whether a mark is a part of a number: a digit follows, and before it is a digit, or for a sign no letter. */
const isOfNumber = (source: string, offset: number): boolean => {
  if (!isDigit(source.charCodeAt(offset + 1))) return false;
  if (offset > 0 && isDigit(source.charCodeAt(offset - 1))) return true;
  return dashes.test(source[offset]!) && (offset === 0 || /[\s(]/.test(source[offset - 1]!));
};

/** UTF-16 code units that are normalised in one go, which takes some 15 ms. */
const atOnce = 400_000;

/** Yields while it makes the normal text. */
function* normalising(source: string): Generator<undefined, Normal> {
  const texts: string[] = [];
  let units = new Uint16Array(Math.min(source.length + 16, 8192));
  let at = new Uint32Array(Math.ceil(source.length / step) + 16);
  let before = new Uint8Array(at.length);
  let [filled, count, same, last] = [0, 0, 0, -1];
  const take = (unit: number, offset: number): boolean => {
    same = offset === last ? same + 1 : 0;
    last = offset;
    if (filled === units.length) {
      texts.push(String.fromCharCode(...units));
      units = new Uint16Array(8192);
      filled = 0;
    }
    if (count % step === 0) {
      if (count / step === at.length) {
        at = larger(at, new Uint32Array(2 * at.length));
        before = larger(before, new Uint8Array(2 * before.length));
      }
      at[count / step] = offset;
      before[count / step] = same;
    }
    units[filled] = unit;
    filled += 1;
    count += 1;
    return true;
  };
  for (let offset = 0; offset < source.length;) {
    if (offset > 0) yield;
    offset = normalise(source, offset, Math.min(offset + atOnce, source.length), take);
  }
  texts.push(String.fromCharCode(...units.subarray(0, filled)));
  return { text: texts.join(''), at, before };
}

const normalOf = (source: string): Normal => {
  const steps = normalising(source);
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return value;
  }
};

const larger = <Numbers extends Uint8Array | Uint32Array>(from: Numbers, to: Numbers): Numbers => {
  to.set(from);
  return to;
};

/** The offset of the character that the unit at `index` of the normal text comes from. */
const sourceOffset = (source: string, { at, before }: Normal, index: number): number => {
  let result = source.length;
  const from = at[Math.floor(index / step)]!;
  let left = (index % step) + before[Math.floor(index / step)]!;
  normalise(source, from, source.length, (_, offset) => {
    result = offset;
    left -= 1;
    return left >= 0;
  });
  return result;
};

const normals = new WeakMap<DocumentText, Normal>();

/** A part of a quote that has been left out, as `…`, `...`, `[…]` or `(...)`. */
const ellipsis = /[[(]?(?:\u2026|\.\s?\.\s?\.)\.?[\])]?/u;

/** Parts of a quote are at most this far apart in the text, in letters and digits. */
const farthest = 3000;
/** More occurrences of a first part are not looked at. */
const mostOccurrences = 500;

/**
 * Prepares a document for `findQuote` and yields in between, because it takes time in proportion to the text: half a second for 20 million
 * code units.
 */
export function* prepareForQuotes(document: DocumentText): Generator<undefined> {
  if (!normals.has(document)) normals.set(document, yield* normalising(document.text));
}

/**
 * Where a quote is in a document; `null` if it is not there. White space, hyphens at the ends of lines, the kinds of quotation marks and
 * dashes, case, accents and punctuation do not matter, but the marks within numbers do. An ellipsis joins two parts of the text, and so
 * does a remark in square brackets; what is written at the end of a page may be between two words of a quote.
 * `near`: of several places the one that is nearest to this offset. The first call with a document that is not prepared takes time in
 * proportion to its text.
 */
export const findQuote = (document: DocumentText, quote: string, near = 0): FoundQuote | null => {
  let normal = normals.get(document);
  if (normal === undefined) normals.set(document, (normal = normalOf(document.text)));
  const withoutRemarks = quote.replaceAll(remark, '…');
  return (
    findParts(document, normal, partsOf(quote), near) ??
    (withoutRemarks === quote ? null : findParts(document, normal, partsOf(withoutRemarks), near)) ??
    findAcrossPages(document, normal, quote, near)
  );
};

/** What the author of an answer put into a quote: more than the letter that is changed in `[t]he`. */
const remark = /\[[^[\]]{2,200}\]/gu;

const partsOf = (quote: string): string[] =>
  quote
    .split(ellipsis)
    .map((part) => normalOf(part).text)
    .filter((part) => part !== '');

const findParts = (
  document: DocumentText,
  normal: Normal,
  [first, ...others]: readonly string[],
  near: number,
): FoundQuote | null => {
  if (first === undefined) return null;
  let best: FoundQuote | null = null;
  let at = normal.text.indexOf(first);
  for (let tries = 0; at !== -1 && tries < mostOccurrences; tries += 1) {
    const end = endOf(normal.text, at + first.length, others);
    if (end !== null) {
      const found = sourceSpan(document, normal, at, end);
      if (best !== null && Math.abs(best.at - near) <= Math.abs(found.at - near)) return best;
      best = found;
      if (found.at >= near) return best;
    }
    at = normal.text.indexOf(first, at + 1);
  }
  return best;
};

/** The part of the source from one unit of the normal text to another. */
const sourceSpan = ({ text }: DocumentText, normal: Normal, at: number, end: number): FoundQuote => {
  const from = sourceOffset(text, normal, at);
  return { at: from, length: endOfCharacter(text, sourceOffset(text, normal, end - 1)) - from };
};

/** A quote that continues on the next page is looked for around its place, in letters and digits. */
const around = 20_000;
/** The least length of both its parts, and the longest footer and header between them. */
const [leastPart, longestFooter] = [8, 400];

/** A quote with a footer or a header between two of its words. */
const findAcrossPages = (
  document: DocumentText,
  normal: Normal,
  quote: string,
  near: number,
): FoundQuote | null => {
  const pages = document.places.filter(({ kind }) => kind === 'page');
  const [part, ...others] = partsOf(quote);
  if (pages.length < 2 || part === undefined || others.length > 0) return null;
  const from = Math.max(0, unitBefore(normal, near) - around);
  const text = normal.text.slice(from, from + 2 * around);
  // The longest beginning of the quote that the text has.
  let [length, tooLong] = [0, part.length];
  while (tooLong - length > 1) {
    const middle = (length + tooLong) >>> 1;
    if (text.includes(part.slice(0, middle))) length = middle;
    else tooLong = middle;
  }
  if (length < leastPart || part.length - length < leastPart) return null;
  const at = text.indexOf(part.slice(0, length));
  const rest = text.slice(at + length, at + part.length + longestFooter).indexOf(part.slice(length));
  if (rest === -1) return null;
  const found = sourceSpan(document, normal, from + at, from + at + part.length + rest);
  const hasPage = pages.some((page) => page.at > found.at && page.at < found.at + found.length);
  return hasPage ? found : null;
};

/** A unit of the normal text that comes from before an offset of the source, and at most `step` units before it. */
const unitBefore = ({ at, text }: Normal, offset: number): number => {
  let [low, high] = [0, Math.ceil(text.length / step)];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (at[middle]! <= offset) low = middle + 1;
    else high = middle;
  }
  return Math.max(0, low - 1) * step;
};

/** Where the last of these parts ends, if each follows the one before; `null` if they do not. */
const endOf = (text: string, from: number, parts: readonly string[]): number | null => {
  let end = from;
  for (const part of parts) {
    const at = text.slice(end, end + farthest + part.length).indexOf(part);
    if (at === -1) return null;
    end += at + part.length;
  }
  return end;
};

const endOfCharacter = (text: string, offset: number): number => {
  const end = offset + (text.codePointAt(offset)! > 0xffff ? 2 : 1);
  // With the accents that follow it.
  return end + /^\p{M}*/u.exec(text.slice(end, end + 16))![0].length;
};
