/** Describes how much of an answer's prompt was in the KV cache, in plain sentences. */
import type { Message, Reuse, Timings } from '../../main/shared/contract/message.ts';
import { textOf } from '../../main/shared/message/parts.ts';
import { latencyWords } from '../words/latency.ts';
import { duration } from '../words/figures.ts';

const words = latencyWords.reuse;

/** How many tokens of the prompt were reused, and from where. */
export const startSentence = (reuse: Reuse, { cachedTokens }: Pick<Timings, 'cachedTokens'>): string => {
  if (reuse.from === 'none' || cachedTokens === 0) return words.nothing;
  return reuse.from === 'hot'
    ? words.hot(cachedTokens)
    : words.snapshot(cachedTokens, duration(reuse.restoreMs));
};

const mostCharacters = 40;

/** The first words of a message, cut at the end of a word if that keeps most of them. */
export const firstWords = (message: Pick<Message, 'parts' | 'role'>): string => {
  // The beginning is enough: a message can hold a pasted book.
  const line = textOf(message)
    .slice(0, 4 * mostCharacters)
    .replace(/\s+/g, ' ')
    .trim();
  if (line === '') return message.role === 'user' ? words.yourMessage : words.theAnswer;
  if (line.length <= mostCharacters) return `“${line}”`;
  const cut = line.slice(0, mostCharacters);
  const lastSpace = cut.lastIndexOf(' ');
  return `“${(lastSpace > mostCharacters / 2 ? cut.slice(0, lastSpace) : cut).trimEnd()}…”`;
};
