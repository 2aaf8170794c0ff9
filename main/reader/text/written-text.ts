/** The text of a document and its places while they are written. */
import type { Place } from '../../shared/documents/document-text.ts';
import { unreadable } from '../unreadable.ts';

/** Control characters, except for the tab and the line feed: no text needs them, and a database cuts a text at U+0000. */
const controls = /(?![\t\n])\p{Cc}/gu;
const loneSurrogates = /\p{Cs}/gu;

/** A text without control characters and lone surrogates, whose line breaks are `\n`. */
export const cleanText = (text: string): string =>
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

/** Collects a text. Throws `Unreadable` beyond the bounds. */
export class WrittenText {
  text = '';
  readonly places: Place[] = [];
  readonly bounds: TextBounds;

  constructor(bounds: TextBounds) {
    this.bounds = bounds;
  }

  get length(): number {
    return this.text.length;
  }

  /** Adds a text that `cleanText` changes, if need be. */
  write(text: string): void {
    this.text += cleanText(text);
    this.#check();
  }

  /** Ends the text with exactly `breaks` line breaks, unless it is empty. */
  endWith(breaks: number): void {
    if (this.text === '') return;
    this.text = this.text.replace(/\s+$/, '') + '\n'.repeat(breaks);
  }

  /** Adds what was written elsewhere. */
  append(other: WrittenText): void {
    const at = this.length;
    this.text += other.text;
    for (const place of other.places) this.places.push({ ...place, at: place.at + at });
    this.#check();
  }

  #check(): void {
    const { name, most } = this.bounds;
    if (this.text.length > most) throw unreadable('documents.too-long', { name, most });
  }
}
