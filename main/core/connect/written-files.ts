/** Which files of programs Hearth has written, so that it can bring back what they were. Kept in the data folder. */
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { connectTargets, type ConnectTarget } from '../../shared/contract/api.ts';

const entry = z.object({
  path: z.string(),
  /** Where its former bytes are; `null`: there was no file. */
  backup: z.string().nullable(),
  /** Of what Hearth wrote; `null`: the user has changed the file between two writes, so its former bytes are not all that it had. */
  digest: z.string().nullable(),
});
type WrittenFile = z.infer<typeof entry>;

const stored = z.partialRecord(z.enum(connectTargets), entry);

export const digestOf = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

export interface WrittenFiles {
  find(target: ConnectTarget): WrittenFile | null;
  keep(target: ConnectTarget, file: WrittenFile | null): void;
}

export const openWrittenFiles = (dataFolder: string): WrittenFiles => {
  const path = join(dataFolder, 'connections.json');
  const read = (): z.infer<typeof stored> => {
    try {
      return stored.parse(JSON.parse(readFileSync(path, 'utf8')));
    } catch {
      // Without the list, Hearth only knows no way back; the files beside the written ones are still there.
      return {};
    }
  };
  return {
    find: (target) => read()[target] ?? null,
    keep: (target, file) => {
      const { [target]: _, ...others } = read();
      const next = file === null ? others : { ...others, [target]: file };
      writeFileSync(`${path}.part`, JSON.stringify(next, null, 2), { mode: 0o600, flush: true });
      renameSync(`${path}.part`, path);
    },
  };
};
