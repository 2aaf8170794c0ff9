/** The thread that checks the database of a backup, which takes about 2 ms per MB. */
import type { BackupCounts } from '../../shared/contract/backup.ts';
import { answerJobs } from '../../system/answer-jobs.ts';
import { openConnection } from '../database/connection.ts';
import { newestVersion } from '../database/migrations.ts';

export interface CheckJob {
  path: string;
}

export type DatabaseCounts = Pick<BackupCounts, 'chats' | 'messages' | 'documents'>;
/** What it has, or why it cannot be used. */
export type CheckedDatabase = DatabaseCounts | 'newer' | 'damaged';

answerJobs(({ path }: CheckJob): CheckedDatabase => {
  const db = openConnection(path);
  try {
    const [{ user_version: version }] = db.pragma('user_version') as [{ user_version: number }];
    if (version > newestVersion) return 'newer';
    const [found] = db.prepare('SELECT integrity_check AS problem FROM pragma_integrity_check(1)').all() as {
      problem: string;
    }[];
    if (found?.problem !== 'ok') return 'damaged';
    const tables = db.prepare("SELECT name FROM sqlite_schema WHERE type = 'table'").all() as {
      name: string;
    }[];
    const count = (table: string): number =>
      tables.some((one) => one.name === table)
        ? (db.prepare(`SELECT count(*) AS count FROM ${table}`).get() as { count: number }).count
        : 0;
    return { chats: count('chats'), messages: count('messages'), documents: count('documents') };
  } finally {
    db.close();
  }
});
