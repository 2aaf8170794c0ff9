/** Says why Hearth cannot start, whatever was thrown. */
import { join } from 'node:path';
import type { Told } from '../shared/words/told.ts';
import { say } from '../shared/words/catalogue.ts';
import { databaseProblem } from '../core/database/database-faults.ts';
import { Refusal } from '../shared/rpc/refusal.ts';

/** What the user is told; what a `Refusal` says already, as it is. */
export const startProblem = (error: unknown, dataFolder: string): Told => {
  if (error instanceof Refusal) return error.told;
  const known = databaseProblem(error);
  if (known !== null) return known;
  const { code: reason = '', path = dataFolder } = (error ?? {}) as NodeJS.ErrnoException;
  if (['EMFILE', 'ENFILE'].includes(reason)) return say('start.too-many-files');
  if (['EACCES', 'EPERM', 'EROFS'].includes(reason)) return say('start.not-permitted', { path });
  if (['EISDIR', 'ENOTDIR', 'EEXIST'].includes(reason)) return say('start.wrong-kind', { path, reason });
  if (['EIO', 'ENXIO', 'ESTALE'].includes(reason)) return say('start.disk-error', { path, reason });
  return say('start.unexpected', { reason: String(error), log: join(dataFolder, 'logs', 'hearth.log') });
};
