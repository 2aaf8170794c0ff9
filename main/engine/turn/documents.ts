/** Documents in prompts: what they cost, and the KV states up to their ends. */
import type { DocumentTokens } from '../../shared/contract/message.ts';
import { documentOwner } from '../../shared/engine/document-owner.ts';
import type { CountedText } from '../../shared/engine/engine.ts';
import type { Hot } from '../cache/hot.ts';
import { countTokens } from '../prompt/piece-tokens.ts';
import { beginningOf, documentAtStart, type Prompt, type Span } from '../prompt/prompt.ts';
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

/** The tokens of all documents in a prompt, the first `cached` tokens of which are in the KV cache; `null` without documents. */
export const documentTokens = (spans: readonly Span[], cached: number): DocumentTokens | null => {
  const documents = { tokens: 0, cachedTokens: 0 };
  for (const [index, { kind, end }] of spans.entries()) {
    if (kind !== 'document') continue;
    const start = spans[index - 1]?.end ?? 0;
    documents.tokens += end - start;
    documents.cachedTokens += Math.max(0, Math.min(end, cached) - start);
  }
  return documents.tokens === 0 ? null : documents;
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
