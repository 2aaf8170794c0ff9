/**
 * The exports of llama.cpp's web UI: JSON Lines, a line of the type `session` and then one line for each message, alone or in an
 * archive; and the JSON of earlier versions, `{ conv, messages }`. Source: conversation-transfer.service.ts of llama.cpp v0.5.0.
 */
import { chatWith, type ProgramFormat } from './format.ts';
import type { RawNode } from './tree.ts';
import {
  answerParts,
  fileText,
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

const textualFiles = new Set(['TEXT', 'PDF', 'LEGACY_CONTEXT', 'MCP_PROMPT', 'MCP_RESOURCE', 'context']);

/** Files whose text was part of the prompt. */
const filesOf = (message: JsonObject, losses: Losses) =>
  objectsIn(message['extra']).flatMap((file) => {
    const text =
      textualFiles.has(textOf(file['type'])) || typeof file['content'] === 'string'
        ? textOf(file['content'])
        : '';
    if (text === '') losses.add('attachments');
    return text === '' ? [] : partWith('text', fileText(nameOf(file['name']), text), losses);
  });

const nodeOf = (message: JsonObject, losses: Losses): RawNode | null => {
  const id = idOf(message['id']);
  if (id === null) return null;
  const isRoot = message['type'] === 'root';
  const isUser = message['role'] === 'user';
  const isModel = message['role'] === 'assistant';
  if (message['role'] === 'tool' || objectsIn(message['toolCalls']).length > 0) losses.add('tools');
  if (!isRoot && isBadTime(message['timestamp'])) losses.add('dates');
  const thoughts = textOf(message['reasoningContent']) || textOf(message['thinking']);
  const text = textOf(message['content']);
  const parts = isUser
    ? [...filesOf(message, losses), ...partWith('text', text, losses)]
    : [...partWith('thoughts', thoughts, losses), ...answerParts(text, losses)];
  return {
    id,
    parent: idOf(message['parent']),
    ...(Array.isArray(message['children']) ? { children: message['children'] as unknown[] } : {}),
    role: isRoot ? null : isUser ? 'user' : isModel ? 'model' : null,
    parts: isRoot ? [] : parts,
    modelName: isModel ? nameOf(message['model']) : null,
    createdAt: timeOf(message['timestamp']),
    isContinued: true,
  };
};

export const llamaCpp: ProgramFormat = {
  id: 'llama.cpp',
  name: 'llama.cpp',
  kindOf: (value) => {
    if (isObject(value['conv']) && Array.isArray(value['messages'])) return 'chat';
    if (value['type'] === 'session' && idOf(value['id']) !== null) return 'head';
    return value['type'] === 'message' && isObject(value['message']) && 'role' in value['message']
      ? 'message'
      : null;
  },
  read: (head, lines) => {
    const losses = new Losses();
    const conversation = isObject(head?.['conv']) ? head['conv'] : (head ?? {});
    const messages =
      lines.length > 0 ? lines.map(({ message }) => message).filter(isObject) : objectsIn(head?.['messages']);
    const nodes = messages.map((message) => nodeOf(message, losses)).filter((node) => node !== null);
    losses.add('damaged', messages.length - nodes.length);
    const system = messages.find(({ role, type }) => role === 'system' && type !== 'root');
    return chatWith({
      format: llamaCpp,
      id: idOf(conversation['id']) ?? idOf(messages[0]?.['convId']),
      title: conversation['name'],
      createdAt: messages.find(({ type }) => type !== 'root')?.['timestamp'],
      updatedAt: conversation['lastModified'],
      isPinned: conversation['pinned'] === true,
      systemPrompt: textOf(system?.['content']),
      nodes,
      current: idOf(conversation['currNode']),
      losses,
    });
  },
};
