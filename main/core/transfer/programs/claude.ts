/** Claude's export: conversations with `chat_messages`, in a line, or in a tree if the messages name their parents. */
import type { MessagePart } from '../../../shared/contract/parts.ts';
import { chatWith, type ProgramFormat } from './format.ts';
import type { RawNode } from './tree.ts';
import {
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

/** The parent of first messages. */
const noParent = /^0{8}-0{4}-/;

const contentOf = (message: JsonObject, losses: Losses): MessagePart[] => {
  const blocks = objectsIn(message['content']);
  if (blocks.length === 0) return partWith('text', textOf(message['text']), losses);
  return blocks.flatMap((block) => {
    switch (block['type']) {
      case 'text':
        return partWith('text', textOf(block['text']), losses);
      case 'thinking':
        return partWith('thoughts', textOf(block['thinking'] ?? block['text']), losses);
      case 'tool_use':
      case 'tool_result':
        losses.add('tools');
        return [];
      case 'token_budget':
        return [];
      default:
        losses.add('unknown-content');
        return [];
    }
  });
};

/** Texts that were extracted from files were part of the prompt, so they come before the message. */
const filesOf = (message: JsonObject, losses: Losses): MessagePart[] => {
  losses.add('attachments', objectsIn(message['files']).length);
  return objectsIn(message['attachments']).flatMap((file) => {
    const text = textOf(file['extracted_content']);
    if (text === '') losses.add('attachments');
    return text === '' ? [] : partWith('text', fileText(nameOf(file['file_name']), text), losses);
  });
};

export const claude: ProgramFormat = {
  id: 'claude',
  name: 'Claude',
  kindOf: (value) => (Array.isArray(value['chat_messages']) ? 'chat' : null),
  read: (head) => {
    const chat = head!;
    const losses = new Losses();
    const messages = objectsIn(chat['chat_messages']);
    const isTree = messages.some((message) => idOf(message['parent_message_uuid']) !== null);
    let last: string | null = null;
    const nodes = messages.map((message, index): RawNode => {
      const id = idOf(message['uuid']) ?? `${idOf(chat['uuid'])}/${index}`;
      const told = idOf(message['parent_message_uuid']);
      const parent = isTree ? (told === null || noParent.test(told) ? null : told) : last;
      last = id;
      if (isBadTime(message['created_at'])) losses.add('dates');
      const isUser = message['sender'] === 'human';
      if (!isUser && message['sender'] !== 'assistant') losses.add('unknown-content');
      return {
        id,
        parent,
        role: isUser ? 'user' : message['sender'] === 'assistant' ? 'model' : null,
        parts: [...filesOf(message, losses), ...contentOf(message, losses)],
        modelName: isUser ? null : (idOf(message['model']) ?? idOf(chat['model'])),
        createdAt: timeOf(message['created_at']),
      };
    });
    return chatWith({
      format: claude,
      id: idOf(chat['uuid']),
      title: chat['name'],
      createdAt: chat['created_at'],
      updatedAt: chat['updated_at'],
      isPinned: chat['is_starred'] === true,
      folder: isObject(chat['project']) ? nameOf(chat['project']['name']) : null,
      nodes,
      current: idOf(chat['current_leaf_message_uuid']) ?? last,
      losses,
    });
  },
};
