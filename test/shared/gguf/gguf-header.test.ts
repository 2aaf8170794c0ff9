/** Compares headers of GGUF files with node-llama-cpp's reader, and checks that invalid ones are refused. */
import { BadGguf } from '../../../main/shared/gguf/bad-gguf.ts';
import { randomUUID } from 'node:crypto';
import { readFileSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { readGgufFileInfo } from 'node-llama-cpp';
import { afterAll, describe, expect, it } from 'vitest';
import { entry, writeGguf, type RawEntry, type Tensor } from '../../../main/engine/load/write-gguf.ts';
import { openFileSource } from '../../../main/system/file-source.ts';
import { readGgufHeader, type ByteSource, type GgufHeader } from '../../../main/shared/gguf/gguf-header.ts';
import { lengthFault } from '../../../main/shared/gguf/gguf-faults.ts';
import { weightsFault } from '../../../main/shared/gguf/gguf-weights.ts';
import { starterModel } from '../../../main/system/paths.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { hybridModel, slidingWindowModel, tinyModel } from '../../fixtures/models/files.ts';

/** A source that holds only the first bytes of a file. The rest of `size` is requested only if a false claim is believed. */
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

/** node-llama-cpp nests metadata by the dots of their keys. */
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
  ])('is read as node-llama-cpp reads it: %s', async (_name, path) => {
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

  it('is read without the weights after it', async () => {
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
  it('is read in pieces, each byte once, and returns the vocabulary as it is in the file', async () => {
    const path = slidingWindowModel();
    const file = await openFileSource(path);
    const whole = readFileSync(path);
    const reads: [offset: number, length: number][] = [];
    const vast = await readGgufHeader({
      size: file.size,
      read: (offset, length) => {
        // The first piece is small, as if it came from a slow server.
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
    // The first token encodes the byte 0.
    expect([bytes.readBigUInt64LE(0), bytes.toString('utf8', 8, 10)]).toEqual([2n, '\u0100']);
    expect(whole.includes(bytes)).toBe(true);
  });
});

describe('a bad file', () => {
  const good = readFileSync(tinyModel());

  it.each<[string, (bytes: Buffer) => Buffer | void, RegExp]>([
    ['empty', () => Buffer.alloc(0), /is not a GGUF file/],
    ['of another kind', (bytes) => void bytes.write('PK\u0003\u0004'), /is not a GGUF file/],
    ['of the first version', (bytes) => void bytes.writeUInt32LE(1, 4), /version 1 of GGUF/],
    ['of a version to come', (bytes) => void bytes.writeUInt32LE(9, 4), /version 9 of GGUF/],
    ['of another order of bytes', (bytes) => void bytes.writeUInt32BE(3, 4), /byte order/],
    [
      'with more tensors than any',
      (bytes) => void bytes.writeBigUInt64LE(2n ** 60n, 8),
      /than any model has/,
    ],
    [
      'with more entries than any',
      (bytes) => void bytes.writeBigUInt64LE(2n ** 60n, 16),
      /than any model has/,
    ],
    ['with an endless name', (bytes) => void bytes.writeBigUInt64LE(2n ** 40n, 24), /text without an end/],
    [
      'with an entry too many',
      (bytes) => void bytes.writeBigUInt64LE(bytes.readBigUInt64LE(16) + 1n, 16),
      /damaged|incomplete/,
    ],
    [
      'cut off in its header',
      (bytes) => bytes.subarray(0, 400),
      /is incomplete: it ends within its header\./,
    ],
    [
      'cut off in its weights',
      (bytes) => bytes.subarray(0, -1000),
      /is incomplete: only \d+.% of it is there\./,
    ],
  ])('is refused with the reason: %s', async (_name, change, problem) => {
    const copy = Buffer.from(good);
    expect(await problemOf(source(change(copy) ?? copy))).toMatch(problem);
  });

  it('cannot make the reader request or keep data that does not exist', async () => {
    // This file claims a terabyte, has only its first bytes followed by zeros, and announces an endless array of empty texts.
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
    expect(await problemOf(source(head, 1e12))).toContain('is damaged: its header is longer than any other');
    expect(process.memoryUsage().rss - before).toBeLessThan(600e6);
  });

  it('with random changes, in 200 variants, is read or refused in one line', async () => {
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
      expect(problem).toMatch(/^The file is [^\n]+\.$/);
      expect(problem.length).toBeLessThan(200);
    }
    expect(refused).toBeGreaterThan(100);
  });
});

describe('a header that llama.cpp would load and then crash on', () => {
  const folder = temporaryFolder();
  afterAll(() => folder.remove());
  const f32 =
    (values: number[]) =>
    (bytes: Buffer): void => {
      for (let at = 0; at < bytes.length; at += 4) bytes.writeFloatLE(values[(at / 4) % values.length]!, at);
    };
  const written = (own: Record<string, RawEntry>, tensors: Tensor[] = [], tail = 0): string => {
    const path = join(folder.path, `${randomUUID()}.gguf`);
    const entries = Object.entries(own).map(([key, value]): [string, RawEntry] => [
      key.startsWith('tokenizer.') ? key : `llama.${key}`,
      value,
    ]);
    writeGguf(path, new Map([['general.architecture', entry.string('llama')], ...entries]), tensors);
    if (tail > 0) truncateSync(path, statSync(path).size + tail);
    return path;
  };
  const faultOf = async (path: string, also?: typeof weightsFault): Promise<string | null> => {
    const file = await openFileSource(path);
    try {
      const problem = await problemOf(file);
      if (problem !== null) return problem;
      const found = await also?.(file, await readGgufHeader(file));
      return found ? new BadGguf(found).message : null;
    } finally {
      await file.close();
    }
  };
  const norm: Tensor = { name: 'output_norm.weight', shape: [64], type: 'f32', fill: f32([1]) };

  it.each([
    [
      'attention.layer_norm_rms_epsilon',
      Number.NaN,
      'is damaged: its attention.layer_norm_rms_epsilon is NaN',
    ],
    ['attention.layer_norm_rms_epsilon', -1e-5, ', but must be at least 0'],
    ['attention.layer_norm_epsilon', Infinity, 'is damaged: its attention.layer_norm_epsilon is Infinity'],
    ['attention.group_norm_epsilon', -1, ', but must be at least 0'],
    ['rope.freq_base', Number.NaN, 'is damaged: its rope.freq_base is NaN'],
  ])('is refused if its %s is %s', async (key, value, told) => {
    expect(await faultOf(written({ [key]: entry.float32(value) }, [norm]))).toContain(told);
  });

  it.each<[string, number, number[], boolean]>([
    ['output_norm.weight', 26, [64], true],
    ['blk.0.attn_norm.weight', 8, [64], true],
    ['blk.0.attn_q.bias', 28, [64], true],
    ['blk.0.ffn_up.weight', 24, [64, 64], true],
    ['blk.0.ffn_up.weight', 8, [64, 64], false],
    ['blk.0.attn_norm.weight', 30, [64], false],
    ['blk.0.ffn_gate_tid2eid.weight', 26, [2, 64], false],
  ])('%s of type %d and size %j is refused: %s', async (name, type, shape, isRefused) => {
    const problem = await faultOf(written({}, [{ name, shape, type, fill: () => undefined }]));
    expect(problem === null ? null : /has a type that no such tensor can have/.test(problem)).toBe(
      isRefused || null,
    );
  });

  it('is refused if it uses more experts than it has, or has no layers', async () => {
    const used = { expert_count: entry.uint32(4), expert_used_count: entry.uint32(8) };
    expect(await faultOf(written(used))).toContain('is damaged: it uses 8 of 4 experts');
    expect(await faultOf(written({ block_count: entry.uint32(0) }))).toContain('must be at least 1');
    const right = { expert_count: entry.uint32(8), expert_used_count: entry.uint32(2) };
    expect(
      await faultOf(written({ ...right, 'attention.layer_norm_rms_epsilon': entry.float32(0) })),
    ).toBeNull();
  });

  it('is refused if the file has gigabytes but its tensors only kilobytes, but not for some space after them', async () => {
    const length = async (file: ByteSource, header: GgufHeader) =>
      lengthFault({ ...header, fileBytes: file.size });
    const far = await faultOf(written({}, [norm], 40e9), length);
    expect(far).toMatch(/is damaged: it is 40.GB long, but its tensors take only 256.B\./);
    expect(await faultOf(written({}, [norm], 1_000_000), length)).toBeNull();
  });

  it('is refused if it has more merges than any vocabulary', async () => {
    const vocabulary = (tokens: number, merges: number) => ({
      'tokenizer.ggml.tokens': entry.strings(Array.from({ length: tokens }, (_, index) => `t${index}`)),
      'tokenizer.ggml.merges': entry.strings(Array.from({ length: merges }, () => 'a b')),
    });
    expect(await faultOf(written(vocabulary(1000, 150_000)))).toContain(
      'is damaged: its vocabulary has 150,000 merges for 1,000 tokens, more than any model has',
    );
    // Gemma 4 has this ratio of merges to tokens.
    expect(await faultOf(written(vocabulary(60_000, 120_000)))).toBeNull();
  });

  it.each([
    ['f32', f32([1, Number.NaN])],
    ['f16', (bytes: Buffer): void => void bytes.writeUInt16LE(0x7e00, 2)],
    ['q8_0', (bytes: Buffer): void => void bytes.writeUInt16LE(0x7c00, 34)],
    ['q4_0', (bytes: Buffer): void => void bytes.writeUInt16LE(0xfe00, 18)],
  ] as const)('is refused if its weights of type %s are not numbers', async (type, fill) => {
    const tensor: Tensor = { name: 'blk.0.attn_q.weight', shape: [64, 2], type, fill };
    expect(await faultOf(written({}, [tensor]), weightsFault)).toContain(
      'is damaged: its weights are not numbers (blk.0.attn_q.weight)',
    );
    expect(await faultOf(written({}, [{ ...tensor, fill: () => undefined }]), weightsFault)).toBeNull();
  });
});
