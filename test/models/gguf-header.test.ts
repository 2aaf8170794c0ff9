/** Headers of GGUF files: those that are right against the library's own reader, and those that are not. */
import { readFileSync } from 'node:fs';
import { readGgufFileInfo } from 'node-llama-cpp';
import { describe, expect, it } from 'vitest';
import { openFileSource } from '../../main/models/file-source.ts';
import { BadGguf, readGgufHeader, type ByteSource } from '../../main/models/gguf-header.ts';
import { starterModel } from '../../main/paths.ts';
import { hybridModel, slidingWindowModel, tinyModel } from './files.ts';

/** Only the first bytes are there; the rest of `size` is never asked for, unless a claim of the header is believed. */
const source = (bytes: Uint8Array, size = bytes.length): ByteSource => ({
  size,
  read: async (offset, length) => {
    expect(offset + length).toBeLessThanOrEqual(size);
    const part = Buffer.alloc(length);
    part.set(bytes.subarray(offset, offset + length));
    return part;
  },
});

const problemOf = async (of: ByteSource): Promise<string | null> => {
  try {
    await readGgufHeader(of);
    return null;
  } catch (error) {
    if (!(error instanceof BadGguf)) throw error;
    return error.message;
  }
};

/** The library's metadata are nested by the dots of their keys. */
const valueAt = (metadata: unknown, key: string): unknown =>
  key.split('.').reduce((part, name) => (part as Record<string, unknown> | undefined)?.[name], metadata);

const comparable = (value: unknown): unknown => {
  if (typeof value === 'bigint') return Number(value);
  if (!Array.isArray(value)) return value;
  return value.length > 1024 ? { items: value.length } : value.map(comparable);
};

describe('a header', () => {
  it.each([
    ['tiny', tinyModel],
    ['sliding window', slidingWindowModel],
    ['hybrid', hybridModel],
    ['the starter model', () => starterModel],
  ])('is read as the library reads it: %s', async (_name, path) => {
    const file = await openFileSource(path());
    const { version, metadata, tensors } = await readGgufHeader(file);
    await file.close();
    const info = await readGgufFileInfo(path(), { sourceType: 'filesystem', logWarnings: false });
    expect(version).toBe(info.version);
    const theirs = [...metadata.keys()].map((key) => [key, comparable(valueAt(info.metadata, key))]);
    expect(Object.fromEntries(metadata)).toEqual(Object.fromEntries(theirs));
    expect(
      tensors.map(({ name, dimensions, ggmlType, offset }) => ({ name, dimensions, ggmlType, offset })),
    ).toEqual(
      info.fullTensorInfo!.map(({ name, dimensions, ggmlType, fileOffset }) => ({
        name,
        dimensions: dimensions.map(Number),
        ggmlType,
        offset: Number(fileOffset),
      })),
    );
    const { size } = file;
    expect(tensors.every(({ offset, bytes }) => offset + bytes! <= size)).toBe(true);
  });

  it('is fetched without the weights behind it', async () => {
    const file = await openFileSource(starterModel);
    let read = 0;
    const { dataOffset } = await readGgufHeader({
      size: file.size,
      read: (offset, length) => {
        read += length;
        return file.read(offset, length);
      },
    });
    await file.close();
    expect(read).toBeLessThanOrEqual(Math.max(2 * dataOffset, 256 * 1024));
    expect(read).toBeLessThan(file.size / 4);
  });
});

describe('a large header', () => {
  it('is read in pieces, each byte once, and has the vocabulary as it stands in the file', async () => {
    const path = slidingWindowModel();
    const file = await openFileSource(path);
    const whole = readFileSync(path);
    const reads: [offset: number, length: number][] = [];
    const vast = await readGgufHeader({
      size: file.size,
      read: (offset, length) => {
        // As if it came from far away in small pieces.
        const piece = reads.length === 0 ? Math.min(length, 1000) : length;
        reads.push([offset, piece]);
        return file.read(offset, piece);
      },
    });
    await file.close();
    expect(reads.length).toBeGreaterThan(5);
    for (const [index, [offset]] of reads.entries())
      expect(offset).toBe(reads.slice(0, index).reduce((sum, [, length]) => sum + length, 0));
    const { metadata, tensors, dataOffset, vocabulary } = await readGgufHeader(source(whole));
    expect([...vast.metadata]).toEqual([...metadata]);
    expect([vast.tensors, vast.dataOffset, vast.vocabulary]).toEqual([tensors, dataOffset, vocabulary]);
    expect(vocabulary!.tokens).toBe(4096);
    const bytes = Buffer.from(vocabulary!.bytes);
    // The first token stands for the byte 0.
    expect([bytes.readBigUInt64LE(0), bytes.toString('utf8', 8, 10)]).toEqual([2n, '\u0100']);
    expect(whole.includes(bytes)).toBe(true);
  });
});

