/** Lists the chats and documents that have a KV state, in memory or on disk. */
import { documentOwner, ownedDocument } from '../../shared/engine/document-owner.ts';
import type { HeldChat, HeldDocuments } from '../../shared/engine/engine.ts';
import { documentAtStart, documentsAtStart, type Span } from '../prompt/prompt.ts';
import { noChat, type Hot } from './hot.ts';
import type { Snapshot } from './snapshots.ts';

/**
 * Every chat and document that has a state, and where. Each state that begins with a document holds it. A document is left out if it
 * owns only states in which others precede it: no chat about it alone could start from them. `restoreMs`: the time to restore a snapshot,
 * by its size in bytes.
 */
export const heldStates = (
  hot: readonly Hot[],
  snapshots: Iterable<Snapshot>,
  restoreMs: (bytes: number) => number,
): HeldChat[] => {
  const held = new Map<string, HeldChat>();
  const note = (one: HeldChat): void => {
    const known = held.get(one.chatId);
    const isBetter =
      known === undefined ||
      known.tokens < one.tokens ||
      (known.tokens === one.tokens && one.where === 'hot');
    if (isBetter) held.set(one.chatId, one);
  };
  // The state of such a model cannot be cut to the document.
  const mustEnd = hot.some(({ sequence }) => sequence.needsCheckpoints);
  const noteAll = (spans: readonly Span[], { chatId: owner, tokens, ...state }: HeldChat): void => {
    if (ownedDocument(owner) === null && owner !== noChat) note({ chatId: owner, tokens, ...state });
    const first = documentAtStart(spans);
    if (first === null) return;
    const document = documentOwner(first.documentId!);
    const isWhole = mustEnd ? tokens === first.end : tokens >= first.end;
    if (isWhole || owner === document)
      note({ chatId: document, tokens: Math.min(tokens, first.end), ...state });
  };
  for (const { chatId, spans, tokens, bytes } of snapshots)
    noteAll(spans, { chatId, where: 'warm', tokens: tokens.length, restoreMs: restoreMs(bytes) });
  for (const { shared } of hot)
    for (const [chatId, tokens] of shared) note({ chatId, where: 'hot', tokens, restoreMs: 0 });
  for (const { chatId, spans, sequence } of hot) {
    if (chatId === null) continue;
    // A longer snapshot of a chat has another version of it, or messages that were dropped.
    if (ownedDocument(chatId) === null) held.delete(chatId);
    noteAll(spans, { chatId, where: 'hot', tokens: sequence.nextTokenIndex, restoreMs: 0 });
  }
  return [...held.values()];
};

/** Every state that holds a whole document, in memory or on disk. Parameters as in `heldStates`. */
export const heldDocuments = (
  hot: readonly Hot[],
  snapshots: Iterable<Snapshot>,
  restoreMs: (bytes: number) => number,
): HeldDocuments[] => {
  const mustEnd = hot.some(({ sequence }) => sequence.needsCheckpoints);
  const held: HeldDocuments[] = [];
  const note = (
    spans: readonly Span[],
    tokens: number,
    state: Omit<HeldDocuments, 'tokens' | 'system' | 'documents'>,
  ): void => {
    const starts = documentsAtStart(spans);
    const documents = spans.flatMap((span) => {
      const { documentId, isPart, version = null, end } = span;
      if (documentId === undefined || isPart || end > tokens) return [];
      const isStart = starts.some((one) => one.end === end) && (!mustEnd || end === tokens);
      return [{ documentId, version, end, isStart }];
    });
    if (documents.length === 0) return;
    const system = spans.find(({ kind }) => kind === 'system')?.version ?? null;
    held.push({ ...state, tokens, system, documents });
  };
  for (const { chatId: owner, spans, tokens, bytes, usedAt } of snapshots)
    note(spans, tokens.length, { owner, where: 'warm', bytes, usedAt, restoreMs: restoreMs(bytes) });
  for (const { chatId: owner, spans, sequence } of hot)
    if (owner !== null)
      note(spans, sequence.nextTokenIndex, {
        owner,
        where: 'hot',
        bytes: 0,
        usedAt: Date.now(),
        restoreMs: 0,
      });
  return held;
};
