/**
 * Decides who may use the Node host. A page comes with the token in its address, exchanges it for a key, and proves at each
 * connection that it has the key, without sending it: the page of an earlier run may meet another program at its port. No
 * cookie carries a secret, because cookies go to every port of 127.0.0.1.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

export interface Access {
  /** The token of the printed address. It opens any number of windows until Hearth ends. */
  readonly token: string;
  /** A token that can be exchanged once. */
  tokenForOnce(): string;
  isToken(given: string | null): boolean;
  /** The page's key in exchange for a token; `null` for anything else. */
  keyFor(given: string | null): string | null;
  /** What a proof is computed from, besides the key; new at each start. */
  readonly nonce: string;
  /** True when `given` is the HMAC-SHA256 of the nonce under the page's key, in hexadecimal. */
  isProof(given: string): boolean;
}

/** `secret` survives a restart, and so do the keys; each port has its own. */
export const createAccess = (secret: string, port: number): Access => {
  const token = newToken();
  const nonce = newToken();
  const key = hmac(secret, `port ${port}`);
  const proof = hmac(key, nonce);
  const onceOnly = new Set<string>();
  return {
    token,
    tokenForOnce: () => {
      const once = newToken();
      onceOnly.add(once);
      return once;
    },
    isToken: (given) => isSame(given, token),
    keyFor: (given) => {
      const once = [...onceOnly].find((one) => isSame(given, one));
      if (once !== undefined) onceOnly.delete(once);
      return once !== undefined || isSame(given, token) ? key : null;
    },
    nonce,
    isProof: (given) => isSame(given, proof),
  };
};

/** 192 random bits, as 32 characters of an address. */
export const newToken = (): string => randomBytes(24).toString('base64url');

const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('hex');

const isSame = (given: string | null, secret: string): boolean => {
  if (given === null) return false;
  const [a, b] = [Buffer.from(given), Buffer.from(secret)];
  return a.length === b.length && timingSafeEqual(a, b);
};
