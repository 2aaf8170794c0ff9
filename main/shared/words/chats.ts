/** What cannot be done with a chat or a message, and the titles and messages that Hearth itself writes. */
import { count } from '../format/figures.ts';
import type { Sentences } from './told.ts';
import { translatable } from '../language/language.ts';

/** Stored with the chat, as if the user had written them. */
export const chatTexts = translatable('chatTexts', {
  /** The title of a chat whose first message has no visible text. */
  newChat: 'New chat',
  /** The preset of the quick window, and its system prompt. */
  quickPreset: 'Quick window',
  quickPrompt:
    'You answer short questions in a small window beside other programs. Answer directly and briefly, without greeting and without repeating the question. If a text follows the question, the question is about that text. Use Markdown only for code and lists.',
  /** The title of a chat whose own is lost. */
  untitled: 'Untitled chat',
  /** The name of a folder whose own is lost. */
  untitledFolder: 'Untitled folder',
  /** The title and the first message of a chat that continues from the summary of another one. */
  summaryOf: (title: string): string => `Summary of “${title}”`,
  /** The title of the chat of messages whose own chat is lost. */
  recovered: 'Recovered messages',
  /** The text of a lost message. */
  lostMessage: '[This message could not be read because the file was damaged.]',
} as const);

/** `most`: characters, parts or tokens. */
interface Most {
  most: number;
}

export const chatSentences = {
  'chats.gone': () => ['This chat no longer exists.', 'Start a new one.'],
  'chats.message-gone': () => 'This message no longer exists.',
  'chats.answer-running': () => ['An answer is still being generated in this chat.', 'Stop it first.'],
  'chats.not-editable': () => 'Only your own messages can be edited.',
  'chats.no-answer': () => 'Only answers of the model can be changed and continued in this way.',
  'chats.not-last': () => [
    'Only the last answer of a chat can be continued.',
    'Fork the chat from this answer first.',
  ],
  'chats.not-last-compared': () => [
    'Only answers to the last message of a chat can be compared.',
    'Fork the chat from this answer first.',
  ],
  'chats.nothing-to-compare': () => [
    'This answer has no other version.',
    'Let the model answer again first.',
  ],
  'chats.nothing-to-continue': () => ['This answer is empty.', 'Regenerate it instead.'],
  'chats.deleted-below': () => ['This message follows one that is deleted.', 'Restore that one first.'],
  'chats.no-undo': () => 'These messages can no longer be restored because they were deleted permanently.',
  'chats.fork-running': () => [
    'This answer is still being generated.',
    'Stop it first, or fork the chat from an earlier message.',
  ],
  'chats.no-question': () => ['This answer has no message before it.', 'Write a new message instead.'],
  'chats.queued-gone': () => 'This message is no longer queued. It was sent or taken back.',
  'chats.queue-full': ({ most }: Most) => [
    `At most ${count(most)} messages can wait in a chat.`,
    'Wait until one of them is sent, or take one back.',
  ],
  'chats.message-empty': () => ['The message is empty.', 'Write something first.'],
  'chats.message-too-long': ({ most }: Most) => [
    `The message is too long. At most ${count(most)} characters can be sent at once.`,
    'Shorten it.',
  ],
  'chats.too-many-parts': ({ most }: Most) => [
    `The message has too many parts. At most ${count(most)} can be sent at once.`,
    'Send them in several messages.',
  ],
  'chats.title-empty': () => ['The title is empty.', 'Give the chat a name.'],
  'chats.title-too-long': ({ most }: Most) => [
    'The title is too long.',
    `Shorten it to ${count(most)} characters or fewer.`,
  ],
  'chats.folder-gone': () => 'This folder no longer exists.',
  'chats.folder-name-empty': () => ['The name is empty.', 'Give the folder a name.'],
  'chats.folder-name-too-long': ({ most }: Most) => [
    'The name is too long.',
    `Shorten it to ${count(most)} characters or fewer.`,
  ],
  'chats.thinking-budget': ({ most }: Most) =>
    `The thinking budget must be a whole number of tokens from 0 to ${count(most)}.`,
  'chats.purged': () => 'This chat can no longer be restored because it was deleted permanently.',
  'chats.not-deleted': () => 'This chat is no longer in the list of recently deleted chats.',
} as const satisfies Sentences<'chats'>;
