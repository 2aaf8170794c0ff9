/** Reads the JSON body of a request, within bounds. */
import type { IncomingMessage } from 'node:http';
import { ApiFault } from '../../shared/api/fault.ts';

interface Bounds {
  mostBytes: number;
  /** The most time between two pieces, in ms. */
  pieceMs: number;
}

/** Deeper values are refused: validators call themselves for each level. */
const deepest = 200;

/** The text of the body; empty if there is none. Throws `ApiFault`. */
export const readBody = async (
  request: IncomingMessage,
  { mostBytes, pieceMs }: Bounds,
): Promise<{ text: string; bytes: number }> => {
  const { 'content-encoding': encoding, 'content-type': type = '' } = request.headers;
  if (encoding !== undefined && encoding !== 'identity')
    throw new ApiFault('not-json', 'The body is compressed; send it as it is.');
  if (/^multipart\//i.test(type))
    throw new ApiFault('not-json', 'The body is a form; send it as application/json.');
  const tooLarge = new ApiFault('too-large', `The body has more than ${mostBytes} bytes.`);
  if (Number(request.headers['content-length'] ?? 0) > mostBytes) throw tooLarge;
  const pieces: Buffer[] = [];
  let bytes = 0;
  await new Promise<void>((resolve, reject) => {
    let isOver = false;
    const end = (fault: ApiFault | null): void => {
      if (isOver) return;
      isOver = true;
      clearTimeout(late);
      if (fault === null) resolve();
      else reject(fault);
    };
    const late = setTimeout(
      () => end(new ApiFault('bad-request', `Nothing of the body has arrived for ${pieceMs / 1000} s.`)),
      pieceMs,
    );
    request.on('data', (piece: Buffer) => {
      if (isOver) return;
      late.refresh();
      bytes += piece.length;
      if (bytes > mostBytes) return end(tooLarge);
      pieces.push(piece);
    });
    request.on('end', () => end(null));
    for (const event of ['error', 'close'])
      request.on(event, () => end(new ApiFault('bad-request', 'The body ended early.')));
  });
  try {
    return {
      text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(pieces)),
      bytes,
    };
  } catch {
    throw new ApiFault('bad-request', 'The body is not UTF-8.');
  }
};

/** The value of a body; `undefined` if it is empty. Throws `ApiFault`. */
export const parseBody = (text: string): unknown => {
  if (text.trim() === '') return undefined;
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ApiFault('bad-request', `The body is not JSON: ${(error as Error).message.slice(0, 200)}`);
  }
  if (isDeeperThan(value, deepest))
    throw new ApiFault('bad-request', `The body has more than ${deepest} levels.`);
  return value;
};

const isDeeperThan = (value: unknown, levels: number): boolean => {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > levels) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
};
