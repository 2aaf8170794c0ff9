/** Tests the calibration in real engine processes, on a small scale: what it finds, reports and leaves behind. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { readGgufFileInfo } from 'node-llama-cpp';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { MeasuringProgress } from '../../../main/shared/contract/measuring.ts';
import { llamaMeasureWork } from '../../../main/core/engines/llama/measure-work.ts';
import { Measuring } from '../../../main/core/measuring/measuring.ts';
import type { FromEngine } from '../../../main/shared/engine/protocol.ts';
import type { SpawnEngine } from '../../../main/core/engines/llama/engine-process.ts';
import { decodeCost, prefillCost, shapeOf } from '../../../main/shared/speed/counts.ts';
import { say, sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { smallModel } from '../../fixtures/models/files.ts';
import { killEngines, load, spawn, user } from '../../fixtures/engine/engine-under-test.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-calibration-'));
});
afterEach(() => {
  killEngines();
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
});

const measuringWith = (
  spawnEngine: SpawnEngine,
  onProgress: (told: MeasuringProgress | null) => void = () => undefined,
  alone: <Result>(work: () => Promise<Result>) => Promise<Result> = (work) => work(),
) => {
  const logged: string[] = [];
  const log = (text: string): void => void logged.push(text);
  const measuring = new Measuring({
    work: llamaMeasureWork({
      spawn: spawnEngine,
      lend: (work) => work(),
      log: { info: log, warn: log, error: log, close: () => undefined },
    }),
    alone,
    onProgress,
  });
  // There is one thread, because several would wait for each other while other programs run.
  const calibrate = (bytes: number, ms: number, threads: number | null = 1) =>
    measuring.calibrate({ backend: 'cpu', threads, folder, atMost: { bytes, ms } });
  return { measuring, calibrate, logged };
};

/** Takes two layers of 512 in f16, and no time beyond one repeat each. */
const least = { bytes: 13e6, ms: 0 };

