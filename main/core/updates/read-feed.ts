/** Asks for the feed and its signature, and trusts nothing before the signature was checked. */
import { createPublicKey, verify } from 'node:crypto';
import type { Readable } from 'node:stream';
import { feedForm, largestFeed, type Feed, type UpdateSource } from '../../shared/updates/feed.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { say } from '../../shared/words/catalogue.ts';
import type { Outgoing } from '../network/outgoing.ts';

/** A signature is 64 bytes, in base64 with a line break. */
const largestSignature = 200;

const textOf = async (body: Readable, largest: number): Promise<Buffer> => {
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of body as AsyncIterable<Buffer>) {
    bytes += piece.length;
    if (bytes > largest) {
      body.destroy();
      throw new Refusal('updates.feed-unusable', { reason: 'size' });
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
};

/**
 * Resolves with the feed. Throws `Refusal` if there is no answer, if the signature is not that of `source.key`, if the feed is not valid,
 * or if it is older than `newestSerial`, that of the newest feed that was ever accepted.
 */
export const readFeed = async (
  outgoing: Outgoing,
  { address, key }: UpdateSource,
  newestSerial: number,
  signal: AbortSignal,
): Promise<Feed> => {
  const get = async (url: string, largest: number): Promise<Buffer> => {
    const { status, body } = await outgoing.send({ url, why: say('request.updates'), signal });
    if (status !== 200) {
      body.destroy();
      throw new Refusal('updates.feed-unusable', { reason: String(status) });
    }
    return textOf(body, largest);
  };
  const text = await get(address, largestFeed);
  const signature = await get(`${address}.sig`, largestSignature);
  if (!isSigned(text, signature.toString('latin1'), key)) throw new Refusal('updates.feed-not-signed');
  const { data } = feedForm.safeParse(parsed(text));
  if (data === undefined) throw new Refusal('updates.feed-unusable', { reason: 'format' });
  if (data.serial < newestSerial) throw new Refusal('updates.feed-older');
  return data;
};

/** Whether `signature` (base64) is the Ed25519 signature of `text` by `key`. A key or a signature that cannot be read is none. */
const isSigned = (text: Buffer, signature: string, key: string): boolean => {
  try {
    const publicKey = createPublicKey({ key: Buffer.from(key, 'base64'), format: 'der', type: 'spki' });
    return (
      publicKey.asymmetricKeyType === 'ed25519' &&
      verify(null, text, publicKey, Buffer.from(signature.trim(), 'base64'))
    );
  } catch {
    return false;
  }
};

const parsed = (text: Buffer): unknown => {
  try {
    return JSON.parse(text.toString('utf8'));
  } catch {
    return null;
  }
};
