import { plainText } from '../../shared/format/plain-text.ts';

/** The longest sentence, in UTF-16 code units: names in a file may take megabytes. */
const longestSentence = 600;

/** A model file that cannot be used; the message is one sentence for the user. */
export class RefusedFile extends Error {
  override name = 'RefusedFile';
  /** There was too little memory for the file. */
  readonly isMemory: boolean;

  constructor(message: string, { isMemory = false, ...options }: ErrorOptions & { isMemory?: boolean } = {}) {
    super(plainText(message, longestSentence), options);
    this.isMemory = isMemory;
  }
}
