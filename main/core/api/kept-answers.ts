/**
 * Answers that programs refer to by their id, as OpenAI's Responses do. They are in memory only, because Hearth stores no contents of
 * requests unless the user wants it.
 */
import type { KeptAnswer } from '../../shared/api/answer.ts';

export interface KeptAnswers {
  keep(callerId: string, id: string, answer: Omit<KeptAnswer, 'id'>): void;
  /** The answer that this caller has kept under `id`; `null` if there is none. */
  of(callerId: string, id: string): KeptAnswer | null;
  /** Whether there was one. */
  forget(callerId: string, id: string): boolean;
}

const mostKept = 500;
const mostBytes = 64 * 1024 ** 2;

export const createKeptAnswers = (most = mostBytes): KeptAnswers => {
  /** The one that was used least recently is first. */
  const kept = new Map<string, { text: string }>();
  let bytes = 0;
  const keyOf = (callerId: string, id: string): string => JSON.stringify([callerId, id]);
  const remove = (key: string): boolean => {
    const known = kept.get(key);
    if (known === undefined) return false;
    bytes -= known.text.length;
    return kept.delete(key);
  };
  return {
    keep: (callerId, id, answer) => {
      const key = keyOf(callerId, id);
      remove(key);
      const text = JSON.stringify({ id, ...answer });
      if (text.length > most) return;
      kept.set(key, { text });
      bytes += text.length;
      for (const oldest of kept.keys()) {
        if (kept.size <= mostKept && bytes <= most) break;
        remove(oldest);
      }
    },
    of: (callerId, id) => {
      const key = keyOf(callerId, id);
      const known = kept.get(key);
      if (known === undefined) return null;
      kept.delete(key);
      kept.set(key, known);
      return JSON.parse(known.text) as KeptAnswer;
    },
    forget: (callerId, id) => remove(keyOf(callerId, id)),
  };
};
