/** The keys of other programs. Of their secrets only SHA-256 digests are stored. */
import { createHash, randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { z } from 'zod';
import { apiRights, type ApiKey, type ApiRightName } from '../../shared/contract/api.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Db } from '../database/connection.ts';
import { parsed, timeOf } from '../database/stored-values.ts';

/** Who sends a request. */
export interface Caller {
  /** The id of its key; all callers without a key share one. Kept answers belong to one id. */
  id: string;
  /** `null`: it has no key. */
  keyName: string | null;
  rights: readonly ApiRightName[];
}

/** A request without a key, where none is needed. */
export const withoutKey: Caller = { id: 'none', keyName: null, rights: apiRights };

export interface ApiKeys {
  /** Newest first. */
  all(): ApiKey[];
  /** `days`: until it expires; `null`: it does not. The text is not stored. Throws `Refusal` if there are too many keys. */
  create(name: string, rights: readonly ApiRightName[], days: number | null): { key: ApiKey; text: string };
  remove(id: string): void;
  /** The caller who has this secret. */
  find(secret: string): Caller | 'unknown' | 'expired';
  /** Sets the secret that is not stored and allows everything; `null`: none. */
  setFixed(secret: string | null): void;
  /** Whether any key can be used at all. */
  hasAny(): boolean;
}

/** A key that is given from outside and not stored. */
const fixedKeyName = 'HEARTH_API_KEY';

const mostKeys = 1000;

/** The time of the last use is stored this often, in ms. */
const usedGapMs = 60_000;

/** Longer secrets are not compared. */
const longestSecret = 1000;

const digestOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

const isSame = (a: string, b: string): boolean => {
  const [one, other] = [Buffer.from(a), Buffer.from(b)];
  return one.length === other.length && timingSafeEqual(one, other);
};

const rowForm = z.object({
  id: z.string(),
  name: z.string(),
  digest: z.string(),
  ending: z.string(),
  rights: z
    .string()
    .transform(parsed)
    .pipe(z.array(z.enum(apiRights))),
  created_at: z.number().transform(timeOf),
  used_at: z.number().transform(timeOf).nullable(),
  expires_at: z.number().transform(timeOf).nullable(),
});

type Stored = ApiKey & { digest: string };

const readRow = (row: unknown): Stored[] => {
  const { data } = rowForm.safeParse(row);
  // A damaged key admits nobody.
  if (data === undefined) return [];
  const { created_at: createdAt, used_at: usedAt, expires_at: expiresAt, ...rest } = data;
  return [{ ...rest, createdAt, usedAt, expiresAt }];
};

const withoutDigest = ({ id, name, ending, rights, createdAt, usedAt, expiresAt }: Stored): ApiKey => ({
  id,
  name,
  ending,
  rights,
  createdAt,
  usedAt,
  expiresAt,
});

interface ApiKeysOptions {
  db: Db;
  /** A secret that is not stored and allows everything; `null`: none. */
  fixedKey: string | null;
  onChange: (keys: ApiKey[]) => void;
  now?: () => number;
}

export const openApiKeys = ({ db, fixedKey, onChange, now = Date.now }: ApiKeysOptions): ApiKeys => {
  let keys: readonly Stored[] = db
    .prepare('SELECT * FROM api_keys ORDER BY created_at DESC, rowid DESC')
    .all()
    .flatMap(readRow);
  const insert = db.prepare('INSERT INTO api_keys VALUES (?, ?, ?, ?, ?, ?, ?, ?)');
  const noteUse = db.prepare('UPDATE api_keys SET used_at = ? WHERE id = ?');
  const digestOfFixed = (secret: string | null): string | null => (secret === null ? null : digestOf(secret));
  let fixedDigest = digestOfFixed(fixedKey);

  const all = (): ApiKey[] => keys.map(withoutDigest);
  const used = (key: Stored): void => {
    const at = now();
    if (key.usedAt !== null && at - key.usedAt < usedGapMs) return;
    keys = keys.map((one) => (one.id === key.id ? { ...one, usedAt: at } : one));
    try {
      noteUse.run(at, key.id);
    } catch {
      // A full disk is told elsewhere; the request can be answered without this.
    }
    onChange(all());
  };

  return {
    all,
    create: (name, rights, days) => {
      if (keys.length >= mostKeys) throw new Refusal('api.too-many-keys', { most: mostKeys });
      // Some clients refuse keys that do not begin with `sk-`. 192 random bits, like the tokens of the host.
      const text = `sk-hearth-${randomBytes(24).toString('base64url')}`;
      const createdAt = now();
      const key: ApiKey = {
        id: randomUUID(),
        name,
        ending: text.slice(-4),
        rights: apiRights.filter((right) => rights.includes(right)),
        createdAt,
        usedAt: null,
        expiresAt: days === null ? null : createdAt + days * 86_400_000,
      };
      const digest = digestOf(text);
      insert.run(
        key.id,
        name,
        digest,
        key.ending,
        JSON.stringify(key.rights),
        createdAt,
        null,
        key.expiresAt,
      );
      keys = [{ ...key, digest }, ...keys];
      onChange(all());
      return { key, text };
    },
    remove: (id) => {
      db.prepare('DELETE FROM api_keys WHERE id = ?').run(id);
      keys = keys.filter((key) => key.id !== id);
      onChange(all());
    },
    find: (secret) => {
      if (secret.length > longestSecret) return 'unknown';
      const digest = digestOf(secret);
      if (fixedDigest !== null && isSame(digest, fixedDigest))
        return { id: 'fixed', keyName: fixedKeyName, rights: apiRights };
      // All of them are compared, so that the time does not tell which one was nearly right.
      const [found] = keys.filter((key) => isSame(digest, key.digest));
      if (found === undefined) return 'unknown';
      if (found.expiresAt !== null && found.expiresAt <= now()) return 'expired';
      used(found);
      return { id: found.id, keyName: found.name, rights: found.rights };
    },
    setFixed: (secret) => {
      fixedDigest = digestOfFixed(secret);
    },
    hasAny: () =>
      fixedDigest !== null || keys.some(({ expiresAt }) => expiresAt === null || expiresAt > now()),
  };
};
