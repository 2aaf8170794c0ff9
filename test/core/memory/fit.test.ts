/**
 * Compares the predicted memory of models with what they take: with the real engine process and generated models of several
 * architectures, and with llama.cpp's own log of each buffer, on this machine's CPU and on older ones of its family.
 */
import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { FitWish } from '../../../main/shared/contract/memory.ts';
import { entry, writeGguf } from '../../../main/engine/load/write-gguf.ts';
import { addedByCopies, kindsOf } from '../../../main/shared/memory/copies.ts';
import { gpuBytes, setupOf } from '../../../main/shared/memory/memory-buffers.ts';
import { total } from '../../../main/shared/memory/memory-room.ts';
import { layersOf, memoryNeed } from '../../../main/shared/memory/memory.ts';
import { openFileSource } from '../../../main/system/file-source.ts';
import { readMemoryShape } from '../../../main/shared/memory/read-memory-shape.ts';
import { packageRoot } from '../../../main/system/paths.ts';
import { startTestCore, temporaryFolder } from '../../fixtures/core/test-core.ts';
import { killEngines } from '../../fixtures/engine/engine-under-test.ts';
import type { Buffers, BuffersJob } from '../../fixtures/models/buffers.ts';
import {
  generateSized,
  sizedParts,
  type SizedArchitecture,
  type SizedShape,
} from '../../fixtures/models/generate-sized.ts';
import { inLong } from '../../fixtures/long.ts';
import { takenBy } from '../../fixtures/models/memory-taken.ts';
import { optionsForVariant, runnableVariants } from '../../fixtures/models/processor-variants.ts';
import { base, generatedIn, shapeOfFile, sizedCases, usual } from '../../fixtures/models/sized-cases.ts';

const folder = temporaryFolder();
afterEach(killEngines);
afterAll(() => folder.remove());

const generated = (architecture: SizedArchitecture, shape: Partial<SizedShape> = {}): string =>
  generatedIn(folder.path, architecture, shape);

const sum = (values: number[]): number => values.reduce((all, value) => all + value, 0);

/** Error of a prediction, as a share of the actual value. */
const off = (said: number, found: number): number => (found === said ? 0 : Math.abs(said / found - 1));

/** V8 may hold this many bytes more or less of garbage, which is a tenth of such small models by itself. */
const garbage = 20e6;

/** The error of the prediction of RAM beyond garbage, as a share of what was taken; the least of up to three loads. */
const leastOff = async (path: string, wish: FitWish, turns: number): Promise<number> => {
  const model = await shapeOfFile(path);
  let least = Infinity;
  for (let tries = 0; tries < 3 && least >= 0.1; tries += 1) {
    const { resident, here } = await takenBy(path, wish, turns, kindsOf(model));
    killEngines();
    const { ram, vram } = memoryNeed(model, wish, 0, here);
    least = Math.min(least, Math.max(0, Math.abs(total(ram) - resident) - garbage) / resident);
    expect(total(vram)).toBe(0);
  }
  return least;
};

/** Those with plain attention, with copied weights and with checkpoints. */
const telling = ['Llama, f16, without flash attention', 'Llama, q4_0', 'Gemma 3, q8_0'];
/** Further ones, whose buffers are compared with llama.cpp's own: with another KV cache, experts and recurrent states. */
const buffered = [
  'Llama, q8_0, with a KV cache of 8 bits',
  'LFM2, q8_0',
  'Qwen 3 with experts, q8_0',
  'Mamba, f16',
];

describe.skipIf(process.platform !== 'linux')('the engine process takes the predicted memory', () => {
  it.each(inLong(Object.entries(sizedCases), ([name]) => telling.includes(name)))(
    '%s',
    async (_, { architecture, shape, wish, turns }) => {
      const path = generated(architecture, shape);
      const whole = { ...usual, ...wish };
      const least = await leastOff(path, whole, turns ?? 1);
      expect(least).toBeLessThan(0.1);
    },
    120_000,
  );

  it('with a memory map that the user chose, including the mapped pages of copied weights', async () => {
    const path = generated('llama', { layers: 8, type: 'q4_0' });
    const wish: FitWish = { ...usual, contextLength: 512, memoryMap: true };
    expect(await leastOff(path, wish, 1)).toBeLessThan(0.1);
  });
});

