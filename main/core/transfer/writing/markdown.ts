/** Writes the shown path of chats as Markdown to read, with folded thoughts and the figures of each answer. */
import { exportWords as words } from '../../../shared/words/export-texts.ts';
import { markdownOf } from '../../../shared/message/bound-text.ts';
import { textOf } from '../../../shared/message/parts.ts';
import { writtenTokens } from '../../../shared/message/written.ts';
import type { StoredChat, StoredMessage } from './stored-chat.ts';
import { shownMessages } from './shown.ts';
import type { ExportWriter } from './writer.ts';

/** Reduces a text to one line and escapes characters that Markdown would take for markup. */
const inline = (text: string): string =>
  text.replaceAll(/\s+/g, ' ').replaceAll(/[\\`*_{}[\]<>#|~$&]/g, String.raw`\$&`);

const messageText = ({ message }: StoredMessage): string => {
  const thoughts = message.parts.filter(({ kind }) => kind === 'thoughts').map(({ text }) => text);
  const { timings, ending } = message;
  return [
    `## ${message.role === 'user' ? words.you : inline(message.modelName ?? words.model)}`,
    // A quotation, so that no mark in the thoughts can end it.
    ...(thoughts.length === 0
      ? []
      : [`> **${words.thoughts}**\n>\n${thoughts.join('\n\n').replaceAll(/^/gm, '> ')}`]),
    ...message.parts.flatMap((part) =>
      part.kind === 'document' ? [`*${inline(words.document(part.name))}*`] : [],
    ),
    textOf({
      parts: message.parts.map((part) => (part.kind === 'text' ? { ...part, text: markdownOf(part) } : part)),
    }),
    ...(timings === null
      ? []
      : [`*${words.figures(timings, writtenTokens(timings, ending ?? 'interrupted'))}*`]),
  ]
    .filter((text) => text !== '')
    .join('\n\n');
};

function* chatText(stored: StoredChat): Generator<string> {
  const { chat } = stored;
  const shown = shownMessages(stored);
  const hidden = stored.messages.length - shown.length;
  const about = [
    words.from(chat.createdAt, chat.updatedAt),
    ...(hidden > 0 ? [words.otherVersions(hidden)] : []),
  ];
  yield `# ${inline(chat.title)}\n\n*${about.join(' · ')}*\n\n`;
  for (const message of shown) yield `${messageText(message)}\n\n`;
}

export const markdown: ExportWriter = {
  head: () => [],
  chat: chatText,
  tail: () => [],
};
