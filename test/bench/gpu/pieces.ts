/**
 * Archives in pieces: `NAME.1`, `NAME.2` and so on, and `NAME.json`, which lists them with their digests. On the other
 * machine this file alone joins, checks and unpacks them: `node pieces.js FOLDER NAME TARGET`.
 */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { createReadStream, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress, constants } from 'node:zlib';

/** One file of an archive; `sha256` in hexadecimal. */
interface Piece {
  name: string;
  bytes: number;
  sha256: string;
}

const listOf = (folder: string, name: string): string => join(folder, `${name}.json`);

/** Writes what comes out of `source` into pieces of at most `pieceBytes`; resolves with them. */
export const split = async (
  source: AsyncIterable<Buffer>,
  folder: string,
  name: string,
  pieceBytes: number,
): Promise<Piece[]> => {
  const pieces: Piece[] = [];
  let held: Buffer[] = [];
  let heldBytes = 0;
  const write = (): void => {
    const bytes = Buffer.concat(held);
    const piece = `${name}.${pieces.length + 1}`;
    writeFileSync(join(folder, piece), bytes);
    pieces.push({
      name: piece,
      bytes: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
    });
    held = [];
    heldBytes = 0;
  };
  for await (const chunk of source) {
    for (let rest = chunk; rest.length > 0;) {
      const part = rest.subarray(0, pieceBytes - heldBytes);
      held.push(part);
      heldBytes += part.length;
      rest = rest.subarray(part.length);
      if (heldBytes === pieceBytes) write();
    }
  }
  if (heldBytes > 0) write();
  writeFileSync(listOf(folder, name), `${JSON.stringify(pieces, null, 2)}\n`);
  return pieces;
};

/** The pieces, all of which are there and are what was packed. Throws with a sentence if one is not. */
const verified = async (folder: string, name: string): Promise<Piece[]> => {
  const list = listOf(folder, name);
  if (!existsSync(list)) throw new Error(`${list} is missing: copy it from where it was packed.`);
  const pieces = JSON.parse(readFileSync(list, 'utf8')) as Piece[];
  for (const piece of pieces) {
    const path = join(folder, piece.name);
    if (!existsSync(path))
      throw new Error(`${path} is missing: copy all ${pieces.length} pieces of ${name}.`);
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    if (hash.digest('hex') !== piece.sha256) throw new Error(`${path} is damaged: copy it again.`);
  }
  return pieces;
};

const bytesOf = async function* (folder: string, pieces: readonly Piece[]): AsyncGenerator<Buffer> {
  for (const { name } of pieces)
    for await (const chunk of createReadStream(join(folder, name))) yield chunk as Buffer;
};

/** The archive's bytes in order. Rejects with a sentence if a piece is missing or damaged. */
export const joined = async (folder: string, name: string): Promise<AsyncGenerator<Buffer>> =>
  bytesOf(folder, await verified(folder, name));

/** A window of 256 MB: the binaries of several backends hold much of the same. */
export const windowBits = 28;

/** tar ends at the end of the archive, and the padding behind it has nobody to read it. Its exit code tells of failures. */
const unlessEnded = (error: NodeJS.ErrnoException): void => {
  if (!['EPIPE', 'ECONNRESET', 'ERR_STREAM_PREMATURE_CLOSE'].includes(error.code ?? '')) throw error;
};

/** Joins the pieces and unpacks what is in them, a tar file compressed with Brotli, into `target`. */
export const unpack = async (folder: string, name: string, target: string): Promise<void> => {
  const packed = await joined(folder, name);
  mkdirSync(target, { recursive: true });
  const tar = spawn('tar', ['-x', '-f', '-', '-C', target], { stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = new Promise<void>((resolve, reject) => {
    tar.on('error', reject);
    tar.on('exit', (code) =>
      code === 0 ? resolve() : reject(new Error(`tar ended with exit code ${code}`)),
    );
  });
  const plain = createBrotliDecompress({ params: { [constants.BROTLI_DECODER_PARAM_LARGE_WINDOW]: 1 } });
  const piped = pipeline(Readable.from(packed), plain, tar.stdin).catch(unlessEnded);
  const [sent, unpacked] = await Promise.allSettled([piped, ended]);
  for (const one of [sent, unpacked]) if (one.status === 'rejected') throw one.reason;
};

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [folder, name, target] = process.argv.slice(2);
  try {
    await unpack(folder!, name!, target!);
  } catch (error) {
    console.error((error as Error).message);
    process.exit(1);
  }
}
