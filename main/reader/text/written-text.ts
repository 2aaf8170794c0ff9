/** The text of a document and its places while they are written. */
import type { Place } from '../../shared/documents/document-text.ts';
import { unreadable } from '../unreadable.ts';

/** Control characters, except for the tab and the line feed: no text needs them, and a database cuts a text at U+0000. */
const controls = /(?![\t\n])\p{Cc}/gu;
const loneSurrogates = /\p{Cs}/gu;

/** A text without control characters and lone surrogates, whose line breaks are `\n`. */
const cleanText = (text: string): string =>
  text
    .replaceAll(/\r\n?|\f/g, '\n')
    .replaceAll(controls, '')
    .replaceAll(loneSurrogates, '\ufffd');

/** Bounds of a text, and the name of its document for the refusal. */
export interface TextBounds {
  name: string;
  /** UTF-16 code units. */
  most: number;
}

/** The end of the text that can still be changed, in UTF-16 code units. */
const shortestTail = 4096;
const longestTail = 64 * 1024;

/** Collects a text. Throws `Unreadable` beyond the bounds. */
export class WrittenText {
  /** The text before `#tail`: only the end of a long text is copied when it changes. */
  readonly #parts: string[] = [];
  #partsLength = 0;
  #tail = '';
  readonly places: Place[] = [];
  readonly bounds: TextBounds;

  constructor(bounds: TextBounds) {
    this.bounds = bounds;
  }

  get text(): string {
    return this.#parts.join('') + this.#tail;
  }

  get length(): number {
    return this.#partsLength + this.#tail.length;
  }

  /** Adds a text that `cleanText` changes, if need be. */
  write(text: string): void {
    this.#add(cleanText(text));
  }

  endsWith(text: string): boolean {
    return this.#tail.endsWith(text);
  }

  /** Ends the text with exactly `breaks` line breaks, unless it is empty. */
  endWith(breaks: number): void {
    if (this.length > 0) this.#tail = this.#tail.trimEnd() + '\n'.repeat(breaks);
  }

  /** Adds what was written elsewhere. */
  append(other: WrittenText): void {
    const at = this.length;
    this.#add(other.text);
    for (const place of other.places) this.places.push({ ...place, at: place.at + at });
  }

  #add(text: string): void {
    this.#tail += text;
    const { name, most } = this.bounds;
    if (this.length > most) throw unreadable('documents.too-long', { name, most });
    if (this.#tail.length <= longestTail) return;
    const part = this.#tail.slice(0, -shortestTail);
    this.#parts.push(part);
    this.#partsLength += part.length;
    this.#tail = this.#tail.slice(part.length);
  }
}
