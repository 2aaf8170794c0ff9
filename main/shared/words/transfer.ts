/** What did not come of an import and why, and why an export or import cannot run. */
import type { Sentences } from './told.ts';

/** `name`: of the file. */
interface Name {
  name: string;
}
interface Path {
  path: string;
}
/** `reason`: the operating system's code. */
interface Reason {
  reason: string;
}

export const transferSentences = {
  // Files that are left out. The summary names them.
  'transfer.no-such-file': () => ['There is no such file.', 'Check the path.'],
  'transfer.not-a-file': ({ name }: Name) => [
    `${name} is neither a file nor a folder.`,
    'Choose another one.',
  ],
  'transfer.cannot-read': ({ reason }: Reason) => [
    `The file cannot be read (${reason}).`,
    'Check its permissions and its disk.',
  ],
  'transfer.bad-zip': ({ name }: Name) => [
    `${name} is damaged, encrypted or not a zip archive.`,
    'Download the export again.',
  ],
  'transfer.zip-bomb': ({ name }: Name) => [
    `${name} unpacks to far more than an export of chats.`,
    'If you trust it, unpack it and import the files in it.',
  ],
  'transfer.nothing-known': () => [
    'The file has no chats in a format that Hearth knows.',
    'Choose the file that the other program exported.',
  ],
  'transfer.reading-failed': () => [
    'Reading the files ended early.',
    'The details are in the log. Import them one by one.',
  ],

  // Chats that are left out.
  'transfer.cut-off': () => ['The file ends in the middle of a chat.', 'Export or download it again.'],
  'transfer.broken': () => 'The chat is not valid JSON.',
  'transfer.too-large': () => 'The chat is larger than 64 MB.',
  'transfer.too-deep': () => 'The chat is nested too deeply.',
  'transfer.too-many-messages': () => 'The chat has more than 200,000 messages.',
  'transfer.no-id': () => 'The chat has no id, so it could not be recognised when it is imported again.',
  'transfer.no-messages': () => 'The chat has no messages.',
  'transfer.newer-version': () => ['A newer version of Hearth exported this chat.', 'Update Hearth.'],
  'transfer.in-deleted': () => ['The chat is in “Recently deleted”.', 'Restore it there.'],
  'transfer.not-stored': () => ['The chat could not be saved.', 'The details are in the log.'],

  // What is missing in chats and messages that came.
  'transfer.no-attachments': () => 'Images and other attachments were left out.',
  'transfer.no-tools': () => 'Calls of tools and their results were left out.',
  'transfer.no-parent': () => 'The message before it is missing, so it begins a version of its own.',
  'transfer.in-a-circle': () => 'Messages followed each other in a circle, which was cut.',
  'transfer.bad-dates': () => 'Its date is not plausible and was replaced by that of the message before it.',
  'transfer.cut-text': () => 'Its text was cut after 2,000,000 characters.',
  'transfer.unknown-content': () => 'Content of an unknown kind was left out.',
  'transfer.damaged-fields': () => 'Damaged messages were left out.',

  // Exports and imports that cannot run.
  'transfer.no-chats': () => ['There are no chats to export.', 'Start a chat first.'],
  'transfer.no-room': ({ path }: Path) => [
    `The disk is too full for ${path}.`,
    'Free up some space, or choose another folder.',
  ],
  'transfer.not-written': ({ path, reason }: Path & Reason) => [
    `${path} could not be written (${reason}).`,
    'Choose another folder.',
  ],
  'transfer.no-files': () => ['No file was chosen.', 'Choose the files that another program exported.'],
  'transfer.is-running': () => ['An import is running.', 'Wait until it is finished, or stop it.'],
  'transfer.nothing-imported': () => [
    'No chats were imported since Hearth was started.',
    'Import some first.',
  ],
  'transfer.upload-gone': () => ['The file was not received.', 'Choose it again.'],
  'transfer.upload-failed': ({ name }: Name) => [`${name} could not be received.`, 'Try again.'],
} as const satisfies Sentences<'transfer'>;
