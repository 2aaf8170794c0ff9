/** What the search over all chats cannot do. */
import type { Sentences } from './told.ts';

export const searchSentences = {
  'search.failed': () => [
    'The search index cannot be used at the moment.',
    'Try again. If that does not help, restart Hearth; the log has the details.',
  ],
} as const satisfies Sentences<'search'>;
