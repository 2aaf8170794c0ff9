/** The parts of the GPU benchmark that need no GPU. */
import {
  createReadStream,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { spawnSync } from 'node:child_process';
import { brotliCompressSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { dependenciesOf } from './dependencies.ts';
import { joined, split, unpack } from './pieces.ts';
import { chooseSize, parametersOf, sizes, TimeBudget, workFor, type Room } from './plan.ts';
import { toMarkdown, type GpuReport } from './report.ts';

const folder = temporaryFolder();
afterAll(() => folder.remove());

describe('the size of the model', () => {
  const large: Room = {
    gpuFree: 80e9,
    ramFree: 120e9,
    diskFree: 60e9,
    writeSpeed: 1e9,
    ceilings: { bandwidthBytesPerS: 2e12, flopsPerS: 2e14 },
    leftMs: 440_000,
  };
  const chosen = (room: Partial<Room>): string => chooseSize({ ...large, ...room }).size.name;

  it('is that of the shapes that it names', () => {
    expect(parametersOf(sizes[0]!) / 1e9).toBeCloseTo(7.5, 1);
    expect(parametersOf(sizes[2]!) / 1e9).toBeCloseTo(1.24, 1);
  });

  it('is the largest that the memory of the GPU, the RAM, the disk and the time allow', () => {
    expect(chosen({})).toBe('8B');
    expect(chosen({ gpuFree: 6e9 })).toBe('3B');
    expect(chosen({ gpuFree: 1.5e9 })).toBe('134M');
    expect(chosen({ ramFree: 4e9 })).toBe('3B');
    expect(chosen({ diskFree: 3e9 })).toBe('1B');
    expect(chosen({ writeSpeed: 50e6 })).toBe('3B');
    expect(chosen({ ceilings: { bandwidthBytesPerS: 1e9, flopsPerS: 2e9 } })).toBe('9M');
    expect(chosen({ leftMs: 0 })).toBe('9M');
  });

  it('is explained by what a larger one lacks', () => {
    expect(chooseSize({ ...large, gpuFree: 6e9 }).why).toMatch(
      /8B, needs 6\.3\sGB of GPU memory, and 6\.0\sGB are free/,
    );
    expect(chooseSize({ ...large, leftMs: 0 }).why).toMatch(/smallest/);
  });

  it('decides how much is run with it', () => {
    expect(Math.max(...workFor(sizes[0]!).promptLengths)).toBe(4096);
    expect(Math.max(...workFor(sizes.at(-1)!).promptLengths)).toBe(128);
  });
});

describe('the time for all of it', () => {
  it('leaves out a step that it has no time for, and says so', async () => {
    let now = 0;
    const budget = new TimeBudget(
      60_000,
      () => undefined,
      () => now,
    );
    expect(await budget.step('first', { leastMs: 0, mostMs: 50_000 }, async (ms) => ms)).toBe(50_000);
    now = 55_000;
    expect(await budget.step('second', { leastMs: 10_000, mostMs: 20_000 }, async () => 1)).toBeNull();
    expect(budget.leftOut).toEqual([{ step: 'second', why: '5 s were left, and it takes at least 10 s' }]);
  });

  it('ends a step that takes too long or fails, and runs the next', async () => {
    let ended = 0;
    const budget = new TimeBudget(60_000, () => (ended += 1));
    const bounds = { leastMs: 0, mostMs: 20 };
    expect(await budget.step('endless', bounds, () => new Promise(() => undefined))).toBeNull();
    expect(
      await budget.step('broken', bounds, () => Promise.reject(new Error('no such device\nat'))),
    ).toBeNull();
    expect(await budget.step('good', bounds, async () => 3)).toBe(3);
    expect(ended).toBe(2);
    expect(budget.leftOut.map(({ step, why }) => `${step}: ${why}`)).toEqual([
      'endless: it was ended after 0 s',
      'broken: no such device',
    ]);
  });
});

describe('the Markdown of a report', () => {
  const report = JSON.parse(readFileSync(join(import.meta.dirname, 'sample.json'), 'utf8')) as GpuReport;
  const text = toMarkdown(report);
  const lines = text.split('\n');

  it('has a row for each figure', () => {
    expect(lines).toContain(
      '| Vulkan | prefill | pp512 | 1,000 | 10.0 TFLOP/s | 50\u2009% of compute | 1,100 | 0.91 |',
    );
    expect(lines).toContain('| Vulkan | decode | tg64 | 50.0 | 200 GB/s | 40\u2009% of bandwidth |  |  |');
    expect(lines).toContain('| CUDA |  |  | no | libcudart.so.13 \\| not found |');
    expect(lines).toContain(
      '| first, with tuning | 2.0\u2009s (2.10 GB/s) | 33 of 33 | 8,192 | 512 | on |  |',
    );
    expect(lines).toContain('| after a restart | 120\u2009ms | 4,000 | 30 | 20\u2009ms | 90\u2009ms |  |');
    expect(text).toContain('takes 512\u2009MB on disk, 128\u2009kB a token');
    expect(lines).toContain('- llama-bench: it is not built here.');
  });

  it('says of a device in software that it is one, and only then', () => {
    expect(text).not.toContain('in software');
    expect(toMarkdown({ ...report, isSoftware: true })).toContain('**A device in software');
  });

  it('is made of a run that found nothing, too', () => {
    const nothing: GpuReport = {
      ...report,
      chosen: null,
      ceilings: null,
      model: null,
      benchmark: null,
      chats: null,
      split: [],
    };
    expect(toMarkdown(nothing)).toContain('### No GPU');
  });
});

describe('an archive in pieces', () => {
  const place = join(folder.path, 'pieces');
  const content = Buffer.from(Array.from({ length: 2500 }, (_, index) => (index * 7) % 251));
  const packed = async (): Promise<void> => {
    rmSync(place, { recursive: true, force: true });
    mkdirSync(place, { recursive: true });
    const source = join(folder.path, 'source');
    writeFileSync(source, content);
    await split(createReadStream(source, { highWaterMark: 300 }), place, 'big', 1000);
  };
  const together = async (): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of await joined(place, 'big')) chunks.push(chunk);
    return Buffer.concat(chunks);
  };

  it('is joined again', async () => {
    await packed();
    const sizesOf = ['big.1', 'big.2', 'big.3'].map((name) => statSync(join(place, name)).size);
    expect(sizesOf).toEqual([1000, 1000, 500]);
    expect((await together()).equals(content)).toBe(true);
  });

  it('is refused with a piece that is damaged or missing', async () => {
    await packed();
    const second = join(place, 'big.2');
    const bytes = readFileSync(second);
    bytes[10]! ^= 1;
    writeFileSync(second, bytes);
    await expect(together()).rejects.toThrow(/big\.2 is damaged/);
    rmSync(second);
    await expect(together()).rejects.toThrow(/big\.2 is missing: copy all 3 pieces/);
    rmSync(join(place, 'big.json'));
    await expect(together()).rejects.toThrow(/big\.json is missing/);
  });

  it.skipIf(process.platform === 'win32')('is unpacked whole, or not at all', async () => {
    await packed();
    const { stdout } = spawnSync('tar', ['-c', '-C', place, 'big.1', 'big.3'], { maxBuffer: 1e6 });
    await split(
      (async function* () {
        yield brotliCompressSync(stdout);
      })(),
      place,
      'tree',
      100,
    );
    const target = join(folder.path, 'target');
    await unpack(place, 'tree', target);
    expect(readdirSync(target).toSorted()).toEqual(['big.1', 'big.3']);
    expect(readFileSync(join(target, 'big.3')).equals(content.subarray(2000))).toBe(true);
    rmSync(join(place, 'tree.1'));
    await expect(unpack(place, 'tree', join(folder.path, 'other'))).rejects.toThrow(/tree\.1 is missing/);
    expect(existsSync(join(folder.path, 'other'))).toBe(false);
  });
});

it('takes along the packages that a package needs, from where Node would load them', () => {
  const packages = {
    'node_modules/a': {
      dependencies: { b: '1' },
      optionalDependencies: { '@node-llama-cpp/linux-x64': '1', none: '1' },
    },
    'node_modules/a/node_modules/b': { dependencies: { c: '1' } },
    'node_modules/b': { dependencies: { d: '1' } },
    'node_modules/c': { dependencies: { a: '1' } },
    'node_modules/d': {},
    'node_modules/@node-llama-cpp/linux-x64': {},
  };
  expect(dependenciesOf(packages, ['a'])).toEqual([
    'node_modules/a',
    'node_modules/a/node_modules/b',
    'node_modules/c',
  ]);
});