describe('a calibration in a real engine process', () => {
  it('finds ceilings that a turn approaches and does not exceed', async ({ skip }) => {
    const told: (MeasuringProgress | null)[] = [];
    const { calibrate, logged } = measuringWith(spawn, (progress) => told.push(progress));
    const { ceilings, otherCores } = await calibrate(100e6, 6000);
    expect(otherCores).toBeGreaterThanOrEqual(0);
    expect(readdirSync(folder)).toEqual([]);
    expect(logged).toEqual([]);

    expect(told.at(-1)).toBeNull();
    const moved = told.filter((one) => one !== null);
    expect(moved.every(({ what }) => what === 'calibration')).toBe(true);
    const progress = moved.map((one) => one.progress);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect([progress[0], progress.at(-1)]).toEqual([0, 1]);
    for (const step of ['Generating Q8_0 weights of', 'Decode through', 'Prefill through'])
      expect(moved.some((one) => sentenceOf(one.step).startsWith(step))).toBe(true);

    expect(ceilings).toMatchObject({ backend: 'cpu', threads: 1 });
    expect(Date.now() - ceilings.measuredAt).toBeLessThan(60_000);
    // As many whole layers as fit into 100 MB are used. A slow machine has no time for the other type.
    expect(sentenceOf(ceilings.bandwidthHow)).toMatch(
      /^(Q8_0|F16) weights of \d\d(\.\d)?\u2009MB, read once per token; best of \d+ runs, half of them within (<1|\d+)\u2009%(; (Q8_0|F16) reached \d+\u2009%)?$/,
    );
    expect(sentenceOf(ceilings.flopsHow)).toMatch(/^(64|128|256|512)\u2009tokens at once through Q/);

    const { run } = await load(smallModel(), { threads: ceilings.threads, contextLength: 1024 });
    const turn = await run([user('word '.repeat(240))]);
    const { cachedTokens, newTokens, prefillMs, decodeTokens, decodeMs } = turn.timings!;
    const info = await readGgufFileInfo(smallModel(), { sourceType: 'filesystem', logWarnings: false });
    const shape = shapeOf(info.metadata, info.fullTensorInfo!)!;
    const slices = turn.trace!.slices.map(({ tokens }) => tokens);
    expect([cachedTokens, slices.reduce((total, tokens) => total + tokens, 0)]).toEqual([0, newTokens]);
    const prefill = (prefillCost(shape, { cached: 0, slices, kv: 'f16' }).flops * 1000) / prefillMs;
    const decode =
      (decodeCost(shape, { context: newTokens, tokens: decodeTokens, kv: 'f16' }).bytes * 1000) / decodeMs;
    const others = Math.max(otherCores, turn.trace!.surroundings.otherCores ?? 0);
    skip(others > 0.3, `other programs keep ${others.toFixed(1)} cores busy, so speeds cannot be compared`);
    // The 35 MB of this model may be in a cache.
    expect(decode / ceilings.bandwidthBytesPerS).toBeGreaterThan(0.03);
    expect(decode / ceilings.bandwidthBytesPerS).toBeLessThan(1.5);
    expect(prefill / ceilings.flopsPerS).toBeGreaterThan(0.03);
    expect(prefill / ceilings.flopsPerS).toBeLessThan(1.2);
  });

  it('stops at once, and the next one removes what it left behind', async () => {
    const { measuring, calibrate } = measuringWith(spawn, (told) => {
      if (told?.step.code === 'measuring.generating') measuring.stop();
    });
    await expect(calibrate(400e6, 5000)).rejects.toThrow('The measurement was stopped.');
    // It may have been killed before, while or after it wrote, so something is put there in any case.
    const left = join(folder, 'calibration', 'left');
    mkdirSync(join(folder, 'calibration'), { recursive: true });
    writeFileSync(left, '');
    await measuringWith(spawn).calibrate(least.bytes, least.ms);
    expect(existsSync(left)).toBe(false);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('measures each phase at least once even if its time is over before it begins', async () => {
    const { ceilings } = await measuringWith(spawn).calibrate(least.bytes, least.ms, null);
    expect(ceilings.threads).toBeLessThanOrEqual(availableParallelism());
    expect(ceilings.bandwidthBytesPerS).toBeGreaterThan(0);
    expect(sentenceOf(ceilings.bandwidthHow)).toMatch(/^Q8_0 weights of .*; best of 2 runs/);
    expect(sentenceOf(ceilings.flopsHow)).toMatch(/^64\u2009tokens at once through Q4_0 .*; best of 2 runs/);
  });

  it('says so if there is too little memory', async () => {
    await expect(measuringWith(spawn).calibrate(1e6, 0)).rejects.toThrow(
      'There is too little free memory to measure with. Close other programs first.',
    );
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('a calibration in a scripted process', () => {
  /** A process that does what `script` says, and ends when it is killed. */
  const scripted = (script: (post: (message: FromEngine) => void, die: () => void) => void) => {
    let spawned = 0;
    const spawnEngine: SpawnEngine = () => {
      spawned += 1;
      const onMessage: ((message: FromEngine) => void)[] = [];
      const onExit: ((how: string) => void)[] = [];
      const die = (): void => onExit.splice(0).forEach((tell) => tell('signal SIGKILL'));
      return {
        post: () => script((message) => onMessage.forEach((tell) => tell(message)), die),
        onMessage: (listener) => onMessage.push(listener),
        onExit: (listener) => onExit.push(listener),
        kill: die,
      };
    };
    return { spawnEngine, count: () => spawned };
  };

  it('starts no process if it is stopped while it waits', async () => {
    const { spawnEngine, count } = scripted(() => undefined);
    let begin = (): void => undefined;
    const told: (MeasuringProgress | null)[] = [];
    const { measuring, calibrate } = measuringWith(
      spawnEngine,
      (progress) => told.push(progress),
      async (work) => {
        await new Promise<void>((resolve) => (begin = resolve));
        return work();
      },
    );
    const asked = calibrate(1, 1);
    measuring.stop();
    begin();
    await expect(asked).rejects.toThrow('The measurement was stopped.');
    expect(count()).toBe(0);
    expect(told).toEqual([{ what: 'calibration', progress: 0, step: say('measuring.waiting') }, null]);
  });

  it('is refused while another one runs, which continues', async () => {
    const { spawnEngine } = scripted(() => undefined);
    const { measuring, calibrate } = measuringWith(spawnEngine);
    const first = calibrate(1, 1);
    await expect(calibrate(1, 1)).rejects.toThrow('A measurement is already running');
    measuring.stop();
    await expect(first).rejects.toThrow('The measurement was stopped.');
  });

  it('reports a process that crashed, and the next one can begin', async () => {
    const dying = scripted((_, die) => die());
    const { calibrate } = measuringWith(dying.spawnEngine);
    await expect(calibrate(1, 1)).rejects.toThrow('The engine stopped during the measurement');
    await expect(calibrate(1, 1)).rejects.toThrow('The engine stopped during the measurement');
    expect(dying.count()).toBe(2);
  });
});
