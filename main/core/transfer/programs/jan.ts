/** Jan's threads: `thread.json` with the title, and `messages.jsonl` beside it with one message on each line. */
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

const partsOf = (message: JsonObject, isUser: boolean, losses: Losses) => {
  const { content } = message;
  if (typeof content === 'string')
    return isUser ? partWith('text', textOf(content), losses) : answerParts(textOf(content), losses);
  return objectsIn(content).flatMap(({ type, text }) => {
    const value = textOf(isObject(text) ? text['value'] : text);
    if (type === 'reasoning') return partWith('thoughts', value, losses);
    if (type === 'text') return isUser ? partWith('text', value, losses) : answerParts(value, losses);
    losses.add(type === 'tool_call' ? 'tools' : 'attachments');
    return [];
  });
};

/** Sorts messages by time, because earlier versions of Jan wrote the newest first. Messages without a time keep their place. */
const inTime = (messages: readonly JsonObject[]): JsonObject[] => {
  const times = messages.map((message) => timeOf(message['created_at']));
  if (times.includes(null)) return [...messages];
  return messages
    .map((message, index) => ({ message, index, at: times[index]! }))
    .toSorted((a, b) => a.at - b.at || a.index - b.index)
    .map(({ message }) => message);
};

const modelOf = (thread: JsonObject): string | null => {
  const model = objectsIn(thread['assistants'])[0]?.['model'] ?? thread['model'];
  return isObject(model) ? nameOf(model['id']) : nameOf(model);
};

export const jan: ProgramFormat = {
  id: 'jan',
  name: 'Jan',
  kindOf: ({ object }) => (object === 'thread' ? 'head' : object === 'thread.message' ? 'message' : null),
  chatOf: (value) => idOf(value['object'] === 'thread' ? value['id'] : value['thread_id']),
  read: (head, all) => {
    const losses = new Losses();
    const thread = head ?? {};
    const messages = inTime(all);
    const model = modelOf(thread);
    let last: string | null = null;
    const nodes = messages.map((message, index): RawNode => {
      const isUser = message['role'] === 'user';
      const isModel = message['role'] === 'assistant';
      if (message['role'] === 'tool') losses.add('tools');
      if (isBadTime(message['created_at'])) losses.add('dates');
      const id = idOf(message['id']) ?? `${idOf(message['thread_id'])}/${index}`;
      const metadata = isObject(message['metadata']) ? message['metadata'] : {};
      const node: RawNode = {
        id,
        parent: last,
        role: isUser ? 'user' : isModel ? 'model' : null,
        parts: partsOf(message, isUser, losses),
        modelName: isModel ? (nameOf(metadata['model_id']) ?? nameOf(metadata['modelId']) ?? model) : null,
        createdAt: timeOf(message['created_at']),
      };
      last = id;
      return node;
    });
    return chatWith({
      format: jan,
      id: idOf(thread['id']) ?? idOf(messages[0]?.['thread_id']),
      title: thread['title'],
      createdAt: thread['created'] ?? messages[0]?.['created_at'],
      updatedAt: thread['updated'] ?? messages.at(-1)?.['created_at'],
      isPinned: isObject(thread['metadata']) && thread['metadata']['is_favorite'] === true,
      nodes,
      current: last,
      losses,
    });
  },
};
