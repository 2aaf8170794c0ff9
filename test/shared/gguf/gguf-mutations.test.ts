/**
 * Mutated headers of GGUF files: each is read or refused in one sentence, within bounds of time and memory, and what is read gives
 * figures that can be shown.
 */
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { BadGguf } from '../../../main/shared/gguf/bad-gguf.ts';
import { lengthFault } from '../../../main/shared/gguf/gguf-faults.ts';
import { readGgufHeader, type ByteSource, type GgufHeader } from '../../../main/shared/gguf/gguf-header.ts';
import { weightsFault } from '../../../main/shared/gguf/gguf-weights.ts';
import { metadataLines } from '../../../main/shared/gguf/metadata-lines.ts';
import type { MachineMemory } from '../../../main/shared/contract/memory.ts';
import { total } from '../../../main/shared/memory/memory-room.ts';
import { fitOf } from '../../../main/shared/memory/memory.ts';
import { memoryShapeOf } from '../../../main/shared/memory/memory-shape.ts';
import { quantizationOf } from '../../../main/shared/model/quantization.ts';
import { times } from '../../fixtures/long.ts';
import { hybridModel, slidingWindowModel, tinyModel } from '../../fixtures/models/files.ts';
import { usual } from '../../fixtures/models/sized-cases.ts';
import { randomFrom } from '../../fixtures/random.ts';

/** The header of a file, behind which the file has no bytes but its size. */
interface Start {
  bytes: Buffer;
  size: number;
  header: GgufHeader;
}

const start = async (path: string): Promise<Start> => {
  const whole = readFileSync(path);
  const header = await readGgufHeader(sourceOf(whole, whole.length));
  return { bytes: whole.subarray(0, header.dataOffset), size: whole.length, header };
};

const sourceOf = (bytes: Buffer, size: number, read = { bytes: 0 }): ByteSource => ({
  size,
  read: async (offset, length) => {
    if (offset < 0 || length < 0 || offset + length > size || length > 256 * 1024 ** 2)
      throw new Error(`a read of ${length} bytes at ${offset}`);
    read.bytes += length;
    const part = Buffer.alloc(length);
    part.set(bytes.subarray(offset, offset + length));
    return part;
  },
});

const strangeNumbers = [
  0n,
  1n,
  2n,
  3n,
  31n,
  255n,
  65_535n,
  2n ** 31n - 1n,
  2n ** 31n,
  2n ** 32n - 1n,
  2n ** 53n,
  2n ** 63n - 1n,
  2n ** 63n,
  2n ** 64n - 1n,
];

/** The bytes with one to four changes. */
const mutated = ({ bytes, header }: Start, random: () => number): Buffer => {
  const copy = Buffer.from(bytes);
  const below = (count: number): number => Math.floor(random() * count);
  const one = <Item>(items: readonly Item[]): Item => items[below(items.length)]!;
  /** Behind a key or a tensor's name: its type, length or value. */
  const place = (): number => {
    const name = random() < 0.6 ? one([...header.metadata.keys()]) : one(header.tensors).name;
    return bytes.indexOf(name) + Buffer.byteLength(name) - (random() < 0.2 ? Buffer.byteLength(name) + 8 : 0);
  };
  for (let count = 1 + below(4); count > 0; count -= 1) {
    const at = Math.min(
      copy.length - 9,
      Math.max(0, random() < 0.8 ? place() + one([0, 0, 4, 4, 8, 12, 16, 20, 24]) : below(copy.length)),
    );
    const kind = below(7);
    if (kind === 0) copy[at] = below(256);
    else if (kind === 1) copy.writeUInt32LE(Number(one(strangeNumbers) & 0xffff_ffffn), at);
    else if (kind === 2) copy.writeBigUInt64LE(one(strangeNumbers), at);
    else if (kind === 3) copy.writeFloatLE(one([Number.NaN, Infinity, -Infinity, -1, 1e38, 0]), at);
    else if (kind === 4) copy.writeUInt32LE(below(14), at);
    else if (kind === 5) {
      const from = place();
      copy.copy(copy, at, Math.max(0, from), Math.max(0, from) + below(40));
    } else copy.fill(one([0, 0xff, 0xc3]), at, Math.min(copy.length, at + below(60)));
  }
  return copy;
};

const machine: MachineMemory = {
  ramTotal: 16e9,
  ramFree: 8e9,
  ramReturned: 0,
  engine: null,
  copies: null,
  gpu: null,
};

const runs = times(300, 20_000);

/** What is wrong with how a header was read; empty if nothing is. */
const faultsOf = (header: GgufHeader): string[] => {
  const wrong: string[] = [];
  for (const { key, value } of metadataLines(header))
    if (key.length > 300 || value.length > 21_000) wrong.push(`a line of ${key.length} and ${value.length}`);
  quantizationOf(header.metadata.get('general.file_type'), 'model.gguf', header.tensors);
  const shape = memoryShapeOf(header.metadata, header.tensors);
  if (shape === null) return wrong;
  const { ram, vram, contextLength } = fitOf(shape, usual, machine, []);
  for (const figure of [total(ram), total(vram), contextLength])
    if (!(figure >= 0 && figure < Infinity)) wrong.push(`a figure of ${figure}`);
  return wrong;
};

/** The code of the refusal, or `read`. `wrong` gets what should not be. */
const outcomeOf = async (bytes: Buffer, size: number, wrong: string[]): Promise<string> => {
  const read = { bytes: 0 };
  try {
    const source = sourceOf(bytes, size, read);
    const header = await readGgufHeader(source);
    const fault = lengthFault({ ...header, fileBytes: size }) ?? (await weightsFault(source, header));
    if (fault !== null) throw new BadGguf(fault);
    wrong.push(...faultsOf(header));
    return 'read';
  } catch (error) {
    if (!(error instanceof BadGguf)) {
      wrong.push(String((error as Error).stack));
      return 'error';
    }
    if (!/^[^\n]{10,300}\.$/.test(error.message)) wrong.push(error.message.slice(0, 1000));
    return error.fault.code;
  } finally {
    if (read.bytes > 64 * 1024 ** 2) wrong.push(`${read.bytes} bytes were read`);
  }
};

it(`each of ${runs} mutated headers is read or refused`, async () => {
  const starts = await Promise.all([tinyModel(), slidingWindowModel(), hybridModel()].map(start));
  const random = randomFrom(2026);
  const outcomes = new Map<string, number>();
  const wrong: string[] = [];
  for (let run = 0; run < runs; run += 1) {
    const of = starts[run % starts.length]!;
    const bytes = mutated(of, random);
    const found: string[] = [];
    const outcome = await outcomeOf(bytes, random() < 0.1 ? Math.floor(of.size * random()) : of.size, found);
    wrong.push(...found.map((one) => `${run}: ${one}`));
    outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
  }
  expect(wrong).toEqual([]);
  // Changes reach all parts of a header: some are harmless, and the others are told apart.
  expect(outcomes.get('read')).toBeGreaterThan(0);
  expect(outcomes.size).toBeGreaterThan(6);
  if (runs > 1000) console.log(outcomes);
});
