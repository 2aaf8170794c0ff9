/** Documents in prompts: what they cost, and the KV states up to their ends. */
import type { DocumentTokens } from '../../shared/contract/message.ts';
import { documentOwner } from '../../shared/engine/document-owner.ts';
import type { CountedText, Weighed, WeighedRequest } from '../../shared/engine/engine.ts';
import { noChat, type Hot } from '../cache/hot.ts';
import { countTokens } from '../prompt/piece-tokens.ts';
import { beginningOf, documentAtStart, renderHistory, type Prompt, type Span } from '../prompt/prompt.ts';
import type { LoadedEngine } from './loaded-engine.ts';

/** The tokens of each text, as any prompt has them. */
export const countDocuments = async (
  { model, template }: LoadedEngine,
  texts: readonly CountedText[],
): Promise<number[]> => {
  const counts: number[] = [];
  for (const { text } of texts) counts.push(await countTokens(model, text, template.source));
  return counts;
};

/** What the KV cache holds of documents in front of a question. */
export const weighDocuments = async (
  engine: LoadedEngine,
  { chatId, messages, thinking, before, documents, canReorder }: WeighedRequest,
): Promise<Weighed> => {
  const { model, template, cache } = engine;
  // In steps, so that rendering finds the tokens.
  await countDocuments(engine, documents);
  const weigh = (ordered: readonly CountedText[]): Weighed & { cached: number } => {
    const pieces = [
      { documentId: null, length: before.length },
      ...ordered.map(({ documentId, text }) => ({ documentId, length: text.length })),
    ];
    const text = before + ordered.map((one) => one.text).join('');
    const { tokens, spans } = renderHistory(model, template, messages, thinking, { text, pieces });
    const { cached, where, restoreMs } = cache.foresee(chatId ?? noChat, tokens);
    const weighed = spans.flatMap(({ kind, messageId, documentId, end }, index) => {
      if (kind !== 'document' || messageId !== null) return [];
      const start = spans[index - 1]?.end ?? 0;
      const cachedTokens = Math.max(0, Math.min(end, cached) - start);
      return [{ documentId: documentId!, tokens: end - start, cachedTokens }];
    });
    return { documents: weighed, cached, where, restoreMs };
  };
  const orders = canReorder ? ordersOf(documents, cache.documentOrders()) : [documents];
  const { cached: _, ...best } = orders
    .map(weigh)
    .reduce((one, other) => (other.cached > one.cached ? other : one));
  return best;
};

/** The documents as they are, and as each of the states begins that has some of them. */
const ordersOf = (
  documents: readonly CountedText[],
  kept: readonly string[][],
): (readonly CountedText[])[] => {
  const orders = new Map([['', documents]]);
  for (const order of kept) {
    const begun: CountedText[] = [];
    for (const documentId of order) {
      const next = documents.find((one) => one.documentId === documentId);
      if (next === undefined || begun.includes(next)) break;
      begun.push(next);
    }
    const key = begun.map(({ documentId }) => documentId).join();
    orders.set(key, [...begun, ...documents.filter((one) => !begun.includes(one))]);
  }
  return [...orders.values()];
};

/** The whole documents of the last question of which most tokens are not among the first `cached` ones. */
const processedDocuments = (spans: readonly Span[], cached: number): string[] => {
  const question = spans.findLast(({ kind }) => kind === 'question' || kind === 'document')?.messageId;
  return spans.flatMap(({ messageId, documentId, isPart, end }, index) => {
    const start = spans[index - 1]?.end ?? 0;
    const isProcessed = Math.min(end, cached) - start < (end - start) / 2;
    return documentId !== undefined && !isPart && messageId === question && isProcessed ? [documentId] : [];
  });
};

/** The tokens of all documents in a prompt, the first `cached` tokens of which are in the KV cache; `null` without documents. */
export const documentTokens = (spans: readonly Span[], cached: number): DocumentTokens | null => {
  const documents = { tokens: 0, cachedTokens: 0 };
  for (const [index, { kind, end }] of spans.entries()) {
    if (kind !== 'document') continue;
    const start = spans[index - 1]?.end ?? 0;
    documents.tokens += end - start;
    documents.cachedTokens += Math.max(0, Math.min(end, cached) - start);
  }
  if (documents.tokens === 0) return null;
  const processed = processedDocuments(spans, cached);
  return { ...documents, ...(processed.length === 0 ? {} : { processed }) };
};

/** The tokens before the end of each whole document. */
export const documentEnds = (spans: readonly Span[]): number[] =>
  spans.flatMap(({ kind, isPart, end }) => (kind === 'document' && !isPart ? [end] : []));

/** A part of a prompt that is processed for itself, and who owns its state. */
interface Step {
  owner: string;
  prompt: Prompt;
}

/**
 * The parts of a draft's prompt that end with a document of the draft. If no message precedes it, the first document and the last one
 * own the states up to their ends, so that other chats can start from them; otherwise `own`, the chat, owns the last one.
 */
export const documentSteps = (prompt: Prompt, own: string): Step[] => {
  const last = prompt.spans.findLastIndex(({ kind }) => kind === 'document');
  // A document of an earlier message is not the draft's.
  if (last < 0 || prompt.spans[last]!.messageId !== null) return [];
  const first = documentAtStart(prompt.spans);
  const stepTo = (index: number): Step => ({
    owner: first === null ? own : documentOwner(prompt.spans[index]!.documentId!),
    prompt: beginningOf(prompt, index + 1),
  });
  const firstAt = first === null ? last : prompt.spans.indexOf(first);
  return [...new Set([firstAt, last])].map(stepTo);
};

/**
 * Keeps the state at the end of a document in the first message of a chat while its turn runs. `hot` holds the first `end` tokens of
 * `prompt`.
 */
export const keepDocument = async (
  { cache }: LoadedEngine,
  hot: Hot,
  prompt: Prompt,
  end: number,
): Promise<void> => {
  const at = prompt.spans.findIndex((span) => span.kind === 'document' && span.end === end);
  const span = prompt.spans[at];
  const first = documentAtStart(prompt.spans);
  if (span?.documentId === undefined || first === null || first.messageId !== span.messageId) return;
  await cache.keepAs(documentOwner(span.documentId), hot, beginningOf(prompt, at + 1));
};
