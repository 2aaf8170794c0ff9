/**
 * ChatGPT's export: `conversations.json`, or `conversations-000.json` and so on, alone or in its archive. A conversation is a tree
 * of nodes (`mapping`). One answer can span several nodes: thoughts, tool calls with their results, and the text.
 */
import type { MessagePart } from '../../../shared/contract/parts.ts';
import { chatWith, type ProgramFormat } from './format.ts';
import type { RawNode } from './tree.ts';
import {
  idOf,
  isBadTime,
  isObject,
  Losses,
  objectsIn,
  partWith,
  textOf,
  timeOf,
  type JsonObject,
} from './values.ts';

/** Content that the program adds by itself and does not show. */
const hidden = new Set(['user_editable_context', 'model_editable_context', 'reasoning_recap']);
const ofTools = new Set(['execution_output', 'tether_quote', 'tether_browsing_display', 'system_error']);

const roleOf = (author: unknown): string => (isObject(author) ? textOf(author['role']) : '');

/** Marks of citations, between characters of the private use area. */
const withoutMarks = (text: string): string => text.replaceAll(/\ue200[^\ue201]{0,2000}\ue201/g, '');

const textsIn = (parts: unknown, losses: Losses): string => {
  if (!Array.isArray(parts)) return '';
  return parts
    .map((part: unknown) => {
      if (typeof part === 'string') return textOf(part);
      if (!isObject(part)) return '';
      if (typeof part['text'] === 'string') return textOf(part['text']);
      losses.add('attachments');
      return '';
    })
    .filter((text) => text !== '')
    .join('\n\n');
};

const partsOf = (content: JsonObject, losses: Losses): MessagePart[] => {
  const type = textOf(content['content_type']);
  if (type === 'thoughts') {
    const thoughts = objectsIn(content['thoughts']).map(({ summary, content: text }) =>
      [textOf(summary), textOf(text)].filter((one) => one !== '').join('\n\n'),
    );
    return partWith('thoughts', thoughts.join('\n\n'), losses);
  }
  if (type === 'code') {
    const text = textOf(content['text']);
    const language = textOf(content['language']).replace(/\W/g, '').replace('unknown', '');
    return partWith('text', text === '' ? '' : `\`\`\`${language}\n${text}\n\`\`\``, losses);
  }
  const text = Array.isArray(content['parts'])
    ? textsIn(content['parts'], losses)
    : textOf(content['text'] ?? content['result']);
  if (text === '' && type !== 'text' && type !== 'multimodal_text') losses.add('unknown-content');
  return partWith('text', withoutMarks(text), losses);
};

const nodeOf = (key: string, value: unknown, model: string | null, losses: Losses): RawNode => {
  const node = isObject(value) ? value : {};
  const parent = idOf(node['parent']);
  const children = Array.isArray(node['children']) ? (node['children'] as unknown[]) : undefined;
  const link: RawNode = {
    id: key,
    parent,
    ...(children === undefined ? {} : { children }),
    role: null,
    parts: [],
    modelName: null,
    createdAt: null,
  };
  const { message } = node;
  if (!isObject(message)) return link;
  const author = roleOf(message['author']);
  const metadata = isObject(message['metadata']) ? message['metadata'] : {};
  const content = isObject(message['content']) ? message['content'] : {};
  const type = textOf(content['content_type']);
  if (author === 'system' || hidden.has(type) || metadata['is_visually_hidden_from_conversation'] === true)
    return link;
  const isCall = author === 'assistant' && !['', 'all'].includes(textOf(message['recipient']));
  if (author === 'tool' || isCall || ofTools.has(type)) {
    losses.add('tools');
    return link;
  }
  if (author !== 'user' && author !== 'assistant') {
    losses.add('unknown-content');
    return link;
  }
  losses.add('attachments', objectsIn(metadata['attachments']).length);
  if (isBadTime(message['create_time'])) losses.add('dates');
  return {
    ...link,
    role: author === 'user' ? 'user' : 'model',
    parts: partsOf(content, losses),
    modelName: author === 'user' ? null : (idOf(metadata['model_slug']) ?? model),
    createdAt: timeOf(message['create_time']),
    isContinued: true,
  };
};

export const chatgpt: ProgramFormat = {
  id: 'chatgpt',
  name: 'ChatGPT',
  kindOf: (value) => (isObject(value['mapping']) ? 'chat' : null),
  read: (head) => {
    const chat = head!;
    const losses = new Losses();
    const model = idOf(chat['default_model_slug']);
    return chatWith({
      format: chatgpt,
      id: idOf(chat['conversation_id']) ?? idOf(chat['id']),
      title: chat['title'],
      createdAt: chat['create_time'],
      updatedAt: chat['update_time'],
      isPinned: chat['is_starred'] === true,
      isArchived: chat['is_archived'] === true,
      nodes: Object.entries(chat['mapping'] as JsonObject).map(([key, node]) =>
        nodeOf(key, node, model, losses),
      ),
      current: idOf(chat['current_node']),
      losses,
    });
  },
};
