/**
 * What models are said to take, against what they take: the real engine process with generated models of several
 * architectures, and llama.cpp's own account of each buffer.
 *
 * What a process takes is its resident memory (Rss in /proc/<pid>/smaps), private and mapped, of everything in it. Of the
 * model's file that is what it touched since it was loaded, and the table of tokens, of which a conversation reads a few
 * rows: weights that llama.cpp copied into an order of its own leave the file's pages mapped behind the copy, and nothing
 * reads them again. For models without such copies this is Rss itself, which is tested too.
 */
import { fork } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { FitWish } from '../../main/contract/model-types.ts';
import { entry, writeGguf } from '../../main/engine/process/gguf.ts';
import { copiedBytes, mapsWeights } from '../../main/engine/process/mapping.ts';
import { gpuBytes, setupOf } from '../../main/lens/memory-buffers.ts';
import { total } from '../../main/lens/memory-room.ts';
import type { MemoryShape } from '../../main/lens/memory-shape.ts';
import { layersOf, memoryNeed } from '../../main/lens/memory.ts';
import { openFileSource } from '../../main/models/file-source.ts';
import { readGgufHeader } from '../../main/models/gguf-header.ts';
import { readMemoryShape } from '../../main/models/read-memory-shape.ts';
import { packageRoot } from '../../main/paths.ts';
import { temporaryFolder } from '../contract/test-core.ts';
import { answered, killEngines, load, user } from '../engine/engine-under-test.ts';
import type { Buffers, BuffersJob } from './buffers.ts';
import { generateSized, sizedParts, type SizedArchitecture, type SizedShape } from './generate-sized.ts';

const folder = temporaryFolder();
afterEach(killEngines);
afterAll(() => folder.remove());

const shapeOf = async (path: string): Promise<MemoryShape> => {
  const source = await openFileSource(path);
  try {
    return (await readMemoryShape([source]))!;
  } finally {
    await source.close();
  }
};

/** Much of it is tables, which make files large and reading quick. */
const base: SizedShape = {
  layers: 2,
  width: 1024,
  heads: 16,
  kvHeads: 8,
  headSize: 64,
  feedForward: 2048,
  vocabulary: 32_000,
  type: 'q8_0',
};
const usual: FitWish = {
  contextLength: 1024,
  kvPrecision: 'f16',
  gpuLayers: null,
  flashAttention: true,
  batchSize: 256,
};

interface Case {
  architecture: SizedArchitecture;
  shape?: Partial<SizedShape>;
  wish?: Partial<FitWish>;
  /** llama.cpp copies its weights into another order, on processors of today. */
  copies?: true;
  /** It cannot rewind, so states to go back to are kept: two a turn, until no more are. */
  turns?: number;
}

const cases: Record<string, Case> = {
  'Llama, f16': { architecture: 'llama', shape: { type: 'f16' }, wish: { batchSize: 512 } },
  'Llama, f16, without flash attention': {
    architecture: 'llama',
    shape: { type: 'f16', heads: 32, headSize: 32 },
    wish: { flashAttention: false, contextLength: 2048 },
  },
  'Llama, q8_0, with a KV cache of 8 bits': {
    architecture: 'llama',
    shape: { kvHeads: 16, headSize: 256, layers: 4, feedForward: 512 },
    wish: { kvPrecision: 'q8_0' },
  },
  'Llama, q4_0': {
    architecture: 'llama',
    shape: { layers: 8, type: 'q4_0' },
    wish: { contextLength: 512 },
    copies: true,
  },
  'Qwen 3, q8_0, tied': {
    architecture: 'qwen3',
    shape: { vocabulary: 64_000, isTied: true },
    wish: { batchSize: 64 },
  },
  'Qwen 3, f16, with a large KV cache': {
    architecture: 'qwen3',
    shape: { type: 'f16', kvHeads: 16, headSize: 256, layers: 4, feedForward: 512, isTied: true },
  },
  'Gemma 3, q8_0': {
    architecture: 'gemma3',
    shape: { layers: 7, isTied: true, feedForward: 512 },
    turns: 4,
  },
  'Gemma 3, f16, without flash attention': {
    architecture: 'gemma3',
    shape: { layers: 6, isTied: true, type: 'f16', feedForward: 512 },
    wish: { flashAttention: false, batchSize: 128 },
    turns: 4,
  },
  'LFM2, q8_0': { architecture: 'lfm2', shape: { layers: 6 }, turns: 4 },
  'Qwen 3 with experts, q8_0': { architecture: 'qwen3moe', shape: { feedForward: 384 } },
  'Qwen 3 with experts, q4_0': {
    architecture: 'qwen3moe',
    shape: { feedForward: 384, layers: 4, type: 'q4_0' },
    wish: { contextLength: 512 },
    copies: true,
  },
  'Mamba, f16': {
    architecture: 'mamba',
    shape: { layers: 4, type: 'f16' },
    turns: 4,
  },
};

