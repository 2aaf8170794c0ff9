/**
 * Remembers the tokens that were sampled for answers to other programs. A program repeats an answer as text; with its sampled tokens in
 * the prompt, the KV cache serves it to its end. They are stored beside the KV states, which hold the same tokens.
 */
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { ToolCall } from '../../shared/engine/tools.ts';
import type { Log } from '../../system/log.ts';
import type { Db } from '../database/connection.ts';
import { parsed } from '../database/stored-values.ts';

const answerForm = z.object({ text: z.string(), thoughts: z.string(), tokens: z.array(z.int().min(0)) });
/** An answer as it was sampled. */
type KnownAnswer = z.infer<typeof answerForm>;

interface Repeated {
  text: string;
  calls: readonly ToolCall[];
}

export interface KnownAnswers {
  remember(modelId: string, owner: string, calls: readonly ToolCall[], answer: KnownAnswer): void;
  /** The answer of this model in this conversation that a program repeats; `null` if it is not known. */
  find(modelId: string, owner: string, repeated: Repeated): KnownAnswer | null;
  /** The KV states are gone. */
  clear(): void;
}

const mostInMemory = 1000;
const mostStored = 5000;
const mostTokens = 100_000;

interface KnownAnswersOptions {
  db: Db;
  /** Whether KV states are stored, too. */
  isStored: () => boolean;
  log: Log;
}

export const openKnownAnswers = ({ db, isStored, log }: KnownAnswersOptions): KnownAnswers => {
  /** The one that was used least recently is first; `null`: it is not stored either. */
  const known = new Map<string, KnownAnswer | null>();
  const insert = db.prepare('INSERT OR REPLACE INTO api_answers VALUES (?, ?)');
  const select = db.prepare('SELECT answer FROM api_answers WHERE digest = ?');
  const trim = db.prepare('DELETE FROM api_answers WHERE rowid <= (SELECT max(rowid) FROM api_answers) - ?');
  const hold = (digest: string, answer: KnownAnswer | null): void => {
    known.delete(digest);
    known.set(digest, answer);
    if (known.size > mostInMemory) known.delete(known.keys().next().value!);
  };
  return {
    remember: (modelId, owner, calls, answer) => {
      if (answer.tokens.length > mostTokens) return;
      const digest = digestOf(modelId, owner, { text: answer.text, calls });
      hold(digest, answer);
      if (!isStored()) return;
      try {
        insert.run(digest, JSON.stringify(answer));
        trim.run(mostStored);
      } catch (error) {
        log.error('the tokens of an answer were not stored', error);
      }
    },
    find: (modelId, owner, repeated) => {
      const digest = digestOf(modelId, owner, repeated);
      const held = known.get(digest);
      if (held !== undefined) {
        hold(digest, held);
        return held;
      }
      const row = select.get(digest) as { answer: unknown } | undefined;
      const answer = answerForm.safeParse(parsed(row?.answer)).data ?? null;
      hold(digest, answer);
      return answer;
    },
    clear: () => {
      known.clear();
      db.exec('DELETE FROM api_answers');
    },
  };
};

/** Programs may trim a text, and write the JSON of calls in another order. */
const digestOf = (modelId: string, owner: string, { text, calls }: Repeated): string =>
  createHash('sha256')
    .update(
      JSON.stringify([
        modelId,
        owner,
        text.trim(),
        calls.map(({ name, arguments: json }) => [name, settled(parsed(json) ?? json)]),
      ]),
    )
    .digest('hex');

/** The same value with the keys of its objects in order. */
const settled = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(settled);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, settled(inner)]),
  );
};
