/** Reads the headers of answers that downloads rely on. Nothing in them is trusted beyond its form. */

type Headers = Record<string, string | undefined>;

/** The range of a 206 answer; `total` is `null` if the server does not know it. */
export const contentRange = (headers: Headers): { from: number; to: number; total: number | null } | null => {
  const found = /^bytes (\d+)-(\d+)\/(\d+|\*)$/.exec(headers['content-range']?.trim() ?? '');
  if (found === null) return null;
  return {
    from: Number(found[1]),
    to: Number(found[2]) + 1,
    total: found[3] === '*' ? null : Number(found[3]),
  };
};

/** A strong entity tag without its quotes; `null` if there is none that identifies exact bytes. */
export const strongTag = (value: string | undefined): string | null =>
  /^"([\x21\x23-\x7e]{1,128})"$/.exec(value?.trim() ?? '')?.[1] ?? null;

export interface Digest {
  algorithm: 'sha256' | 'sha512' | 'md5';
  base64: string;
}

/** A digest of the bytes of this answer: `Content-Digest` (RFC 9530), else the older `Content-MD5`. */
export const bodyDigest = (headers: Headers): Digest | null => {
  const digest = fieldDigest(headers['content-digest']);
  if (digest !== null) return digest;
  const md5 = headers['content-md5']?.trim();
  return md5 !== undefined && /^[A-Za-z0-9+/]{22}==$/.test(md5) ? { algorithm: 'md5', base64: md5 } : null;
};

/** SHA-256 of the whole file in hexadecimal digits, if the answer has it (`Repr-Digest`, RFC 9530). */
export const fileDigest = (headers: Headers): string | null => {
  const found = fieldDigest(headers['repr-digest']);
  return found?.algorithm === 'sha256' ? Buffer.from(found.base64, 'base64').toString('hex') : null;
};

const fieldDigest = (value: string | undefined): Digest | null => {
  for (const [name, algorithm] of [
    ['sha-256', 'sha256'],
    ['sha-512', 'sha512'],
  ] as const) {
    const found = new RegExp(`(?:^|,)\\s*${name}=:([A-Za-z0-9+/=]{1,128}):`).exec(value ?? '');
    if (found) return { algorithm, base64: found[1]! };
  }
  return null;
};
