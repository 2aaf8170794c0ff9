/** What Hearth sent to other machines, as it lies in the database for the user to read. */
import type { OutgoingRequest } from '../contract/model-types.ts';
import type { Db } from '../chats/database.ts';

/** Older ones go. */
const mostKept = 2000;

interface RequestRow {
  id: string;
  count: number;
  started_at: number;
  method: string;
  url: string;
  why: string;
  status: number | null;
  problem: string | null;
  sent_bytes: number;
  received_bytes: number;
  ms: number | null;
}

export interface RequestList {
  add: (request: OutgoingRequest) => void;
  /** Keeps what became of it. */
  update: (request: OutgoingRequest) => void;
  /** Newest first. */
  all: () => OutgoingRequest[];
  /** Forgets all that are over. */
  clear: () => void;
}

/** Marks those that were running when Hearth last ended. */
export const openRequestList = (db: Db): RequestList => {
  db.prepare('UPDATE outgoing_requests SET problem = ? WHERE ms IS NULL AND problem IS NULL').run(
    'Hearth ended before this did.',
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
      insert.run(id, count, startedAt, method, url, why, status, problem, sentBytes, receivedBytes, ms);
      trim.run(mostKept);
    },
    update: ({ id, count, status, problem, sentBytes, receivedBytes, ms }) => {
      update.run(count, status, problem, sentBytes, receivedBytes, ms, id);
    },
    all: () =>
      (db.prepare('SELECT * FROM outgoing_requests ORDER BY rowid DESC').all() as RequestRow[]).map(
        ({ started_at: startedAt, sent_bytes: sentBytes, received_bytes: receivedBytes, ...rest }) => ({
          ...rest,
          startedAt,
          sentBytes,
          receivedBytes,
        }),
      ),
    clear: () => {
      db.prepare('DELETE FROM outgoing_requests WHERE ms IS NOT NULL OR problem IS NOT NULL').run();
    },
  };
};
