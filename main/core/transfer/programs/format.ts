/** The interface of a format that chats are imported from, and what all formats make of their chats. */
import { titleOf } from '../../../shared/message/title.ts';
import { textOf as saidIn } from '../../../shared/message/parts.ts';
import { say, type Code } from '../../../shared/words/catalogue.ts';
import type { ImportedChat, OwnChatFields } from './conversation.ts';
import { Unreadable } from '../reading/unreadable.ts';
import { treeOf, type RawNode } from './tree.ts';
import { type Losses, nameOf, timeOf, type JsonObject, type Lost } from './values.ts';

/** A format is one file and one entry in formats.ts. Formats are told apart by content alone. */
export interface ProgramFormat {
  /** The beginning of the sources of its chats, which are stored: it never changes. */
  id: string;
  /** The name of the program. */
  name: string;
  /**
   * What an object is: a whole chat, the first part of one, a message of one that is elsewhere in the file, or something of this
   * program that is no chat. `null` if it does not belong to this format.
   */
  kindOf: (value: JsonObject) => 'chat' | 'head' | 'message' | 'other' | null;
  /** The id of the chat that a head or a message belongs to; without it, to the head before it. */
  chatOf?: (value: JsonObject) => string | null;
  /** Throws `Unreadable`. `head` is `null` for messages without one. */
  read: (head: JsonObject | null, messages: readonly JsonObject[]) => ImportedChat;
}

/** More messages than anyone has written in one chat. */
const mostMessages = 200_000;

interface Parts {
  format: Pick<ProgramFormat, 'id' | 'name'>;
  /** The id of the chat in its program. */
  id: string | null;
  title: unknown;
  createdAt: unknown;
  updatedAt: unknown;
  isPinned?: boolean;
  isArchived?: boolean;
  folder?: string | null;
  systemPrompt?: string;
  nodes: readonly RawNode[];
  current: string | null;
  losses: Losses;
  own?: OwnChatFields;
  /** Makes a source of an id of the program; Hearth's own export has sources. */
  sourceOf?: (id: string) => string;
}

/** Throws `Unreadable` for a chat without an id or without any message. */
export const chatWith = (parts: Parts): ImportedChat => {
  const { format, id, nodes, losses } = parts;
  if (id === null) throw new Unreadable(say('transfer.no-id'));
  if (nodes.length > mostMessages) throw new Unreadable(say('transfer.too-many-messages'));
  const sourceOf = parts.sourceOf ?? ((name: string): string => `${format.id}:${name}`);
  const { messages, tip } = treeOf(nodes, parts.current, losses, sourceOf);
  if (messages.length === 0) throw new Unreadable(say('transfer.no-messages'));
  const asked = messages.find(({ role }) => role === 'user') ?? messages[0]!;
  const systemPrompt = parts.systemPrompt?.trim() ?? '';
  return {
    source: sourceOf(id),
    program: format.name,
    title: nameOf(parts.title) ?? titleOf(saidIn(asked)),
    createdAt: timeOf(parts.createdAt),
    updatedAt: timeOf(parts.updatedAt),
    isPinned: parts.isPinned === true,
    isArchived: parts.isArchived === true,
    folder: parts.folder ?? null,
    systemPrompt: systemPrompt === '' ? null : systemPrompt,
    messages,
    tip,
    ...(parts.own === undefined ? {} : { own: parts.own }),
    remarks: [...losses.counts].map(([what, count]) => ({
      unit: 'messages' as const,
      told: say(lostCodes[what]),
      count,
    })),
  };
};

const lostCodes = {
  attachments: 'transfer.no-attachments',
  tools: 'transfer.no-tools',
  orphans: 'transfer.no-parent',
  circles: 'transfer.in-a-circle',
  dates: 'transfer.bad-dates',
  'long-texts': 'transfer.cut-text',
  'unknown-content': 'transfer.unknown-content',
  damaged: 'transfer.damaged-fields',
} as const satisfies Record<Lost, Code>;
