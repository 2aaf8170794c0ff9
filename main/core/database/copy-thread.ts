/** The thread that writes a copy of the database without its free pages. */
import { answerJobs } from '../../system/answer-jobs.ts';
import { openConnection } from './connection.ts';
import type { CopyJob } from './live-copy.ts';

answerJobs(({ from, to }: CopyJob) => {
  const db = openConnection(from);
  try {
    db.prepare('VACUUM INTO ?').run(to);
  } finally {
    db.close();
  }
});
