/** The key of `hearth serve`: that of the environment, that in a file, or one that is made and kept in the data folder. */
import { randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Refusal } from '../../shared/rpc/refusal.ts';

export interface ServeKey {
  key: string;
  /** The file that has it; `null`: the environment has it. */
  file: string | null;
}

interface Sources {
  env: NodeJS.ProcessEnv;
  /** The file that was given; `null`: none. */
  keyFile: string | null;
  dataFolder: string;
}

const variable = 'HEARTH_API_KEY';

/** At least 16 printable characters of ASCII, without spaces, so that every program can send it in a header. */
const isKey = (text: string): boolean => /^[\x21-\x7e]{16,512}$/.test(text);

/** Throws `Refusal` if there is a key that cannot be used, or if a file cannot be read or written. */
export const serveKey = ({ env, keyFile, dataFolder }: Sources): ServeKey => {
  const given = env[variable];
  if (keyFile === null && given !== undefined && given !== '') {
    if (!isKey(given)) throw new Refusal('cli.bad-key', { where: variable });
    return { key: given, file: null };
  }
  const file = keyFile ?? join(dataFolder, 'api-key');
  const kept = keyIn(file, keyFile !== null);
  return { key: kept ?? newKeyIn(file), file };
};

/** `null` if there is no such file and none is needed. */
const keyIn = (file: string, isNeeded: boolean): string | null => {
  let text: string;
  try {
    text = readFileSync(file, 'utf8').trim();
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    if (reason === 'ENOENT' && !isNeeded) return null;
    throw new Refusal('cli.no-file', { path: file, reason });
  }
  if (!isKey(text)) throw new Refusal('cli.bad-key', { where: file });
  return text;
};

/** Some clients refuse keys that do not begin with `sk-`. It has 192 random bits. */
const newKeyIn = (file: string): string => {
  const key = `sk-hearth-${randomBytes(24).toString('base64url')}`;
  try {
    writeFileSync(file, `${key}\n`, { mode: 0o600, flag: 'wx' });
  } catch (error) {
    throw new Refusal('cli.not-written', {
      path: file,
      reason: (error as NodeJS.ErrnoException).code ?? String(error),
    });
  }
  return key;
};
