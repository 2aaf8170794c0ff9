/**
 * Builds the tree of a chat from the nodes of an export, which may be wrong in any way: messages without content are left out,
 * parents that are missing or form a cycle are dropped, and the pieces of one answer are joined. Nothing here is recursive.
 */
import type { MessagePart } from '../../../shared/contract/parts.ts';
import type { ImportedMessage, OwnMessageFields } from './conversation.ts';
import type { Losses } from './values.ts';

/** A node of the export. A node without parts, or whose `role` is `null`, only connects others. */
export interface RawNode {
  id: string;
  parent: string | null;
  /** The ids of its children in order, if the export states it. */
  children?: readonly unknown[];
  role: 'user' | 'model' | null;
  parts: MessagePart[];
  modelName: string | null;
  createdAt: number | null;
  /** Whether it continues the model's message above it, provided that no other node does. */
  isContinued?: boolean;
  /** The fields of Hearth's own messages, which are kept even without parts. */
  own?: OwnMessageFields;
}

interface Tree {
  messages: ImportedMessage[];
  tip: string | null;
}

/** `sourceOf` returns the source of a node by its id. */
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
  /** The message that each node became part of; `null` for nodes above the first message. */
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

/** The parent of each node, without missing parents and cycles. */
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

/** Siblings in the order that their parent states, the others in the order of the file. */
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

/** Joins neighbouring parts of the same kind. */
const joined = (before: readonly MessagePart[], more: readonly MessagePart[]): MessagePart[] => {
  const all: MessagePart[] = [...before];
  for (const part of more) {
    const last = all.at(-1);
    if (last?.kind === part.kind) all[all.length - 1] = { ...last, text: `${last.text}\n\n${part.text}` };
    else all.push(part);
  }
  return all;
};
