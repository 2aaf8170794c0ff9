/**
 * Makes a chat's tree of what an export says, whatever that is: messages without content are left out, parents that are missing
 * or in a circle are cut off, and what one answer was divided into becomes one message. Nothing here recurses.
 */
import type { MessagePart } from '../../../shared/contract/parts.ts';
import type { ImportedMessage, OwnMessageFields } from './conversation.ts';
import type { Losses } from './values.ts';

/** A node of the export; those whose `role` is `null`, or without parts, only connect others. */
export interface RawNode {
  id: string;
  parent: string | null;
  /** The order of its children by their ids, if the export tells. */
  children?: readonly unknown[];
  role: 'user' | 'model' | null;
  parts: MessagePart[];
  modelName: string | null;
  createdAt: number | null;
  /** Whether it continues the model's message before it, if it is the only one that does. */
  isContinued?: boolean;
  /** Hearth's own messages stay even if they have no parts, and have more fields. */
  own?: OwnMessageFields;
}

interface Tree {
  messages: ImportedMessage[];
  tip: string | null;
}

/** `sourceOf`: the source of a node by its id. */
export const treeOf = (
  nodes: readonly RawNode[],
  current: string | null,
  losses: Losses,
  sourceOf: (id: string) => string,
): Tree => {
  const byId = new Map<string, RawNode>();
  for (const node of nodes) if (!byId.has(node.id)) byId.set(node.id, node);
  const parents = linksOf(byId, losses);
  const children = childrenOf(byId, parents);

  const messages = new Map<string, ImportedMessage>();
  /** The message that each node became part of; `null` before the first one. */
  const ownerOf = new Map<string, ImportedMessage | null>();
  const waiting = [...(children.get(null) ?? [])].toReversed();
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    const node = byId.get(id)!;
    const parent = parents.get(id)!;
    const before = parent === null ? null : (ownerOf.get(parent) ?? null);
    const below = children.get(id) ?? [];
    for (const child of below.toReversed()) waiting.push(child);
    if (node.role === null || (node.parts.length === 0 && node.own === undefined)) {
      ownerOf.set(id, before);
      continue;
    }
    const isOnly = parent !== null && children.get(parent)!.length === 1;
    if (node.isContinued === true && isOnly && node.role === 'model' && before?.role === 'model') {
      before.parts = joined(before.parts, node.parts);
      before.modelName = node.modelName ?? before.modelName;
      ownerOf.set(id, before);
      continue;
    }
    const message: ImportedMessage = {
      source: sourceOf(id),
      parent: before?.source ?? null,
      role: node.role,
      parts: node.own === undefined ? joined([], node.parts) : node.parts,
      modelName: node.modelName,
      createdAt: node.createdAt,
      ...(node.own === undefined ? {} : { own: node.own }),
    };
    messages.set(message.source, message);
    ownerOf.set(id, message);
  }
  return {
    messages: asWritten([...messages.values()], byId, sourceOf),
    tip: (current === null ? null : ownerOf.get(current)?.source) ?? null,
  };
};

/** Hearth's own messages are in the order in which they were stored, unless a damaged file has a child before its parent. */
const asWritten = (
  messages: ImportedMessage[],
  byId: ReadonlyMap<string, RawNode>,
  sourceOf: (id: string) => string,
): ImportedMessage[] => {
  if (messages[0]?.own === undefined) return messages;
  const places = new Map([...byId.keys()].map((id, index) => [sourceOf(id), index]));
  const ordered = messages.toSorted((a, b) => places.get(a.source)! - places.get(b.source)!);
  const isOrdered = ordered.every(
    ({ source, parent }) => parent === null || places.get(parent)! < places.get(source)!,
  );
  return isOrdered ? ordered : messages;
};

/** The parent of each node, without those that are missing and without circles. */
const linksOf = (byId: ReadonlyMap<string, RawNode>, losses: Losses): Map<string, string | null> => {
  const parents = new Map<string, string | null>();
  for (const { id, parent } of byId.values()) {
    const isMissing = parent !== null && !byId.has(parent);
    if (isMissing && byId.get(id)!.role !== null) losses.add('orphans');
    parents.set(id, isMissing ? null : parent);
  }
  const safe = new Set<string>();
  for (const start of byId.keys()) {
    const path = new Set<string>();
    let id: string | null = start;
    while (id !== null && !safe.has(id) && !path.has(id)) {
      path.add(id);
      id = parents.get(id)!;
    }
    if (id !== null && path.has(id)) {
      losses.add('circles');
      parents.set(id, null);
    }
    for (const passed of path) safe.add(passed);
  }
  return parents;
};

/** Siblings in the order that their parent gives, then in that of the file. */
const childrenOf = (
  byId: ReadonlyMap<string, RawNode>,
  parents: ReadonlyMap<string, string | null>,
): Map<string | null, string[]> => {
  const children = new Map<string | null, string[]>();
  for (const [id, parent] of parents) {
    const known = children.get(parent);
    if (known) known.push(id);
    else children.set(parent, [id]);
  }
  for (const [parent, ids] of children) {
    const told = parent === null ? undefined : byId.get(parent)!.children;
    if (ids.length < 2 || told === undefined) continue;
    const order = new Map(told.map((id, index) => [id, index]));
    const placeOf = (id: string): number => order.get(id) ?? Number.MAX_SAFE_INTEGER;
    ids.sort((a, b) => placeOf(a) - placeOf(b));
  }
  return children;
};

/** Neighbouring parts of one kind are one part. */
const joined = (before: readonly MessagePart[], more: readonly MessagePart[]): MessagePart[] => {
  const all: MessagePart[] = [...before];
  for (const part of more) {
    const last = all.at(-1);
    if (last?.kind === part.kind) all[all.length - 1] = { ...last, text: `${last.text}\n\n${part.text}` };
    else all.push(part);
  }
  return all;
};
