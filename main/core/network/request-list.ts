/** The network log, as the database keeps it for the user. */
import { z } from 'zod';
import type { OutgoingRequest } from '../../shared/contract/network.ts';
import { readTold, say, writeTold } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import type { Db } from '../database/connection.ts';
import { timeOf } from '../database/stored-values.ts';

/** Older entries are removed. */
const mostKept = 2000;

const rowForm = z.object({
  id: z.string(),
  count: z.number(),
  started_at: z.number().transform(timeOf),
  method: z.string(),
  url: z.string(),
  why: z.string().transform(readTold),
  status: z.number().nullable(),
  problem: z.string().transform(readTold).nullable(),
  sent_bytes: z.number(),
  received_bytes: z.number(),
  ms: z.number().nullable(),
});

export interface RequestList {
  add: (request: OutgoingRequest) => void;
  /** Stores the current state of a request. */
  update: (request: OutgoingRequest) => void;
  /** Newest first. */
  all: () => OutgoingRequest[];
  /** Removes all requests that have ended. */
  clear: () => void;
}

const written = (problem: Told | null): string | null => (problem === null ? null : writeTold(problem));

/** Marks requests that were running when Hearth last ended. */
export const openRequestList = (db: Db): RequestList => {
  db.prepare('UPDATE outgoing_requests SET problem = ? WHERE ms IS NULL AND problem IS NULL').run(
    writeTold(say('network.ended-unfinished')),
  );
  const insert = db.prepare('INSERT INTO outgoing_requests VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
  const trim = db.prepare(
    'DELETE FROM outgoing_requests WHERE rowid <= (SELECT max(rowid) FROM outgoing_requests) - ?',
  );
  const update = db.prepare(
    'UPDATE outgoing_requests SET count = ?, status = ?, problem = ?, sent_bytes = ?, received_bytes = ?, ms = ? WHERE id = ?',
  );
  return {
    add: ({ id, count, startedAt, method, url, why, status, problem, sentBytes, receivedBytes, ms }) => {
      insert.run(
        id,
        count,
        startedAt,
        method,
        url,
        writeTold(why),
        status,
        written(problem),
        sentBytes,
        receivedBytes,
        ms,
      );
      trim.run(mostKept);
    },
    update: ({ id, count, status, problem, sentBytes, receivedBytes, ms }) => {
      update.run(count, status, written(problem), sentBytes, receivedBytes, ms, id);
    },
    all: () =>
      db
        .prepare('SELECT * FROM outgoing_requests ORDER BY rowid DESC')
        .all()
        .flatMap((row) => {
          const { data } = rowForm.safeParse(row);
          // A damaged row is left out.
          if (data === undefined) return [];
          const {
            started_at: startedAt,
            sent_bytes: sentBytes,
            received_bytes: receivedBytes,
            ...rest
          } = data;
          return [{ ...rest, startedAt, sentBytes, receivedBytes }];
        }),
    clear: () => {
      db.prepare('DELETE FROM outgoing_requests WHERE ms IS NOT NULL OR problem IS NOT NULL').run();
    },
  };
};
