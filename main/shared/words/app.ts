/** What any part of Hearth can tell. */
import type { Sentences } from './told.ts';

export const appSentences = {
  'app.failed': () => ['Something went wrong in Hearth.', 'The details are in its log.'],
  /** An error that nothing caught; Hearth goes on. */
  'app.caught': () => [
    'Something went wrong in Hearth. The details are in its log.',
    'Your chats are saved; start Hearth again if a part of it no longer responds.',
  ],
  'app.no-file-picker': () => ['A browser cannot choose files.', 'Enter the path of the file.'],
  'app.no-folder-picker': () => ['A browser cannot choose folders.', 'Enter the path of the folder.'],
  'app.no-restart': () => [
    'Hearth cannot restart itself here.',
    'End it where it was started, in a terminal with Ctrl+C, and start it again.',
  ],
  /** A sentence that an earlier Hearth stored. */
  'app.as-stored': ({ text }: { text: string }) => text,
  'app.connection-lost': () => 'The connection to Hearth was lost.',
  'app.unknown-call': ({ name }: { name: string }) => `Hearth has no call named “${name}”.`,
  'app.bad-message': () => 'Hearth did not understand this message because it is not a call.',
  'app.bad-value': () => ['Hearth could not use a value that it received.', 'The details are in its log.'],
  'app.too-many-calls': () => ['This window has sent too many requests at once.', 'Try again.'],
} as const satisfies Sentences<'app'>;
