/** The search over all chats, as the window asks for it, beside a look at the text of every message. */
import { openConnection } from '../../main/core/database/connection.ts';
import { databasePath } from '../../main/core/database/database.ts';
import { median } from '../../main/shared/speed/spread.ts';
import type { HostProcess } from '../fixtures/host/host-process.ts';

/** Words that are in every answer, in one message of many, in none, and parts of words; one character, several words, a phrase. */
const queries = (chats: number): string[] => [
  'prefill',
  'phases of an answer',
  `Answer ${chats % 20}`,
  'ordin',
  'e',
  'to',
  'paragraph link list',
  '"closing paragraph"',
  'xylophone',
  `${chats - 2} about`,
];
const rounds = 3;

/** Times in ms: until the index is complete, if it was not yet, and for the first page of each query in the core. */
export const measureSearch = async (
  host: HostProcess,
  chats: number,
): Promise<{ buildMs: number; median: number; worst: number }> => {
  const { call, port } = await host.connect();
  const startedAt = performance.now();
  while ((await call('searchChats', { query: 'xylophone', cursor: null })).share !== null)
    await new Promise((resolve) => setTimeout(resolve, 1000));
  const buildMs = performance.now() - startedAt;
  const took: number[] = [];
  for (let round = 0; round < rounds; round += 1)
    for (const query of queries(chats)) {
      const from = performance.now();
      await call('searchChats', { query, cursor: null });
      took.push(performance.now() - from);
    }
  port.close();
  return { buildMs, median: median(took), worst: Math.max(...took) };
};

/** The median time for the same queries by a look at the text of each message, in ms. The host has ended: it locks its database. */
export const measureLike = (folder: string, chats: number): number => {
  const db = openConnection(databasePath(folder));
  const look = db.prepare(
    `SELECT message_id FROM parts JOIN messages ON messages.id = message_id
     WHERE text LIKE ? ORDER BY messages.created_at DESC LIMIT 50`,
  );
  const took = queries(chats).map((query) => {
    const from = performance.now();
    look.all(`%${query.replaceAll('"', '')}%`);
    return performance.now() - from;
  });
  db.close();
  return median(took);
};
