/**
 * Hearth's own export: JSON Lines, whose first line has the version, and then of each chat a line for the chat and one for each
 * message (writing/json-lines.ts). It names chats and messages by their sources, so that a chat that went from one Hearth to another
 * and back is the same chat.
 */
import { partForms, type MessagePart } from '../../../shared/contract/parts.ts';
import { visible } from '../../../shared/format/visible-text.ts';
import type { Told } from '../../../shared/words/told.ts';
import { say } from '../../../shared/words/catalogue.ts';
import type { OwnMessageFields } from './conversation.ts';
import { Unreadable } from '../reading/unreadable.ts';
import { chatWith, type ProgramFormat } from './format.ts';
import type { RawNode } from './tree.ts';
import {
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

/** The version of the lines. A version that adds fields keeps this number: what is not known is left out. */
export const linesVersion = 1;

/** A part of a kind that this Hearth does not know comes as the text that it has. */
const partOf = (value: JsonObject, losses: Losses): MessagePart[] => {
  const kind = textOf(value['kind']);
  const text = textOf(value['text']);
  const form = Object.hasOwn(partForms, kind) ? partForms[kind as keyof typeof partForms] : null;
  const part = form?.safeParse({ ...value, text }).data;
  // The document itself is not in the export.
  if (part?.kind === 'document') losses.add('attachments');
  if (part === undefined) losses.add('unknown-content');
  if (part?.kind === 'text' && part.bound !== undefined) {
    const { bound } = part;
    return partWith('text', text, losses).map((one) => (one.kind === 'text' ? { ...one, bound } : one));
  }
  return part === undefined || part.kind === 'text' || part.kind === 'thoughts'
    ? partWith(part?.kind === 'thoughts' ? 'thoughts' : 'text', text, losses)
    : [part];
};

const toldOf = (value: unknown): Told | null =>
  isObject(value) && typeof value['code'] === 'string' && isObject(value['facts'])
    ? { code: visible(value['code']), facts: value['facts'] }
    : null;

/** UTF-16 code units of one field; a file can claim anything. */
const longestField = 4_000_000;
const longestSmallField = 20_000;

const orNull = (value: unknown, longest = longestSmallField): string | null =>
  typeof value === 'string' && value.length <= longest ? visible(value) : null;

/** `null` for a value whose JSON is longer. */
const within = (value: unknown, longest = longestSmallField): unknown =>
  JSON.stringify(value ?? null).length <= longest ? (value ?? null) : null;

const ownOf = (line: JsonObject): OwnMessageFields => ({
  modelId: orNull(line['modelId']),
  ending: orNull(line['ending']),
  problem: toldOf(within(line['problem'])),
  beginning: orNull(line['beginning'], longestField),
  timings: within(line['timings']),
  anatomy: within(line['anatomy'], longestField),
  gaps: orNull(line['gaps'], longestField),
});

const nodeOf = (line: JsonObject, losses: Losses): RawNode | null => {
  const id = idOf(line['id']);
  const { role } = line;
  if (id === null || (role !== 'user' && role !== 'model')) return null;
  if (isBadTime(line['createdAt'])) losses.add('dates');
  return {
    id,
    parent: idOf(line['parent']),
    role,
    parts: objectsIn(line['parts']).flatMap((part) => partOf(part, losses)),
    modelName: role === 'model' ? nameOf(line['model']) : null,
    createdAt: timeOf(line['createdAt']),
    own: ownOf(line),
  };
};

export const hearth: ProgramFormat = {
  id: 'hearth',
  name: 'Hearth',
  kindOf: (value) => {
    switch (value['hearth']) {
      case 'chats':
        return 'other';
      case 'chat':
        return 'head';
      case 'message':
        return 'message';
      default:
        return null;
    }
  },
  chatOf: (value) => idOf(value['hearth'] === 'chat' ? value['id'] : value['chat']),
  read: (head, lines) => {
    const losses = new Losses();
    const chat = head ?? {};
    if (typeof chat['version'] === 'number' && chat['version'] > linesVersion)
      throw new Unreadable(say('transfer.newer-version'));
    const nodes = lines.map((line) => nodeOf(line, losses)).filter((node) => node !== null);
    losses.add('damaged', lines.length - nodes.length);
    return chatWith({
      format: hearth,
      id: idOf(chat['id']) ?? idOf(lines[0]?.['chat']),
      title: chat['title'],
      createdAt: chat['createdAt'],
      updatedAt: chat['updatedAt'],
      isPinned: chat['pinnedAt'] !== null && chat['pinnedAt'] !== undefined,
      isArchived: chat['archivedAt'] !== null && chat['archivedAt'] !== undefined,
      folder: nameOf(chat['folder']),
      nodes,
      current: idOf(chat['tip']),
      losses,
      own: {
        overflow: chat['overflow'],
        thinking: within(chat['thinking']),
        settings: within(chat['settings'], 100_000),
        preset: within(chat['preset'], 100_000),
        titledBy: chat['titledBy'],
        pinnedAt: timeOf(chat['pinnedAt']),
        archivedAt: timeOf(chat['archivedAt']),
        firstKept: idOf(chat['firstKept']),
        forkedFrom: idOf(chat['forkedFrom']),
      },
      sourceOf: (id) => (/^[a-z][\w.-]*:/.test(id) ? id : `hearth:${id}`),
    });
  },
};
