/** The thread of the index of passages, so that neither indexing nor finding blocks the core. */
import { answerJobs } from '../../../system/answer-jobs.ts';
import type { Db } from '../../database/connection.ts';
import { openPassages } from './passages-file.ts';
import { findPassages, morePassages } from './passages-finds.ts';
import type { PassagesJob, Progress } from './passages-protocol.ts';
import { keepVectors, nearest, putVectors, withoutVector } from './passages-vectors.ts';
import {
  indexSome,
  openDocument,
  overwriteRemoved,
  progressIn,
  removeSome,
  type Open,
} from './passages-writes.ts';
import type { IndexedDocument } from './passage-index.ts';

let db: Db | null = null;
/** The document that is being indexed. */
let current: Open | null = null;

const opened = (): Db => {
  if (db === null) throw new Error('the index of passages is not open');
  return db;
};

const close = (): void => {
  current = null;
  db?.close();
  db = null;
};

const advance = (document: IndexedDocument): Progress | null => {
  if (current?.id !== document.id || current.version !== document.version) {
    try {
      current = openDocument(opened(), document);
    } catch (error) {
      // Not the fault of the index: the text is gone.
      if (
        ['ENOENT', 'EACCES', 'EPERM', 'EIO', 'EISDIR'].includes((error as NodeJS.ErrnoException).code ?? '')
      )
        return null;
      if (error instanceof SyntaxError) return null;
      throw error;
    }
    if (current === null) return { version: '', done: 0, length: 1 };
  }
  const progress = indexSome(opened(), current);
  if (progress.done === progress.length) {
    current = null;
    overwriteRemoved(opened());
  }
  return progress;
};

answerJobs((job: PassagesJob): unknown => {
  switch (job.kind) {
    case 'open':
      close();
      db = openPassages(job.path, job.isNew);
      overwriteRemoved(db);
      return progressIn(db);
    case 'advance':
      return advance(job.document);
    case 'remove':
      if (current?.id === job.documentId) current = null;
      return removeSome(opened(), job.documentId);
    case 'overwrite':
      return overwriteRemoved(opened());
    case 'find':
      return findPassages(opened(), job);
    case 'more':
      return morePassages(opened(), job);
    case 'without-vector':
      return withoutVector(opened(), job);
    case 'put-vectors':
      return putVectors(opened(), job);
    case 'keep-vectors':
      return keepVectors(opened(), job);
    case 'nearest':
      return nearest(opened(), job);
    case 'close':
      return close();
  }
});
