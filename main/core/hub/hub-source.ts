/** Reads a file on a hub without downloading more than is read. */
import type { Outgoing, OutgoingAnswer } from '../network/outgoing.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Told } from '../../shared/words/told.ts';
import type { ByteSource } from '../../shared/gguf/gguf-header.ts';

interface HubSourceOptions {
  outgoing: Outgoing;
  /** As returned by `fileUrl`. */
  url: string;
  /** What the network log says of each request. */
  why: Told;
  /** The refusal for an answer that is neither the file nor a part of it. */
  refusal: (answer: OutgoingAnswer) => Refusal;
  signal?: AbortSignal;
}

/** The number of bytes that `readGgufHeader` asks for first. */
const firstBytes = 256 * 1024;

/**
 * Requests the beginning of the file, which also tells its size. Later reads go to the address that the hub redirected to,
 * without asking the hub again; if a server knows no ranges, they continue its one answer. Throws `Refusal` if the hub does not
 * give the file, here and in `read`. The caller closes it.
 */
export const openHubSource = async (
  options: HubSourceOptions,
): Promise<ByteSource & { close: () => void }> => {
  const { outgoing, url, why, refusal, signal } = options;
  const ask = (at: string, offset: number, length: number): Promise<OutgoingAnswer> =>
    outgoing.send({
      url: at,
      why,
      headers: { range: `bytes=${offset}-${offset + length - 1}` },
      ...(signal && { signal }),
    });
  const wrong = (): Refusal => new Refusal('hub.wrong-range');

  const first = await ask(url, 0, firstBytes);
  if (first.status !== 206 && first.status !== 200) {
    first.body.destroy();
    throw refusal(first);
  }

  if (first.status === 200) {
    const size = Number(first.headers['content-length'] ?? Number.NaN);
    if (!Number.isSafeInteger(size)) {
      first.body.destroy();
      throw wrong();
    }
    return { size, ...readOn(first.body) };
  }

  const range = contentRange(first);
  if (range === null || range.from !== 0) {
    first.body.destroy();
    throw wrong();
  }
  const beginning = await bytesOf(first, Math.min(firstBytes, range.size), wrong);
  /** Signed for a while; its host gets no token. */
  let place = first.url;

  return {
    size: range.size,
    read: async (offset, length) => {
      if (offset + length <= beginning.length) return beginning.subarray(offset, offset + length);
      let answer = await ask(place, offset, length);
      if (place !== url && answer.status >= 400) {
        // The signature has expired.
        answer.body.destroy();
        answer = await ask(url, offset, length);
        place = answer.url;
      }
      const part = contentRange(answer);
      if (answer.status !== 206 || part === null || part.from !== offset || part.size !== range.size) {
        answer.body.destroy();
        throw answer.status >= 400 ? refusal(answer) : wrong();
      }
      return bytesOf(answer, length, wrong);
    },
    close: () => undefined,
  };
};

/** `Content-Range: bytes 0-99/1000`. */
const contentRange = ({ headers }: OutgoingAnswer): { from: number; size: number } | null => {
  const [, from, size] = /^bytes (\d{1,15})-\d{1,15}\/(\d{1,15})$/.exec(headers['content-range'] ?? '') ?? [];
  return from === undefined || size === undefined ? null : { from: Number(from), size: Number(size) };
};

/** The body, which must have exactly this length. */
const bytesOf = async ({ body }: OutgoingAnswer, length: number, wrong: () => Refusal): Promise<Buffer> => {
  const bytes = Buffer.alloc(length);
  let at = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    if (at + chunk.length > length) throw wrong();
    at += chunk.copy(bytes, at);
  }
  if (at < length) throw wrong();
  return bytes;
};

/** Reads one answer as far as needed, and keeps what was read. */
const readOn = (body: OutgoingAnswer['body']): Pick<ByteSource, 'read'> & { close: () => void } => {
  const chunks = body[Symbol.asyncIterator]() as AsyncIterator<Buffer>;
  let have: Buffer = Buffer.alloc(0);
  return {
    read: async (offset, length) => {
      const more: Buffer[] = [];
      let bytes = have.length;
      while (bytes < offset + length) {
        const { value, done } = await chunks.next();
        if (done) throw new Refusal('hub.file-too-short');
        more.push(value);
        bytes += value.length;
      }
      have = Buffer.concat([have, ...more]);
      return have.subarray(offset, offset + length);
    },
    close: () => body.destroy(),
  };
};
