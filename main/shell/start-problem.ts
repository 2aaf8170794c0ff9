/** Says why Hearth cannot start, whatever was thrown. */
import { join } from 'node:path';
import { databaseSentence } from '../core/database/database-faults.ts';
import { Refusal } from '../shared/rpc/refusal.ts';

/** One sentence for the user; what a `Refusal` says already, as it is. */
export const startProblem = (error: unknown, dataFolder: string): string => {
  if (error instanceof Refusal) return error.message;
  const known = databaseSentence(error);
  if (known !== null) return `Hearth cannot start. ${known}`;
  const { code, path } = (error ?? {}) as NodeJS.ErrnoException;
  const place = path ?? dataFolder;
  if (code === 'EMFILE' || code === 'ENFILE')
    return 'Hearth cannot start, because it may open no more files: raise the limit with "ulimit -n 1024", then start Hearth again.';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return `Hearth cannot start, because it may not write to ${place}: check its permissions, or choose another folder with --data.`;
  if (code === 'EISDIR' || code === 'ENOTDIR' || code === 'EEXIST')
    return `Hearth cannot start, because ${place} is not what it has to be (${code}): move it away, then start Hearth again.`;
  if (code === 'EIO' || code === 'ENXIO' || code === 'ESTALE')
    return `Hearth cannot start, because the disk that holds ${place} does not answer as it should (${code}): check that it is connected.`;
  return `Hearth cannot start, because something unexpected went wrong (${String(error)}): the details are in ${join(dataFolder, 'logs', 'hearth.log')}.`;
};
