/**
 * The head of a program's prompt: system prompt and tools, with which all of its conversations begin. A state that ends there is kept
 * for models that cannot rewind to it; others cut it out of any state that begins so.
 */
import { createHash } from 'node:crypto';
import { apiHeadOwner } from '../../shared/engine/api-owner.ts';
import type { Hot } from '../cache/hot.ts';
import type { Prompt, Span } from '../prompt/prompt.ts';
import { allButLast, beginningOf } from '../prompt/prompt.ts';
import type { LoadedEngine } from './loaded-engine.ts';

/** A shorter head is processed again as soon as its state would be restored. */
const leastTokens = 64;

/** The tokens of the head, as a list of at most one entry: everything in front of the first message that is no system prompt. */
export const headEnd = (spans: readonly Span[]): number[] => {
  const first = spans.findIndex(({ kind }) => kind !== 'template' && kind !== 'system');
  const end = spans[first - 1]?.end ?? 0;
  return end >= leastTokens ? [end] : [];
};

/** Keeps the state of the head. `hot` holds exactly the first `end` tokens of `prompt`. */
export const keepHead = async (
  { cache }: LoadedEngine,
  hot: Hot,
  prompt: Prompt,
  end: number,
): Promise<void> => {
  const head = beginningOf(prompt, prompt.spans.findIndex((span) => span.end === end) + 1);
  await cache.keepAs(ownerOf(head), hot, head);
};

/** Keeps the state of a prompt that other turns have as well, which `hot` holds but for its last token; returns whether it is on disk. */
export const keepPrompt = ({ cache }: LoadedEngine, hot: Hot, prompt: Prompt): Promise<boolean> => {
  const begun = allButLast(prompt);
  return cache.keepAs(ownerOf(begun), hot, begun);
};

const ownerOf = ({ tokens }: Prompt): string =>
  apiHeadOwner(createHash('sha256').update(tokens.join()).digest('hex').slice(0, 16));
