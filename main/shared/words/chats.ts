/** What cannot be done with a chat or a message. */
import type { Sentences } from './told.ts';

export const chatSentences = {
  'chats.gone': () => ['This chat no longer exists.', 'Start a new one.'],
  'chats.message-gone': () => 'This message no longer exists.',
  'chats.answer-running': () => ['An answer is still being generated in this chat.', 'Stop it first.'],
  'chats.not-editable': () => 'Only your own messages can be edited.',
  'chats.no-question': () => ['This answer has no message before it.', 'Write a new message instead.'],
  'chats.purged': () => 'This chat can no longer be restored because it was deleted permanently.',
  'chats.not-deleted': () => 'This chat is no longer in the list of recently deleted chats.',
} as const satisfies Sentences<'chats'>;
