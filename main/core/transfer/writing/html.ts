/**
 * Writes chats as one HTML file to read and to print. It contains its styles, has no scripts and loads nothing, which its content
 * security policy ensures as well. All texts are escaped; only the output of `markdown-it` becomes markup.
 */
import createParser from 'markdown-it';
import type { MessagePart } from '../../../shared/contract/parts.ts';
import { markdownOf } from '../../../shared/message/bound-text.ts';
import { exportWords as words } from '../../../shared/words/export-texts.ts';
import { writtenTokens } from '../../../shared/message/written.ts';
import type { StoredChat, StoredMessage } from './stored-chat.ts';
import { shownMessages } from './shown.ts';
import { styles } from './html-styles.ts';
import type { ExportWriter } from './writer.ts';

/** Longer texts, in UTF-16 code units, are shown as their source, because rendering them would block the core. */
const longestFormatted = 200_000;

const escapes: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (character) => escapes[character]!);

const createMarkdown = () => {
  // HTML in a text is shown as text.
  const parser = createParser({ html: false, linkify: false });
  parser.validateLink = (url) => /^(https?|mailto):/i.test(url.trim());
  // A file that loads images would tell their servers that it is read.
  parser.renderer.rules.image = (tokens, index) => {
    const image = tokens[index]!;
    const name = escaped(image.content);
    const address = String(image.attrGet('src') ?? '');
    return address === ''
      ? name
      : `<a href="${escaped(address)}" rel="noreferrer noopener">${name || escaped(address)}</a>`;
  };
  parser.renderer.rules.link_open = (tokens, index, options, _env, renderer) => {
    tokens[index]!.attrSet('rel', 'noreferrer noopener');
    return renderer.renderToken(tokens, index, options);
  };
  return parser;
};

const parser = createMarkdown();

/** Renders a text as Markdown; as its source if that fails. */
const formatted = (text: string): string => {
  if (text.length <= longestFormatted)
    try {
      return parser.render(text);
    } catch {
      // Shown as its source.
    }
  return `<pre class="plain">${escaped(text)}</pre>`;
};

const partHtml = (part: MessagePart, isUser: boolean): string => {
  const { kind, text } = part;
  if (kind === 'thoughts')
    return `<details class="thoughts"><summary>${words.thoughts}</summary>${formatted(text)}</details>`;
  if (part.kind === 'document') return `<p class="figures">${escaped(words.document(part.name))}</p>`;
  return isUser
    ? `<div class="said">${escaped(text)}</div>`
    : `<div class="text">${formatted(markdownOf(part))}</div>`;
};

const messageHtml = ({ message }: StoredMessage): string => {
  const isUser = message.role === 'user';
  const { timings, ending } = message;
  const name = isUser ? words.you : (message.modelName ?? words.model);
  const figures =
    timings === null
      ? ''
      : `<p class="figures">${escaped(words.figures(timings, writtenTokens(timings, ending ?? 'interrupted')))}</p>`;
  const parts = message.parts.map((part) => partHtml(part, isUser)).join('\n');
  return `<article class="${isUser ? 'user' : 'model'}" dir="auto">\n<h2>${escaped(name)}</h2>\n${parts}\n${figures}</article>\n`;
};

function* chatHtml(stored: StoredChat): Generator<string> {
  const { chat } = stored;
  const shown = shownMessages(stored);
  const hidden = stored.messages.length - shown.length;
  const about = [
    words.from(chat.createdAt, chat.updatedAt),
    ...(hidden > 0 ? [words.otherVersions(hidden)] : []),
  ];
  yield `<section>\n<h1 dir="auto">${escaped(chat.title)}</h1>\n<p class="about">${escaped(about.join(' · '))}</p>\n`;
  for (const message of shown) yield messageHtml(message);
  yield '</section>\n';
}

export const html: ExportWriter = {
  head: ({ chats, exportedAt }) => [
    `<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="referrer" content="no-referrer">
<meta name="viewport" content="width=device-width">
<title>${escaped(words.chats(chats))} · Hearth</title>
<style>${styles}</style>
</head>
<body>
<p class="exported">${escaped(words.exported(exportedAt))}</p>
`,
  ],
  chat: chatHtml,
  tail: () => ['</body>\n</html>\n'],
};
