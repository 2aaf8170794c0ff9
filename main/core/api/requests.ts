/** The list of requests of other programs: those that run are in memory, those that ended in the database. */
import { z } from 'zod';
import type { ApiFigures } from '../../shared/api/answer.ts';
import type { ApiClient, ApiRequestEntry, ApiRequestFigures } from '../../shared/contract/api.ts';
import type { Log } from '../../system/log.ts';
import type { Db } from '../database/connection.ts';
import { parsed, timeOf } from '../database/stored-values.ts';
import { sumsOf } from './client-sums.ts';

/** Older entries are removed, and those beyond this number. */
const mostKept = 2000;
const longestKeptMs = 30 * 86_400_000;
/** Contents of older entries are removed. */
const mostContents = 200;

/** Changes are told this often, in ms. */
const tellMs = 250;

export interface ApiRequestList {
  /** A request came, or something about it has changed. */
  changed(entry: ApiRequestEntry): void;
  /** A request has ended; it is stored. */
  ended(entry: ApiRequestEntry): void;
  /** Newest first. */
  all(): ApiRequestEntry[];
  /** The sums of each client over all requests in the list, the latest first. */
  clients(): ApiClient[];
  /** Removes all requests that have ended. */
  clear(): void;
  close(): void;
}

const figuresForm = z.object({
  promptTokens: z.number(),
  cachedTokens: z.number(),
  newTokens: z.number(),
  answerTokens: z.number(),
  prefillMs: z.number(),
  decodeMs: z.number(),
  queuedMs: z.number(),
  firstTokenMs: z.number().nullable(),
  readFrom: z.enum(['hot', 'warm', 'cold']),
  restoredMs: z.number(),
  whyNotMore: z.string().nullable(),
});
const entryForm = z.object({
  method: z.string(),
  path: z.string(),
  model: z.string().nullable(),
  status: z.number().nullable(),
  problem: z.string().nullable(),
  wasLeft: z.boolean(),
  figures: figuresForm.nullable(),
  sentBytes: z.number(),
  receivedBytes: z.number(),
  ms: z.number().nullable(),
});
const rowForm = z.object({
  id: z.string(),
  started_at: z.number().transform(timeOf),
  key_name: z.string().nullable(),
  client: z.string(),
  entry: z.string().transform(parsed).pipe(entryForm),
  content: z
    .string()
    .transform(parsed)
    .pipe(z.object({ request: z.string(), answer: z.string() }))
    .nullable(),
});

/** The figures of an answer, as the list has them. */
export const figuresOfEntry = ({
  promptTokens,
  cachedTokens,
  newTokens,
  answerTokens,
  prefillMs,
  decodeMs,
  queuedMs,
  firstTokenMs,
  hearth,
}: ApiFigures): ApiRequestFigures => ({
  promptTokens,
  cachedTokens,
  newTokens,
  answerTokens,
  prefillMs,
  decodeMs,
  queuedMs,
  firstTokenMs,
  readFrom: hearth.read_from,
  restoredMs: hearth.restored_ms,
  whyNotMore: hearth.why_not_more,
});

interface RequestListOptions {
  db: Db;
  /** Tells the windows of an entry that is new or has changed. */
  tell: (entry: ApiRequestEntry) => void;
  log: Log;
  now?: () => number;
}

export const openApiRequests = ({ db, tell, log, now = Date.now }: RequestListOptions): ApiRequestList => {
  const running = new Map<string, ApiRequestEntry>();
  /** Entries that the windows do not know yet as they are. */
  const untold = new Map<string, ApiRequestEntry>();
  let timer: NodeJS.Timeout | null = null;
  const tellSoon = (entry: ApiRequestEntry): void => {
    untold.set(entry.id, entry);
    // A flood of requests must not fill the memory: windows ask for the list when they show it.
    if (untold.size > mostKept) untold.delete(untold.keys().next().value!);
    timer ??= setTimeout(() => {
      timer = null;
      for (const one of untold.values()) tell(one);
      untold.clear();
    }, tellMs).unref();
  };

  const insert = db.prepare('INSERT OR REPLACE INTO api_requests VALUES (?, ?, ?, ?, ?, ?)');
  const trim = db.prepare(
    'DELETE FROM api_requests WHERE rowid <= (SELECT max(rowid) FROM api_requests) - ? OR started_at < ?',
  );
  const trimContents = db.prepare(
    'UPDATE api_requests SET content = NULL WHERE content IS NOT NULL AND rowid <= (SELECT max(rowid) FROM api_requests) - ?',
  );
  const stored = (): ApiRequestEntry[] =>
    db
      .prepare('SELECT * FROM api_requests ORDER BY rowid DESC')
      .all()
      .flatMap((row) => {
        const { data } = rowForm.safeParse(row);
        // A damaged row is left out.
        if (data === undefined) return [];
        const { id, started_at: startedAt, key_name: keyName, client, entry, content } = data;
        return [{ id, startedAt, keyName, client, ...entry, content }];
      });
  const all = (): ApiRequestEntry[] =>
    [...[...running.values()].toReversed(), ...stored()].toSorted((a, b) => b.startedAt - a.startedAt);

  return {
    changed: (entry) => {
      running.set(entry.id, entry);
      tellSoon(entry);
    },
    ended: (entry) => {
      running.delete(entry.id);
      tellSoon(entry);
      const { id, startedAt, keyName, client, content, ...rest } = entry;
      try {
        insert.run(
          id,
          startedAt,
          keyName,
          client,
          JSON.stringify(rest),
          content === null ? null : JSON.stringify(content),
        );
        trim.run(mostKept, now() - longestKeptMs);
        if (content !== null) trimContents.run(mostContents);
      } catch (error) {
        log.error('a request of another program was not stored', error);
      }
    },
    all,
    clients: () => sumsOf(all()),
    clear: () => db.exec('DELETE FROM api_requests'),
    close: () => {
      if (timer !== null) clearTimeout(timer);
    },
  };
};
