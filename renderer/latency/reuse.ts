/** From where an answer's prompt started, and why not from further on, in plain sentences. */
import type { Message, Reuse, ReuseCause, Timings } from '../../main/contract/types.ts';
import { duration, tokens, unbroken } from './figures.ts';

/** Where the prompt started. */
export const startSentence = (reuse: Reuse, { cachedTokens }: Pick<Timings, 'cachedTokens'>): string => {
  if (reuse.from === 'none' || cachedTokens === 0) return 'The prompt was read from its start.';
  const kept = `The first ${unbroken(tokens(cachedTokens))} of the prompt`;
  const were = cachedTokens === 1 ? 'was' : 'were';
  return reuse.from === 'hot'
    ? `${kept} ${were} still in memory.`
    : `${kept} ${were} restored from disk in ${unbroken(duration(reuse.restoreMs))}.`;
};

/** Why more was not there. Each sentence also stands alone, where no message is known to it. */
export const causeSentences: Record<ReuseCause, string> = {
  'first-time': 'This model had not read this chat before.',
  edited: 'A message was changed.',
  'other-version': 'Another version of this chat had been read last.',
  rewritten:
    'The model’s template writes earlier messages differently now; most often it leaves out their reasoning.',
  'system-prompt': 'The system prompt, which stands before everything, had changed.',
  dropped: 'The oldest messages of this chat were dropped to make room.',
  'window-slid': 'This model can go back only to a checkpoint, and the last one lay further up.',
  'not-kept': 'The rest had not been stored before the engine ended, or was not worth storing.',
  evicted: 'Its state on disk had made room for those of other chats.',
  refused: 'Its state on disk was damaged, so it was not used.',
  'other-model': 'Another model had read it, and a state fits one model alone.',
  'other-settings':
    'It was read with another backend, KV cache precision, flash attention or version of llama.cpp.',
};

const mostCharacters = 40;

/** The first words of a message, cut where a word ends if that leaves most of them. */
export const firstWords = ({ text, role }: Pick<Message, 'text' | 'role'>): string => {
  // Of a pasted book the beginning is enough to look at.
  const line = text
    .slice(0, 4 * mostCharacters)
    .replace(/\s+/g, ' ')
    .trim();
  if (line === '') return role === 'user' ? 'your message' : 'the answer';
  if (line.length <= mostCharacters) return `“${line}”`;
  const cut = line.slice(0, mostCharacters);
  const lastSpace = cut.lastIndexOf(' ');
  return `“${(lastSpace > mostCharacters / 2 ? cut.slice(0, lastSpace) : cut).trimEnd()}…”`;
};
