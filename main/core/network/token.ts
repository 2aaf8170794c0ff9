/** The access token of the hub: stored for the next start, and sent only to the hub. */
import { readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Settings } from '../../shared/contract/settings.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';

/** The system's own store of secrets, as the desktop shell reaches it. Both methods reject if it refuses; it may ask the user first. */
export interface KeyStore {
  /** `null`: the system has no such store. */
  encrypt: (text: string) => Promise<Buffer | null>;
  decrypt: (bytes: Buffer) => Promise<string>;
}

export interface TokenStore {
  /** Where the token is stored: encrypted by the system's key store, or in a file that only the user may read. */
  readonly kind: 'key-store' | 'file';
  /** Whether there is one; true also until the key store has answered. */
  isSet: () => boolean;
  /** `null` if there is none, or if it can no longer be read. */
  read: () => Promise<string | null>;
  /** Rejects with `Refusal` if the text is not a token, or if it cannot be stored. */
  write: (token: string) => Promise<void>;
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
  let token: Promise<string | null> = Promise.resolve(null);
  let isSet = false;
  const become = (next: Promise<string | null>): void => {
    token = next;
    isSet = true;
    void next.then((text) => {
      if (token === next) isSet = text !== null;
    });
  };
  let line = storedLine(path);
  if (line !== null) become(tokenOf(line, keyStore));
  return {
    get kind() {
      return (line === null ? keyStore !== null : line.startsWith(encrypted)) ? 'key-store' : 'file';
    },
    isSet: () => isSet,
    read: () => token,
    write: async (text) => {
      if (!isToken(text)) throw new Refusal('network.not-a-token');
      try {
        const bytes = (await keyStore?.encrypt(text)) ?? null;
        const written = bytes === null ? plain + text : encrypted + bytes.toString('base64');
        const temporary = `${path}.tmp`;
        // A file that a crash left would keep its own mode.
        rmSync(temporary, { force: true });
        writeFileSync(temporary, written, { mode: 0o600 });
        renameSync(temporary, path);
        line = written;
      } catch {
        // The error may quote what was to be written.
        throw new Refusal('network.token-not-saved');
      }
      become(Promise.resolve(text));
    },
    remove: () => {
      rmSync(path, { force: true });
      line = null;
      token = Promise.resolve(null);
      isSet = false;
    },
  };
};

/** The beginning of the file says how the token was written, since the key store can come and go. */
const plain = 'plain:';
const encrypted = 'key-store:';

/** `null` if no token was stored, or if the file cannot be read. */
const storedLine = (path: string): string | null => {
  try {
    const line = readFileSync(path, 'utf8');
    if (line.startsWith(plain)) return isToken(line.slice(plain.length)) ? line : null;
    return line.startsWith(encrypted) ? line : null;
  } catch {
    return null;
  }
};

const tokenOf = async (line: string, keyStore: KeyStore | null): Promise<string | null> => {
  if (line.startsWith(plain)) return line.slice(plain.length);
  try {
    const token = await keyStore?.decrypt(Buffer.from(line.slice(encrypted.length), 'base64'));
    return token !== undefined && isToken(token) ? token : null;
  } catch {
    // Another user or another machine encrypted it.
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
