/** The access token of the hub: stored for the next start, and sent only to the hub. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../shared/contract/settings.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';

/** The system's own store of secrets, as the desktop shell reaches it. Both methods throw if it refuses. */
export interface KeyStore {
  encrypt: (text: string) => Buffer;
  decrypt: (bytes: Buffer) => string;
}

export interface TokenStore {
  /** Where the token is stored: encrypted by the system's key store, or in a file that only the user may read. */
  kind: 'key-store' | 'file';
  /** `null` if there is none, or if it can no longer be read. */
  read: () => string | null;
  /** Throws `Refusal` if the text is not a token, or if it cannot be stored. */
  write: (token: string) => void;
  remove: () => void;
}

interface TokenStoreOptions {
  /** The data folder. */
  folder: string;
  keyStore: KeyStore | null;
}

const mostLength = 500;

/** `keyStore`: `null` if the system has none; the file then contains the token itself. */
export const openTokenStore = ({ folder, keyStore }: TokenStoreOptions): TokenStore => {
  const path = join(folder, 'hub-token');
  let token = load(path, keyStore);
  return {
    kind: keyStore === null ? 'file' : 'key-store',
    read: () => token,
    write: (text) => {
      if (!isToken(text)) throw new Refusal('network.not-a-token');
      try {
        const line = keyStore === null ? plain + text : encrypted + keyStore.encrypt(text).toString('base64');
        const temporary = `${path}.tmp`;
        // A file that a crash left would keep its own mode.
        rmSync(temporary, { force: true });
        writeFileSync(temporary, line, { mode: 0o600 });
        renameSync(temporary, path);
      } catch {
        // The error may quote what was to be written.
        throw new Refusal('network.token-not-saved');
      }
      token = text;
    },
    remove: () => {
      rmSync(path, { force: true });
      token = null;
    },
  };
};

/** The beginning of the file says how the token was written, since the key store can come and go. */
const plain = 'plain:';
const encrypted = 'key-store:';

const load = (path: string, keyStore: KeyStore | null): string | null => {
  try {
    const line = readFileSync(path, 'utf8');
    const token = line.startsWith(plain)
      ? line.slice(plain.length)
      : line.startsWith(encrypted) && keyStore !== null
        ? keyStore.decrypt(Buffer.from(line.slice(encrypted.length), 'base64'))
        : null;
    return token !== null && isToken(token) ? token : null;
  } catch {
    // No token was set, or another user or another machine encrypted it.
    return null;
  }
};

/** Characters that a header can contain. */
const isToken = (text: string): boolean => text.length <= mostLength && /^[\x21-\x7e]+$/.test(text);

/** Throws `Refusal` if a text cannot be an access token of the hub in use. */
export const refuseOddToken = (
  text: string,
  { hubAddress, hubMirror }: Pick<Settings, 'hubAddress' | 'hubMirror'>,
): void => {
  // A mirror, or another hub, may have its own kind of tokens.
  const isOfTheHub = hubMirror === '' && new URL(hubAddress).hostname === 'huggingface.co';
  if (isOfTheHub && !/^(hf|api_org)_./.test(text)) throw new Refusal('network.not-a-hub-token');
};
