/** The list of requests as JSON lines. */
import type { ApiRequestEntry } from '../../shared/contract/api.ts';
import type { ExportJob } from '../transfer/export.ts';

/** Requests per piece of the file. */
const perPiece = 100;

export const requestsJob = (entries: readonly ApiRequestEntry[], now = Date.now()): ExportJob => ({
  name: `hearth-requests-${new Date(now).toISOString().slice(0, 10)}.jsonl`,
  mediaType: 'application/jsonl',
  chats: 0,
  text: async function* () {
    for (let from = 0; from < entries.length; from += perPiece)
      yield entries
        .slice(from, from + perPiece)
        .map((entry) => `${JSON.stringify(entry)}\n`)
        .join('');
  },
});

export const requestsFormat = { name: 'JSON Lines', extension: 'jsonl' };
