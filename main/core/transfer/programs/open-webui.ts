/** Open WebUI's export: chats with `history.messages`, a tree by `parentId`; thoughts are HTML in the text. */
import type { MessagePart } from '../../../shared/contract/parts.ts';
import { chatWith, type ProgramFormat } from './format.ts';
import type { RawNode } from './tree.ts';
import {
  answerParts,
  idOf,
  isBadTime,
  isObject,
  Losses,
  nameOf,
  objectsIn,
  partWith,
  textOf,
  timeOf,
  type JsonObject,
} from './values.ts';

const details = /<details type="(reasoning|tool_calls|code_interpreter)"[^>]*>([\s\S]*?)<\/details>\s*/g;

const unescaped = (text: string): string =>
  text
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll('&amp;', '&');

/** Thoughts are quoted line by line below a summary. */
const thoughtsIn = (html: string): string =>
  unescaped(html.replace(/^\s*<summary>[\s\S]*?<\/summary>/, ''))
    .replaceAll(/^> ?/gm, '')
    .trim();

const writtenParts = (text: string, losses: Losses): MessagePart[] => {
  const parts: MessagePart[] = [];
  let from = 0;
  for (const match of text.matchAll(details)) {
    parts.push(...partWith('text', text.slice(from, match.index).trim(), losses));
    from = match.index + match[0].length;
    if (match[1] === 'reasoning') parts.push(...partWith('thoughts', thoughtsIn(match[2]!), losses));
    else losses.add('tools');
  }
  if (from === 0) return answerParts(text, losses);
  return [...parts, ...partWith('text', text.slice(from).trim(), losses)];
};

/** A text, or a list of parts as in OpenAI's API. */
const contentOf = (content: unknown, losses: Losses): string => {
  if (!Array.isArray(content)) return textOf(content);
  const parts = objectsIn(content);
  losses.add('attachments', parts.filter(({ type }) => type !== 'text').length);
  return parts
    .map(({ text }) => textOf(text))
    .filter((text) => text !== '')
    .join('\n\n');
};

const nodeOf = (id: string, value: unknown, losses: Losses): RawNode => {
  const message = isObject(value) ? value : {};
  losses.add('attachments', objectsIn(message['files']).length);
  if (isBadTime(message['timestamp'])) losses.add('dates');
  const { role } = message;
  const isUser = role === 'user';
  if (role === 'tool') losses.add('tools');
  else if (!isUser && role !== 'assistant' && role !== 'system') losses.add('unknown-content');
  const text = contentOf(message['content'], losses);
  const reasoning = textOf(message['reasoning_content']);
  return {
    id,
    parent: idOf(message['parentId']),
    ...(Array.isArray(message['childrenIds']) ? { children: message['childrenIds'] as unknown[] } : {}),
    role: isUser ? 'user' : role === 'assistant' ? 'model' : null,
    parts: isUser
      ? partWith('text', text, losses)
      : [...partWith('thoughts', reasoning, losses), ...writtenParts(text, losses)],
    modelName: isUser ? null : (nameOf(message['modelName']) ?? nameOf(message['model'])),
    createdAt: timeOf(message['timestamp']),
  };
};

/** The chat itself; in an export of all chats it is among other fields. */
const chatIn = (value: JsonObject): JsonObject => (isObject(value['chat']) ? value['chat'] : value);

const historyOf = (value: JsonObject): JsonObject | null => {
  const { history } = chatIn(value);
  return isObject(history) && isObject(history['messages']) ? history : null;
};

export const openWebui: ProgramFormat = {
  id: 'open-webui',
  name: 'Open WebUI',
  kindOf: (value) => (historyOf(value) === null ? null : 'chat'),
  read: (head) => {
    const value = head!;
    const chat = chatIn(value);
    const history = historyOf(value)!;
    const losses = new Losses();
    const system = isObject(chat['params']) ? textOf(chat['params']['system']) : textOf(chat['system']);
    return chatWith({
      format: openWebui,
      id: idOf(value['id']) || idOf(chat['id']) || idOf(history['currentId']),
      title: nameOf(value['title']) ?? chat['title'],
      createdAt: value['created_at'] ?? chat['timestamp'],
      updatedAt: value['updated_at'],
      isPinned: value['pinned'] === true,
      isArchived: value['archived'] === true,
      systemPrompt: system,
      nodes: Object.entries(history['messages'] as JsonObject).map(([id, message]) =>
        nodeOf(id, message, losses),
      ),
      current: idOf(history['currentId']),
      losses,
    });
  },
};
