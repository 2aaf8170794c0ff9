/** The error for a file or a chat of an export that cannot be read. */
import type { Told } from '../../../shared/words/told.ts';

/** Thrown for a file or a chat that cannot be read; the others still come. */
export class Unreadable extends Error {
  readonly told: Told;
  constructor(told: Told) {
    super(told.code);
    this.told = told;
  }
}