/** A model is made once. */
const generated = (architecture: SizedArchitecture, shape: Partial<SizedShape> = {}): string => {
  const name = JSON.stringify([architecture, shape]).replaceAll(/\W+/g, '-');
  const path = join(folder.path, `${name}.gguf`);
  if (!existsSync(path)) generateSized(path, architecture, { ...base, ...shape });
  return path;
};

/** One part of a process' address space, in bytes. */
interface Mapping {
  path: string;
  resident: number;
  /** Touched since `clear_refs` was written. */
  touched: number;
}

const mappingsOf = (pid: number): Mapping[] =>
  readFileSync(`/proc/${pid}/smaps`, 'utf8')
    .split(/^(?=[\da-f]+-[\da-f]+ )/m)
    .map((text) => {
      const figure = (name: string): number =>
        1024 * Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(text)?.[1] ?? 0);
      const path = text.slice(0, text.indexOf('\n')).split(/\s+/).slice(5).join(' ');
      return { path, resident: figure('Rss'), touched: figure('Referenced') };
    });

const children = (): number[] =>
  readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number),
  );

const sum = (values: number[]): number => values.reduce((all, value) => all + value, 0);

/** How far off what is said is, as a share of what was found. */
const off = (said: number, found: number): number => (found === said ? 0 : Math.abs(said / found - 1));

/** Fills the context of the real engine, and reads what its process then takes. */
const measured = async (
  path: string,
  wish: FitWish,
  turns: number,
): Promise<{ taken: number; resident: number }> => {
  const before = new Set(children());
  const { engine, run, settled } = await load(path, { ...wish, threads: 1 });
  const pid = children().find((one) => !before.has(one))!;
  const read = () => {
    const mappings = mappingsOf(pid);
    const sumOf = (isFile: boolean, figure: 'resident' | 'touched'): number =>
      sum(mappings.filter((one) => (one.path === path) === isFile).map((one) => one[figure]));
    return {
      file: sumOf(true, 'resident'),
      touched: sumOf(true, 'touched'),
      others: sumOf(false, 'resident'),
    };
  };
  const loaded = read();
  writeFileSync(`/proc/${pid}/clear_refs`, '1');
  // "word " is two tokens; later turns need room as well.
  const words = wish.contextLength! * (turns > 1 ? 0.3 : 0.4) - 20;
  const messages = [user('word '.repeat(words))];
  for (let turn = 0; turn < turns; turn += 1) {
    const result = await run(messages, {
      onMessage: (message, turnId) => {
        if (message.kind === 'first-token') engine.post({ kind: 'stop', turnId });
      },
    });
    expect(result.ending).toBe('stopped');
    if (turn === 0) {
      const { newTokens } = result.timings!;
      expect(newTokens).toBeGreaterThan(2 * words);
      expect(newTokens).toBeGreaterThan(wish.batchSize);
    }
    messages.push(answered(result), user('more'));
    await settled();
  }
  const used = read();
  // A busy system may have dropped pages of the file meanwhile; they are read again when they are wanted.
  const inFile = Math.max(loaded.file, used.file);
  const { tables } = await shapeOf(path);
  return { taken: used.others + Math.min(inFile, used.touched + tables), resident: used.others + inFile };
};

describe.skipIf(process.platform !== 'linux')('the engine process takes what it is said to', () => {
  it.each(Object.entries(cases))(
    '%s',
    async (_, { architecture, shape, wish, copies, turns }) => {
      const path = generated(architecture, shape);
      const whole = { ...usual, ...wish };
      const { ram, vram } = memoryNeed(await shapeOf(path), whole, 0);
      const { taken, resident } = await measured(path, whole, turns ?? 1);
      expect(off(total(ram), copies ? taken : resident)).toBeLessThan(0.1);
      expect(total(vram)).toBe(0);
    },
    120_000,
  );
});

const llvmpipe = ['lvp_icd.x86_64.json', 'lvp_icd.json'].some((name) =>
  existsSync(`/usr/share/vulkan/icd.d/${name}`),
);

const buffersOf = (gpu: 'vulkan' | false, jobs: BuffersJob[]): Promise<Buffers[]> =>
  new Promise((resolve, reject) => {
    const script = join(packageRoot, 'out', 'test', 'models', 'buffers.js');
    const child = fork(script, [JSON.stringify({ gpu, jobs })], {
      env: { ...process.env, GGML_VK_VISIBLE_DEVICES: '0' },
    });
    child.on('message', (found) => resolve(found as Buffers[]));
    child.on('exit', (code, signal) => reject(new Error(`it ended with ${signal ?? code}`)));
  });

