import { unbroken } from '../../main/shared/format/figures.ts';
import { frameWords } from '../words/frame.ts';

/** The message of a failed call: a sentence for the user, in which a number and its unit stay on the same line. */
export const sentenceOf = (error: unknown): string =>
  error instanceof Error ? unbroken(error.message) : frameWords.callFailed;
