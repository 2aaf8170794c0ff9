/**
 * Handles a chat that outgrows its context: keeps the system prompt, drops the oldest turns, and moves the rest of the KV cache
 * to the front, so that no token that stays is processed again.
 */
import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import type { AskedPrompt } from '../../shared/engine/engine.ts';
import type { PromptMessage } from '../../shared/engine/request.ts';
import type { LoadedEngine } from './loaded-engine.ts';
import { staysAt } from '../../shared/engine/kept-messages.ts';
import type { Prompt } from '../prompt/prompt.ts';
import { promptOf } from './asked-prompt.ts';

/** After a shift, the prompt takes at most this share of the context, so that shifts stay rare. */
const keptShare = 0.5;

/** Tokens that are reserved for an answer; a quarter of a small context. */
export const answerReserve = (limit: number): number => Math.min(512, Math.floor(limit / 8));

/** What was dropped from a chat: all messages before one, and how many there were. */
export interface Shifted {
  firstKeptId: string;
  dropped: number;
}

export interface Shortened extends Shifted {
  messages: PromptMessage[];
  prompt: Prompt;
}

/** How messages are rendered. */
type Asked = Omit<AskedPrompt, 'messages'>;

/**
 * Drops the oldest turns of `messages`; `null` if even the last question alone does not fit. `given`: tokens behind the prompt,
 * with which the answer begins.
 */
export const shorten = (
  engine: LoadedEngine,
  messages: PromptMessage[],
  prompt: Prompt,
  limit: number,
  asked: Asked,
  given = 0,
): Shortened | null => {
  const system = messages[0]?.role === 'system' ? 1 : 0;
  const total = prompt.tokens.length;
  const room = limit - answerReserve(limit) - given;
  // Turns begin with a question.
  const starts = messages.flatMap(({ role }, index) => (role === 'user' && index > system ? [index] : []));
  const tokensAt = startsOf(prompt, messages);
  /** The tokens of the messages before this one that are dropped, and of those that stay. */
  const before = (end: number): { dropped: number; kept: number } => {
    const sums = { dropped: 0, kept: 0 };
    for (let index = system; index < end; index += 1) {
      const tokens = tokensAt[index + 1]! - tokensAt[index]!;
      sums[stays(messages, index, end) ? 'kept' : 'dropped'] += tokens;
    }
    return sums;
  };
  const mostWith = (kept: number): number => Math.min(kept + Math.floor((limit - kept) * keptShare), room);
  const fits = (index: number): boolean => {
    const { dropped, kept } = before(index);
    return total - dropped <= mostWith(kept);
  };
  const first = starts.find(fits) ?? starts.at(-1);
  if (first === undefined) return null;
  const most = mostWith(before(first).kept);
  const withEnd = first === starts.at(-1) ? keepEndOfAnswer(engine, messages, first, most, asked) : null;
  if (withEnd !== null) return withEnd;
  const kept = keptFrom(messages, first);
  const shorter = promptOf(engine, { ...asked, messages: kept });
  if (shorter.tokens.length + answerReserve(limit) + given > limit) return null;
  return {
    messages: kept,
    prompt: shorter,
    firstKeptId: messages[first]!.id!,
    dropped: messages.length - kept.length,
  };
};

const hasDocument = ({ pieces }: PromptMessage): boolean =>
  pieces?.some(({ documentId }) => documentId !== null) === true;

/** Whether the message at `index` stays if those before `firstKept` are dropped. */
const stays = (messages: readonly PromptMessage[], index: number, firstKept: number): boolean =>
  staysAt(messages, index, firstKept, hasDocument);

/** The messages from `first` on, and those before it that stay. */
export const keptFrom = (messages: PromptMessage[], first: number): PromptMessage[] =>
  messages.filter((_, index) => stays(messages, index, first));

/** Fewer tokens of an answer are not worth keeping its question. */
const leastEnd = 64;

/**
 * Also keeps the turn before the last question, with as much of the end of its answer as fits: after an answer that filled the
 * context, "Continue." alone would mean nothing to the model. `null` if there is no such answer.
 */
const keepEndOfAnswer = (
  engine: LoadedEngine,
  messages: PromptMessage[],
  last: number,
  most: number,
  asked: Asked,
): Shortened | null => {
  const [question, answer] = [messages[last - 2], messages[last - 1]];
  if (question?.role !== 'user' || question.id === null || answer?.role !== 'model') return null;
  const { model } = engine;
  const before = keptFrom(messages, last - 2).slice(0, -(messages.length - last + 2));
  const keepWith = (tokens: number[]): PromptMessage[] => [
    ...before,
    question,
    { ...answer, text: model.detokenize(tokens as Token[]), reasoning: '', tokens },
    ...messages.slice(last),
  ];
  const sampled = answer.reasoning === '' ? answer.tokens : null;
  const whole = sampled ?? (model.tokenize(answer.text) as number[]);
  const least = whole.slice(-leastEnd);
  const room = most - promptOf(engine, { ...asked, messages: keepWith(least) }).tokens.length;
  if (room < 0) return null;
  const kept = keepWith(whole.slice(-(leastEnd + room)));
  return {
    messages: kept,
    prompt: promptOf(engine, { ...asked, messages: kept }),
    firstKeptId: question.id,
    dropped: last - 2 - before.length,
  };
};

/**
 * Removes the dropped turns and the dropped part of an answer from `sequence`, and moves the rest to the front, as far as its
 * tokens are those of the shortened prompt. Models that cannot do this are left unchanged.
 */
export const shiftOut = async (
  sequence: LlamaContextSequence,
  before: Prompt,
  after: Prompt,
): Promise<void> => {
  if (sequence.needsCheckpoints) return;
  for (const distance of gapsBetween(before, after)) {
    const held = sequence.contextTokens;
    let start = 0;
    while (start < after.tokens.length && held[start] === after.tokens[start]) start += 1;
    // The rest must now be what follows the gap.
    const isShifted = start + distance < held.length && held[start + distance] === after.tokens[start];
    if (distance > 0 && isShifted) await sequence.eraseContextTokenRanges([{ start, end: start + distance }]);
  }
};

/** The index of the first token of each message, and of the end; a message that the template leaves out begins where the next one does. */
const startsOf = (prompt: Prompt, messages: readonly PromptMessage[]): number[] => {
  const starts = [prompt.tokens.length];
  for (const { id } of messages.toReversed()) {
    const isThere = id !== null && prompt.spans.some(({ messageId }) => messageId === id);
    starts.unshift(isThere ? startOf(prompt, id) : starts[0]!);
  }
  return starts;
};

/** How many tokens are missing in `after` in front of each of its messages and at its end, in order. */
const gapsBetween = (before: Prompt, after: Prompt): number[] => {
  const ids = new Set(after.spans.flatMap(({ messageId }) => messageId ?? []));
  const moved = [...ids].map((id) => startOf(before, id) - startOf(after, id));
  const all = [...moved, before.tokens.length - after.tokens.length];
  return all.map((distance, index) => distance - (all[index - 1] ?? 0)).filter((distance) => distance > 0);
};

/** The index of the first token of a message's own text. */
const startOf = ({ spans }: Prompt, messageId: string | null): number => {
  const at = spans.findIndex((span) => span.messageId === messageId && span.messageId !== null);
  return at <= 0 ? 0 : spans[at - 1]!.end;
};