const llvmpipe = ['lvp_icd.x86_64.json', 'lvp_icd.json'].some((name) =>
  existsSync(`/usr/share/vulkan/icd.d/${name}`),
);

const buffersOf = (gpu: 'vulkan' | false, jobs: BuffersJob[], nodeOptions = ''): Promise<Buffers[]> =>
  new Promise((resolve, reject) => {
    const script = join(packageRoot, 'out', 'test', 'fixtures', 'models', 'buffers.js');
    const child = fork(script, [JSON.stringify({ gpu, jobs })], {
      env: { ...process.env, GGML_VK_VISIBLE_DEVICES: '0', NODE_OPTIONS: nodeOptions },
    });
    child.on('message', (found) => resolve(found as Buffers[]));
    child.on('exit', (code, signal) => reject(new Error(`it ended with ${signal ?? code}`)));
  });

const jobFor = async (
  path: string,
  wish: FitWish | null,
  isMapped: boolean | null = null,
): Promise<BuffersJob> => {
  const { matrices, tied } = await shapeOfFile(path);
  const copied = { matrices, tied };
  return { path, wish, gpuLayers: 0, kinds: kindsOf(copied), isMapped, copied };
};

describe('llama.cpp creates the predicted buffers', () => {
  it('in RAM', async () => {
    const long = { flashAttention: false, contextLength: 8192, batchSize: 512 };
    const cases = [
      ...inLong(Object.entries(sizedCases), ([name]) => [...telling, ...buffered].includes(name)).map(
        ([, one]) => one,
      ),
      { ...sizedCases['Llama, f16, without flash attention']!, wish: long },
      { ...sizedCases['Gemma 3, f16, without flash attention']!, wish: long },
    ];
    const jobs = await Promise.all(
      cases.map(({ architecture, shape, wish }) =>
        jobFor(generated(architecture, shape), { ...usual, ...wish }),
      ),
    );
    for (const [index, { cpu, copied, copies }] of (await buffersOf(false, jobs)).entries()) {
      const { path, wish } = jobs[index]!;
      const model = await shapeOfFile(path);
      const { ram } = memoryNeed(model, wish!, 0, { engine: null, copies });
      expect(off(ram.weights, cpu.weights + copied)).toBeLessThan(0.01);
      // This leaves out the checkpoints, which node-llama-cpp keeps rather than llama.cpp.
      expect(off(memoryNeed(model, wish!, layersOf(model)).vram.kvCache, cpu.kvCache)).toBeLessThan(0.01);
      // Logits of a whole batch are reserved, although they are not touched.
      expect(off(gpuBytes(model, setupOf(model, wish!), []), cpu.compute)).toBeLessThan(0.1);
    }
  }, 120_000);

  /** Types by `ggml_type`: F32, F16, Q4_0, Q4_1, Q8_0, Q2_K, Q3_K, Q4_K, Q5_K, Q6_K, IQ4_NL, IQ4_XS, BF16, MXFP4. */
  const layerTypes = [0, 1, 2, 3, 8, 10, 11, 12, 13, 14, 20, 23, 30, 39];
  const small: Partial<SizedShape> = {
    layers: layerTypes.length,
    layerTypes,
    width: 512,
    heads: 4,
    kvHeads: 2,
    headSize: 64,
    feedForward: 512,
    vocabulary: 1024,
  };
  it.each(
    inLong(['this processor', ...runnableVariants()], (variant) =>
      ['this processor', 'haswell'].includes(variant),
    ),
  )(
    'with the copies that llama.cpp makes of weights on %s, with and without a memory map',
    async (variant) => {
      const options = variant === 'this processor' ? '' : optionsForVariant(variant, folder.path);
      const paths = [
        generated('llama', small),
        // Few kernels divide these row lengths, and the token table is also the output matrix.
        generated('llama', { ...small, feedForward: 768, vocabulary: 1032, isTied: true }),
        generated('llama', { ...small, type: 'f16', isTied: true }),
        generated('qwen3moe', small),
      ];
      const jobs = await Promise.all(
        paths.flatMap((path) => [jobFor(path, null, true), jobFor(path, null, false)]),
      );
      for (const [index, { cpu, copied, copies }] of (await buffersOf(false, jobs, options)).entries()) {
        const { path, isMapped } = jobs[index]!;
        const model = await shapeOfFile(path);
        const inFile = memoryNeed(model, usual, 0).ram.weights;
        const added = addedByCopies(model, copies!, isMapped!);
        // The size that the log calls mapped ends at the last tensor of the file that is not copied.
        const found = isMapped ? copied : cpu.weights + copied - inFile;
        // The log rounds to hundredths of a megabyte.
        expect(Math.abs(added - found), path).toBeLessThan(20_000);
      }
    },
    120_000,
  );

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
      // The largest buffer that llvmpipe supports is 128 MB.
      const jobs = await Promise.all(
        onGpu.map(async ([name, gpuLayers]) => {
          const { architecture, shape, wish } = sizedCases[name]!;
          const path = generated(architecture, { ...shape, vocabulary: 16_000 });
          return { ...(await jobFor(path, { ...usual, ...wish, batchSize: 256 })), gpuLayers };
        }),
      );
      for (const [index, { cpu, gpu, host, gpuVram }] of (await buffersOf('vulkan', jobs)).entries()) {
        const { path, wish, gpuLayers } = jobs[index]!;
        const model = await shapeOfFile(path);
        const { ram, vram } = memoryNeed(model, wish!, gpuLayers);
        // Whatever is between weights that stay in RAM is mapped together with them, and the log counts it as theirs.
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
  /** Writes the generated model as two files, like llama-gguf-split. */
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

  it('describe the same model as the whole file, and only the headers are read', async () => {
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
    expect(await readMemoryShape(counting)).toEqual(await shapeOfFile(whole));
    expect(readBytes).toBeLessThan(sum(sources.map(({ size }) => size)) / 20);
    await expect(readMemoryShape(sources.slice(0, 1))).rejects.toThrow(
      'is one of 2 parts, but only 1 is in the folder',
    );
    for (const source of sources) await source.close();
  });
});

describe('flash attention set to automatic', () => {
  it('follows the measured choice once the model was loaded, as far as memory allows', async () => {
    const path = generated('llama', { type: 'f16' });
    // The scripted engine reports plain attention.
    const test = startTestCore();
    const { window } = test;
    const wish = { ...usual, gpuLayers: 0, contextLength: 8192, batchSize: 512 };
    const computeOf = async (changed: Partial<FitWish>): Promise<number> =>
      (await window.call('fitModel', { path, wish: { ...wish, ...changed } }))!.ram.compute;
    try {
      const [flash, plain] = [
        await computeOf({ flashAttention: true }),
        await computeOf({ flashAttention: false }),
      ];
      // The attention scores: 16 heads, 512 tokens of a batch, 8,192 tokens of the context.
      expect(off(plain - flash, 16 * 512 * 8192 * 4)).toBeLessThan(0.05);
      expect(await computeOf({ flashAttention: null })).toBe(flash);
      const loaded = window.next('engine.changed', ({ engine }) => engine.model?.path === path);
      await window.call('openModel', { path });
      await loaded;
      expect(await computeOf({ flashAttention: null })).toBe(plain);
      expect(await computeOf({ flashAttention: true })).toBe(flash);
      // The engine turns flash attention on if plain attention would take an eighth of the free memory.
      const longest = { contextLength: 4_194_304, flashAttention: null };
      expect(await computeOf(longest)).toBe(await computeOf({ ...longest, flashAttention: true }));
      expect(await computeOf({ flashAttention: null, kvPrecision: 'q8_0' })).toBe(
        await computeOf({ flashAttention: true, kvPrecision: 'q8_0' }),
      );
    } finally {
      await test.close();
    }
  });
});