describe('a bad file', () => {
  const good = readFileSync(tinyModel());

  it.each<[string, (bytes: Buffer) => Buffer | void, RegExp]>([
    ['empty', () => Buffer.alloc(0), /^is not a GGUF file/],
    ['of another kind', (bytes) => void bytes.write('PK\u0003\u0004'), /^is not a GGUF file/],
    ['of the first version', (bytes) => void bytes.writeUInt32LE(1, 4), /first version/],
    ['of a version to come', (bytes) => void bytes.writeUInt32LE(9, 4), /version 9 of GGUF/],
    ['of another order of bytes', (bytes) => void bytes.writeUInt32BE(3, 4), /order of bytes/],
    ['with more tensors than any', (bytes) => void bytes.writeBigUInt64LE(2n ** 60n, 8), /more than any/],
    ['with more entries than any', (bytes) => void bytes.writeBigUInt64LE(2n ** 60n, 16), /more than any/],
    ['with an endless name', (bytes) => void bytes.writeBigUInt64LE(2n ** 40n, 24), /text without an end/],
    [
      'with an entry too many',
      (bytes) => void bytes.writeBigUInt64LE(bytes.readBigUInt64LE(16) + 1n, 16),
      /damaged|cut off/,
    ],
    ['cut off in its header', (bytes) => bytes.subarray(0, 400), /^is cut off: it ends within its header$/],
    [
      'cut off in its weights',
      (bytes) => bytes.subarray(0, -1000),
      /^is cut off: only \d+ % of it is there$/,
    ],
  ])('is refused with what is wrong: %s', async (_name, change, problem) => {
    const copy = Buffer.from(good);
    expect(await problemOf(source(change(copy) ?? copy))).toMatch(problem);
  });

  it('cannot make it read or keep what is not there', async () => {
    // A file of a terabyte that is nothing but its first bytes and zeros, and announces an endless array of empty texts.
    const text = Buffer.from('some.key');
    const head = Buffer.alloc(24 + 8 + text.length + 4 + 4 + 8);
    head.write('GGUF');
    head.writeUInt32LE(3, 4);
    head.writeBigUInt64LE(1n, 16);
    head.writeBigUInt64LE(BigInt(text.length), 24);
    text.copy(head, 32);
    head.writeUInt32LE(9, 32 + text.length);
    head.writeUInt32LE(8, 36 + text.length);
    head.writeBigUInt64LE(2n ** 50n, 40 + text.length);
    const before = process.memoryUsage().rss;
    expect(await problemOf(source(head, 1e12))).toBe('is damaged: its header does not end where one should');
    expect(process.memoryUsage().rss - before).toBeLessThan(600e6);
  });

  it('of 200 that were changed at random is read or refused in one line, whatever was changed', async () => {
    const { dataOffset } = await readGgufHeader(source(good));
    let state = 7;
    const random = (below: number): number => {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      return Math.floor((state / 2 ** 32) * below);
    };
    let refused = 0;
    for (let count = 0; count < 200; count += 1) {
      const copy = Buffer.from(good);
      const at = random(dataOffset - 8);
      const kind = count % 4;
      if (kind === 0) copy[at] = random(256);
      else if (kind === 1) copy.writeBigUInt64LE(BigInt(random(2 ** 31)) * BigInt(random(2 ** 31)), at);
      else if (kind === 2) copy.fill(0xff, at, at + 1 + random(64));
      const problem = await problemOf(source(kind === 3 ? copy.subarray(0, at) : copy));
      if (problem === null) continue;
      refused += 1;
      expect(problem).toMatch(/^is [^\n]+$/);
      expect(problem.length).toBeLessThan(200);
    }
    expect(refused).toBeGreaterThan(100);
  });
});
