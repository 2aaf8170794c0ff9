/** The thread of the search index, so that neither indexing nor searching blocks the core. */
import { answerJobs } from '../../system/answer-jobs.ts';
import type { Db } from '../database/connection.ts';
import { openIndex } from './index-file.ts';
import { findInChat, findInIndex } from './index-finds.ts';
import type { IndexJob } from './index-protocol.ts';
import { putIntoIndex } from './index-writes.ts';

let db: Db | null = null;

const opened = (): Db => {
  if (db === null) throw new Error('the search index is not open');
  return db;
};

const close = (): void => {
  db?.close();
  db = null;
};

answerJobs((job: IndexJob): unknown => {
  switch (job.kind) {
    case 'open': {
      close();
      const index = openIndex(job.path, job.token);
      db = index.db;
      return index.place;
    }
    case 'put':
      return putIntoIndex(opened(), job);
    case 'find':
      return findInIndex(opened(), job);
    case 'findInChat':
      return findInChat(opened(), job.terms, job.chatId, job.most);
    case 'close':
      return close();
  }
});
