/** What is told about documents: why one cannot be read, and what is missing in one that was read. */
import { bytes as size, count } from '../format/figures.ts';
import type { Sentences } from './told.ts';

/** `name`: of the file or folder. */
interface Name {
  name: string;
}
/** `reason`: the operating system's code. */
interface Reason {
  reason: string;
}

/** `format`: as people call it, for example `PDF`. */
interface Format {
  format: string;
}
interface Pages {
  missing: number;
  pages: number;
}

const plural = (value: number, one: string, many: string): string =>
  `${count(value)} ${value === 1 ? one : many}`;

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
    `${name} is too large (${size(bytes)}); Hearth reads documents of up to ${size(most)}.`,
    'Attach the part of it that you need.',
  ],
  'documents.not-ready': ({ name }: Name) => [
    `The text of ${name} has not been extracted yet.`,
    'Send the message when it is, or remove the document.',
  ],
  'documents.not-extracted': ({ name }: Name) => [
    `${name} has no text to send.`,
    'Remove it from the message.',
  ],
  'documents.reading-failed': () => ['The text could not be extracted.', 'The details are in the log.'],
  'documents.reading-interrupted': ({ name }: Name) => [
    `Hearth closed while it was extracting the text of ${name}.`,
    'Attach it again.',
  ],
  'documents.no-states': () => 'This engine cannot keep what it has read.',
  'documents.too-long-ahead': ({ name, tokens, room }: Name & { tokens: number; room: number }) => [
    `${name} has ${count(tokens)} tokens, and the context of the loaded model has room for ${count(room)}.`,
    'Load the model with a longer context, or send passages of the document.',
  ],
  'documents.over-budget': ({
    documents,
    bytes,
    budget,
  }: {
    documents: number;
    bytes: number;
    budget: number;
  }) => [
    `What the model keeps of ${documents === 1 ? 'this document' : `these ${count(documents)} documents`} takes ${size(bytes)}, and the chat cache on disk may take ${size(budget)}.`,
    'Raise it in the settings, or choose fewer documents.',
  ],
  'documents.not-read-ahead': ({ name, why }: Name & { why: 'too-long' | 'engine' | 'gone' }) => [
    `${name} was not read: ${
      {
        'too-long': 'it is longer than the context of the loaded model.',
        engine: 'the engine ended twice while it read it.',
        gone: 'it has no text.',
      }[why]
    }`,
    why === 'engine' ? 'The details are in the log.' : 'Send passages of it instead.',
  ],
  'documents.no-original': ({ name }: Name) => [
    `The original of ${name} cannot be read.`,
    'Attach it again.',
  ],

  // The file itself.
  'documents.file-gone': ({ name }: Name) => [
    `${name} is no longer there.`,
    'Attach it from where it is now.',
  ],
  'documents.not-allowed': ({ name }: Name) => [
    `You have no permission to read ${name}.`,
    'Change its permissions and attach it again.',
  ],
  'documents.link-loop': ({ name }: Name) => [
    `${name} is a link that leads back to itself.`,
    'Attach the file that it should lead to.',
  ],
  'documents.changed': ({ name }: Name) => [
    `${name} changed while it was being read.`,
    'Attach it again when no program writes to it.',
  ],
  'documents.empty': ({ name }: Name) => [`${name} is empty.`, 'Attach a file with text.'],
  'documents.no-room': ({ name }: Name) => [
    `The disk is too full to read ${name}.`,
    'Free up some space and attach it again.',
  ],

  // Its content.
  'documents.encrypted': ({ name }: Name) => [
    `${name} is protected with a password.`,
    'Save a copy without the password and attach that.',
  ],
  'documents.damaged': ({ name, format }: Name & Format) => [
    `${name} is damaged and cannot be read as ${format}.`,
    'Open it in another program, save it again, and attach that copy.',
  ],
  'documents.not-text': ({ name }: Name) => [
    `${name} is not a document in a format that Hearth knows.`,
    'Save it as PDF or text and attach that.',
  ],
  'documents.archive': ({ name }: Name) => [
    `${name} is an archive.`,
    'Unpack it and attach its files or its folder.',
  ],
  'documents.old-format': ({ name, format, better }: Name & Format & { better: string }) => [
    `${name} is in an older format (${format}) that Hearth cannot read.`,
    `Save it as ${better} and attach that.`,
  ],
  'documents.no-text': ({ name }: Name) => [`${name} has no text.`, 'Attach another file.'],
  'documents.zip-bomb': ({ name }: Name) => [
    `${name} expands to far more data than a document has.`,
    'Attach the part that you need in a file of its own.',
  ],
  'documents.too-long': ({ name, most }: Name & { most: number }) => [
    `${name} has more than ${count(most)} characters of text.`,
    'Attach the part that you need in a file of its own.',
  ],
  'documents.too-much-memory': ({ name }: Name) => [
    `Reading ${name} would take too much memory.`,
    'Attach the part that you need in a file of its own.',
  ],
  'documents.too-slow': ({ name }: Name) => [
    `Reading ${name} takes too long.`,
    'Attach the part that you need in a file of its own.',
  ],
  'documents.reader-died': ({ name }: Name) => [
    `Reading ${name} stopped unexpectedly.`,
    'The details are in the log. Save the file as PDF or text and attach that.',
  ],
  'documents.stopped': ({ name }: Name) => [`Reading ${name} was stopped.`, 'Attach it again to read it.'],

  // Folders.
  'documents.no-files': ({ name }: Name) => [
    `${name} has no text files, apart from those that its .gitignore excludes.`,
    'Attach another folder, or single files.',
  ],
  'documents.folder-too-large': ({ name, most }: Name & { most: number }) => [
    `The text files in ${name} are larger than ${size(most)} together.`,
    'Attach one of the folders in it.',
  ],
  'documents.too-many-files': ({ name, most }: Name & { most: number }) => [
    `${name} has more than ${count(most)} files.`,
    'Attach one of the folders in it.',
  ],

  // Recognition.
  'documents.nothing-to-recognise': ({ name }: Name) => [
    `${name} has no images of text.`,
    'Attach a scan of it.',
  ],
  'documents.image-unreadable': ({ name }: Name) => [
    `${name} is damaged, or an image in a format whose text cannot be recognised.`,
    'Save it as PNG or JPEG and attach that.',
  ],
  'documents.unknown-languages': ({ languages }: { languages: string }) => [
    `Text in these languages cannot be recognised: ${languages}.`,
    'Choose other languages.',
  ],
  'documents.nothing-recognised': ({ name }: Name) => [
    `No text was recognised in ${name}.`,
    'Scan it again with more contrast, or at 300 dots per inch.',
  ],

  // What the user should know of an extracted text.
  'documents.other-format': ({ name, format }: Name & Format) =>
    `${name} was read as ${format}, because that is what it contains.`,
  'documents.damaged-pages': ({ missing, pages }: Pages) =>
    `${count(missing)} of ${plural(pages, 'page is', 'pages are')} damaged and could not be read.`,
  'documents.damaged-parts': ({ parts }: { parts: number }) =>
    `${plural(parts, 'part is', 'parts are')} damaged and could not be read.`,
  'documents.recognised': ({ recognised }: { recognised: number }) =>
    `The text of ${plural(recognised, 'page was', 'pages were')} recognised and may contain errors.`,
  'documents.attachments': ({ files }: { files: string }) => `Its attachments were not read: ${files}.`,
  'documents.hidden-sheets': ({ sheets }: { sheets: string }) =>
    `Its hidden sheets were not read: ${sheets}.`,
  'documents.files-left-out': ({ files }: { files: number }) =>
    `${plural(files, 'file', 'files')} without readable text ${files === 1 ? 'was' : 'were'} left out.`,
  'documents.encoding': ({ encoding }: { encoding: string }) =>
    `Its encoding is not stated and seems to be ${encoding}.`,
  'documents.no-passages': () => [
    'The passages of the documents cannot be searched at the moment.',
    'Try again in a minute, or send the whole documents.',
  ],
} satisfies Sentences<'documents'>;
