/**
 * LM Studio's `*.conversation.json`: messages in a line, each with its versions. A version of an answer is a list of steps. The file
 * contains no ids; its name, which an upload loses, is the time at which the chat was created.
 */
import type { MessagePart } from '../../../shared/contract/parts.ts';
import { chatWith, type ProgramFormat } from './format.ts';
import type { RawNode } from './tree.ts';
import {
  answerParts,
  idOf,
  isObject,
  Losses,
  nameOf,
  objectsIn,
  partWith,
  textOf,
  type JsonObject,
} from './values.ts';

const textsIn = (content: unknown, losses: Losses): string => {
  if (typeof content === 'string') return textOf(content);
  return objectsIn(content)
    .map(({ type, text }) => {
      if (type === 'text') return textOf(text);
      losses.add(type === 'toolCallRequest' || type === 'toolCallResult' ? 'tools' : 'attachments');
      return '';
    })
    .join('');
};

const stepParts = (step: JsonObject, losses: Losses): MessagePart[] => {
  if (step['type'] === 'toolStatus') losses.add('tools');
  if (step['type'] !== 'contentBlock') return [];
  const text = textsIn(step['content'], losses);
  const isThinking = isObject(step['style']) && step['style']['type'] === 'thinking';
  return isThinking ? partWith('thoughts', text, losses) : answerParts(text, losses);
};

const modelOf = (version: JsonObject, steps: readonly JsonObject[]): string | null => {
  const sender = isObject(version['senderInfo']) ? nameOf(version['senderInfo']['senderName']) : null;
  if (sender !== null) return sender;
  for (const { genInfo } of steps)
    if (isObject(genInfo)) {
      const name = nameOf(genInfo['identifier']) ?? nameOf(genInfo['indexedModelIdentifier']);
      if (name !== null) return name;
    }
  return null;
};

const nodeOf = (
  id: string,
  parent: string | null,
  version: JsonObject,
  model: string | null,
  losses: Losses,
): RawNode => {
  const isUser = version['role'] === 'user';
  if (!isUser && version['role'] !== 'assistant' && version['role'] !== 'system')
    losses.add('unknown-content');
  const steps = objectsIn(version['steps']);
  const parts = Array.isArray(version['steps'])
    ? steps.flatMap((step) => stepParts(step, losses))
    : isUser
      ? partWith('text', textsIn(version['content'], losses), losses)
      : answerParts(textsIn(version['content'], losses), losses);
  return {
    id,
    parent,
    role: isUser ? 'user' : version['role'] === 'assistant' ? 'model' : null,
    parts,
    modelName: isUser ? null : (modelOf(version, steps) ?? model),
    createdAt: null,
  };
};

export const lmStudio: ProgramFormat = {
  id: 'lm-studio',
  name: 'LM Studio',
  kindOf: (value) => {
    const messages = objectsIn(value['messages']);
    return messages.length > 0 && messages.every(({ versions }) => Array.isArray(versions)) ? 'chat' : null;
  },
  read: (head) => {
    const chat = head!;
    const losses = new Losses();
    const id = idOf(chat['createdAt']);
    const model = isObject(chat['lastUsedModel'])
      ? (nameOf(chat['lastUsedModel']['name']) ?? nameOf(chat['lastUsedModel']['identifier']))
      : null;
    const nodes: RawNode[] = [];
    let current: string | null = null;
    for (const [place, message] of objectsIn(chat['messages']).entries()) {
      const versions = objectsIn(message['versions']);
      const selected = message['currentlySelected'];
      const shown = typeof selected === 'number' && versions[selected] !== undefined ? selected : 0;
      const parent = current;
      for (const [index, version] of versions.entries()) {
        const node = nodeOf(`${id}/${place}.${index}`, parent, version, model, losses);
        nodes.push(node);
        if (index === shown) current = node.id;
      }
    }
    return chatWith({
      format: lmStudio,
      id,
      title: chat['name'],
      createdAt: chat['createdAt'],
      updatedAt: chat['assistantLastMessagedAt'] ?? chat['userLastMessagedAt'] ?? chat['createdAt'],
      isPinned: chat['pinned'] === true,
      systemPrompt: textOf(chat['systemPrompt']),
      nodes,
      current,
      losses,
    });
  },
};
