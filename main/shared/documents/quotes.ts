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

/** Calls `take` with each unit of the normal text and the offset in the source of the character that it comes from. */
const normalise = (source: string, from: number, take: (unit: number, offset: number) => boolean): void => {
  for (let offset = from; offset < source.length;) {
    const code = source.codePointAt(offset)!;
    const size = code > 0xffff ? 2 : 1;
    if (code < 0x80) {
      const isLetter = (code >= 0x61 && code <= 0x7a) || isDigit(code) || code === 0x24 || code === 0x25;
      if (isLetter) {
        if (!take(code, offset)) return;
      } else if (code >= 0x41 && code <= 0x5a) {
        if (!take(code + 0x20, offset)) return;
      } else if (code >= 0x2c && code <= 0x3a && isOfNumber(source, offset) && !take(code, offset)) return;
    } else {
      const character = String.fromCodePoint(code);
      if (dashes.test(character)) {
        if (isOfNumber(source, offset) && !take(0x2d, offset)) return;
      } else if (kept.test(character))
        for (const unit of fold(character)) {
          for (let index = 0; index < unit.length; index += 1)
            if (kept.test(unit) && !take(unit.charCodeAt(index), offset)) return;
        }
    }
    offset += size;
  }
};

/** Whether a mark is a part of a number: a digit follows, and before it is a digit, or for a sign no letter. */
const isOfNumber = (source: string, offset: number): boolean => {
  if (!isDigit(source.charCodeAt(offset + 1))) return false;
  if (offset > 0 && isDigit(source.charCodeAt(offset - 1))) return true;
  return dashes.test(source[offset]!) && (offset === 0 || /[\s(]/.test(source[offset - 1]!));
};

const normalOf = (source: string): Normal => {
  const texts: string[] = [];
  let units = new Uint16Array(Math.min(source.length + 16, 8192));
  let at = new Uint32Array(Math.ceil(source.length / step) + 16);
  let before = new Uint8Array(at.length);
  let [filled, count, same, last] = [0, 0, 0, -1];
  normalise(source, 0, (unit, offset) => {
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
  });
  texts.push(String.fromCharCode(...units.subarray(0, filled)));
  return { text: texts.join(''), at, before };
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
  normalise(source, from, (_, offset) => {
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
 * Where a quote is in a document; `null` if it is not there. White space, hyphens at the ends of lines, the kinds of quotation marks and
 * dashes, case, accents and punctuation do not matter, but the marks within numbers do. An ellipsis joins two parts of the text.
 * `near`: of several places the one that is nearest to this offset. The first call with a document takes time in proportion to its text.
 */
export const findQuote = (document: DocumentText, quote: string, near = 0): FoundQuote | null => {
  let normal = normals.get(document);
  if (normal === undefined) normals.set(document, (normal = normalOf(document.text)));
  const parts = quote
    .split(ellipsis)
    .map((part) => normalOf(part).text)
    .filter((part) => part !== '');
  const [first, ...others] = parts;
  if (first === undefined) return null;
  let best: FoundQuote | null = null;
  let at = normal.text.indexOf(first);
  for (let tries = 0; at !== -1 && tries < mostOccurrences; tries += 1) {
    const end = endOf(normal.text, at + first.length, others);
    if (end !== null) {
      const from = sourceOffset(document.text, normal, at);
      const found = {
        at: from,
        length: endOfCharacter(document.text, sourceOffset(document.text, normal, end - 1)) - from,
      };
      if (best !== null && Math.abs(best.at - near) <= Math.abs(found.at - near)) return best;
      best = found;
      if (from >= near) return best;
    }
    at = normal.text.indexOf(first, at + 1);
  }
  return best;
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
