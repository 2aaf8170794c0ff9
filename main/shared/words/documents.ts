/** What is told about documents: why one cannot be read, and what is missing in one that was read. */
import { bytes as size } from '../format/figures.ts';
import type { Sentences } from './told.ts';

/** `name`: of the file or folder. */
interface Name {
  name: string;
}
/** `reason`: the operating system's code. */
interface Reason {
  reason: string;
}

export const documentSentences = {
  'documents.no-question': () => [
    'The message has a document and no question.',
    'Write what the model should do with it.',
  ],
  'documents.gone': () => ['This document is no longer in the library.', 'Attach it again.'],
  'documents.no-such-file': ({ path }: { path: string }) => [
    `There is no file or folder at ${path}.`,
    'Check the path.',
  ],
  'documents.not-a-file': ({ name }: Name) => [
    `${name} is neither a file nor a folder.`,
    'Choose another one.',
  ],
  'documents.cannot-read': ({ name, reason }: Name & Reason) => [
    `${name} cannot be read (${reason}).`,
    'Check its permissions and its disk.',
  ],
  'documents.too-large': ({ name, bytes, most }: Name & { bytes: number; most: number }) => [
    `${name} has ${size(bytes)}; Hearth reads documents of up to ${size(most)}.`,
    'Attach the part of it that you need.',
  ],
  'documents.not-ready': ({ name }: Name) => [
    `The text of ${name} is not extracted yet.`,
    'Send the message when it is, or remove the document.',
  ],
  'documents.not-extracted': ({ name }: Name) => [
    `${name} has no text that could be sent.`,
    'Remove it from the message.',
  ],
  'documents.reading-failed': () => ['The text could not be extracted.', 'The details are in the log.'],
  'documents.reading-interrupted': ({ name }: Name) => [
    `Hearth ended while it extracted the text of ${name}.`,
    'Attach it again.',
  ],
  'documents.no-states': () => 'This engine keeps nothing of what it has read.',
  'documents.no-original': ({ name }: Name) => [
    `The original of ${name} cannot be read.`,
    'Attach it again.',
  ],
} satisfies Sentences<'documents'>;
