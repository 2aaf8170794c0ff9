/**
 * What to do when a chat outgrows its context: keep the system prompt, drop the oldest turns, and shift what is in the
 * KV cache to the front, so that nothing that stays is read again.
 */
import type { LlamaContextSequence } from 'node-llama-cpp';
import type { PromptMessage } from '../protocol.ts';
import type { LoadedEngine } from './load.ts';
import { renderPrompt, type Prompt } from './prompt.ts';

/** After a shift the prompt takes at most this part of the context, so that shifts stay rare. */
const keptShare = 0.5;

/** So many tokens are kept free for an answer; a quarter of a small context. */
export const answerReserve = (limit: number): number => Math.min(512, Math.floor(limit / 8));

/** What was dropped of a chat: everything before a message, so many messages. */
export interface Shifted {
  firstKeptId: string;
  dropped: number;
}

export interface Shortened extends Shifted {
  messages: PromptMessage[];
  prompt: Prompt;
}

/** Drops the oldest turns of `messages`; `null` when even the last question alone does not fit. */
export const shorten = (
  engine: LoadedEngine,
  messages: PromptMessage[],
  prompt: Prompt,
  limit: number,
): Shortened | null => {
  const system = messages[0]?.role === 'system' ? 1 : 0;
  const total = prompt.tokens.length;
  const most = Math.floor(limit * keptShare);
  // Turns begin with a question.
  const starts = messages.flatMap(({ role }, index) => (role === 'user' && index > system ? [index] : []));
  const first = starts.find((index) => total - startOf(prompt, messages[index]!.id) <= most) ?? starts.at(-1);
  if (first === undefined) return null;
  const kept = [...messages.slice(0, system), ...messages.slice(first)];
  const shorter = renderPrompt(engine.model, engine.template, kept);
  if (shorter.tokens.length + answerReserve(limit) > limit) return null;
  return { messages: kept, prompt: shorter, firstKeptId: messages[first]!.id!, dropped: first - system };
};

/**
 * Cuts the dropped turns out of `sequence` and moves the rest to the front, as far as its tokens are those of the
 * shortened prompt. Models that cannot do so are left as they are.
 */
export const shiftOut = async (
  sequence: LlamaContextSequence,
  before: Prompt,
  after: Prompt,
  firstKeptId: string,
): Promise<void> => {
  if (sequence.needsCheckpoints) return;
  const distance = startOf(before, firstKeptId) - startOf(after, firstKeptId);
  const held = sequence.contextTokens;
  let start = 0;
  while (start < after.tokens.length && held[start] === after.tokens[start]) start += 1;
  // The rest must be what stands behind the gap now.
  const isShifted = start + distance < held.length && held[start + distance] === after.tokens[start];
  if (distance > 0 && isShifted) await sequence.eraseContextTokenRanges([{ start, end: start + distance }]);
};

/** The index of the first token of a message's own text. */
const startOf = ({ spans }: Prompt, messageId: string | null): number => {
  const at = spans.findIndex((span) => span.messageId === messageId && span.messageId !== null);
  return at <= 0 ? 0 : spans[at - 1]!.end;
};