describe('llama.cpp makes the buffers that are reckoned', () => {
  it('in RAM', async () => {
    const jobs = Object.values(cases)
      .filter(({ copies }) => !copies)
      .map(({ architecture, shape, wish }) => ({
        path: generated(architecture, shape),
        wish: { ...usual, ...wish },
        gpuLayers: 0,
      }));
    for (const [index, { cpu }] of (await buffersOf(false, jobs)).entries()) {
      const { path, wish } = jobs[index]!;
      const model = await shapeOf(path);
      expect(off(memoryNeed(model, wish, 0).ram.weights, cpu.weights)).toBeLessThan(0.01);
      // Without the states to go back to, which node-llama-cpp keeps and not llama.cpp.
      expect(off(memoryNeed(model, wish, layersOf(model)).vram.kvCache, cpu.kvCache)).toBeLessThan(0.01);
      // Logits of a whole batch are reserved, though not touched.
      expect(off(gpuBytes(model, setupOf(model, wish), []), cpu.compute)).toBeLessThan(0.1);
    }
  }, 120_000);

  it('in another order, beside those that are mapped', async () => {
    const jobs = (['q4_0', 'f16'] as const).map((type) => ({
      path: generated('llama', { type, vocabulary: 4096 }),
      wish: usual,
      gpuLayers: 0,
    }));
    for (const [index, { copied, systemInfo }] of (await buffersOf(false, jobs)).entries()) {
      const source = await openFileSource(jobs[index]!.path);
      const { tensors } = await readGgufHeader(source);
      await source.close();
      // The log has hundredths of a megabyte.
      expect(Math.abs(copiedBytes(systemInfo, tensors) - copied)).toBeLessThan(20_000);
      expect(mapsWeights(systemInfo, tensors)).toBe(copied === 0);
    }
  });

  it.skipIf(!llvmpipe)(
    `on a GPU${llvmpipe ? '' : ' (skipped: llvmpipe, from the package mesa-vulkan-drivers, is not installed)'}`,
    async () => {
      const onGpu: [name: string, layers: number][] = [
        ['Llama, f16', 3],
        ['Llama, f16', 2],
        ['Llama, f16, without flash attention', 3],
        ['Qwen 3, q8_0, tied', 3],
        ['Gemma 3, q8_0', 5],
        ['LFM2, q8_0', 7],
      ];
      // The largest buffer that llvmpipe takes is 128 MB.
      const jobs = onGpu.map(([name, gpuLayers]) => {
        const { architecture, shape, wish } = cases[name]!;
        return {
          path: generated(architecture, { ...shape, vocabulary: 16_000 }),
          wish: { ...usual, ...wish, batchSize: 256 },
          gpuLayers,
        };
      });
      for (const [index, { cpu, gpu, host, gpuVram }] of (await buffersOf('vulkan', jobs)).entries()) {
        const { path, wish, gpuLayers } = jobs[index]!;
        const model = await shapeOf(path);
        const { ram, vram } = memoryNeed(model, wish, gpuLayers);
        // What lies in the file between weights that stay in RAM stays mapped with them, and is logged as theirs.
        const inRam = gpuLayers === layersOf(model) ? cpu.weights : ram.weights;
        expect(off(ram.weights, inRam)).toBeLessThan(0.01);
        expect(off(vram.weights, gpu.weights)).toBeLessThan(0.01);
        expect(off(vram.kvCache, gpu.kvCache)).toBeLessThan(0.01);
        expect(off(vram.compute, gpu.compute)).toBeLessThan(0.25);
        expect(off(total(vram), gpuVram)).toBeLessThan(0.1);
        expect(off(ram.compute, host.compute)).toBeLessThan(0.7);
      }
    },
    120_000,
  );
});

describe('the headers of a split model', () => {
  /** The generated model in two files, as llama-gguf-split makes them. */
  const split = (path: string): string[] => {
    const shape: SizedShape = { ...base, vocabulary: 4096 };
    generateSized(path, 'llama', shape);
    const { entries, tensors } = sizedParts('llama', shape);
    return [tensors.slice(0, 7), tensors.slice(7)].map((part, index) => {
      const name = `${path.replace('.gguf', '')}-0000${index + 1}-of-00002.gguf`;
      const own = index === 0 ? entries : new Map([['general.architecture', entry.string('llama')]]);
      writeGguf(
        name,
        new Map([...own, ['split.no', entry.uint32(index)], ['split.count', entry.uint32(2)]]),
        part,
      );
      return name;
    });
  };

  it('tell together what the whole one tells, and no more is read of them than they are long', async () => {
    const whole = join(folder.path, 'whole.gguf');
    let readBytes = 0;
    const sources = await Promise.all(split(whole).map(openFileSource));
    const counting = sources.map((source) => ({
      size: source.size,
      read: (offset: number, length: number) => {
        readBytes += length;
        return source.read(offset, length);
      },
    }));
    expect(await readMemoryShape(counting)).toEqual(await shapeOf(whole));
    expect(readBytes).toBeLessThan(sum(sources.map(({ size }) => size)) / 20);
    await expect(readMemoryShape(sources.slice(0, 1))).rejects.toThrow(
      'is one of 2 parts, of which 1 are there',
    );
    for (const source of sources) await source.close();
  });
});
