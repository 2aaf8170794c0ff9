/**
 * Checks the advice on real turns with one planted fault each: twice as many threads as cores, a competing process, layers kept
 * off the GPU (with llvmpipe, if it is installed) and a cold cache. The advice must name each of them, and none on a healthy
 * turn.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterEach, expect, it, type TestContext } from 'vitest';
import { anatomyOf } from '../../../../main/core/chats/turn-anatomy.ts';
import type { Ceilings } from '../../../../main/shared/contract/measuring.ts';
import type { Timings } from '../../../../main/shared/contract/message.ts';
import type { EngineConfig } from '../../../../main/shared/engine/config.ts';
import type { PromptMessage } from '../../../../main/shared/engine/request.ts';
import { LlamaEngine } from '../../../../main/core/engines/llama/llama-engine.ts';
import { adviceOn, type Advice, type AdviceRule } from '../../../../main/shared/speed/advice.ts';
import { say, sentenceOf } from '../../../../main/shared/words/catalogue.ts';
import type { TurnRecord } from '../../../../main/shared/speed/turn-record.ts';
import { model134M, smallModel, tinyModel } from '../../../fixtures/models/files.ts';
import {
  killEngines,
  plainConfig,
  plainTurn,
  spawn as spawnEngine,
  stateFolder,
  user,
} from '../../../fixtures/engine/engine-under-test.ts';

const silent = { info: () => {}, warn: () => {}, error: () => {}, close: () => {} };
const engines: LlamaEngine[] = [];
const competitors: ChildProcess[] = [];

afterEach(async () => {
  for (const competitor of competitors.splice(0)) competitor.kill('SIGKILL');
  const closed = engines.splice(0).map((one) => one.close());
  // The engines have nothing to save, so they can be killed.
  killEngines();
  await Promise.all(closed);
});

const engineOn = async (modelPath: string, config: Partial<EngineConfig> = {}): Promise<LlamaEngine> => {
  const engine = new LlamaEngine(spawnEngine, silent);
  engines.push(engine);
  await engine.load(plainConfig(modelPath, config), 'Model');
  return engine;
};

type Recorded = Omit<TurnRecord, 'ceilings'> & { answer: PromptMessage };

let turns = 0;

/** Runs a turn that is stopped after `decodeMs` of decode and `leastTokens`, whichever comes last, and returns its record. */
const turnOn = async (
  engine: LlamaEngine,
  messages: PromptMessage[],
  {
    decodeMs,
    leastTokens = 0,
    chatId = 'chat',
    before = null,
  }: { decodeMs: number; leastTokens?: number; chatId?: string; before?: Timings | null },
): Promise<Recorded> => {
  const turnId = `answer-${turns++}`;
  let text = '';
  const receivedAt = performance.now();
  const stop = new AbortController();
  let isOver = false;
  let decoded = 0;
  const stopInTime = (): void => {
    if (isOver && decoded >= leastTokens) stop.abort();
  };
  const end = await engine.run(
    plainTurn(turnId, chatId, messages),
    (event) => {
      if (event.kind === 'first-token')
        setTimeout(() => {
          isOver = true;
          stopInTime();
        }, decodeMs);
      if (event.kind === 'decoded') {
        decoded = event.tokens;
        stopInTime();
      }
      if (event.kind === 'wrote') text += event.text;
    },
    stop.signal,
  );
  const finishedAt = performance.now();
  const anatomy = anatomyOf(end, { receivedAt, postedAt: receivedAt, finishedAt, loadMs: 0 });
  if (end.timings === null || anatomy === null)
    throw new Error(`nothing was recorded: ${JSON.stringify(end.problem)}`);
  const { quantization, bytes } = engine.status.model!;
  return {
    timings: end.timings,
    before,
    anatomy,
    model: { quantization, bytes },
    answer: { id: turnId, role: 'model', text, reasoning: '', tokens: end.tokens },
  };
};

const about = (subject: string, sentences: number): PromptMessage =>
  user(`Tell me about ${subject}, at some length if you please. `.repeat(sentences));

/** Rules that describe limits of the machine rather than faults. */
const limits: readonly AdviceRule[] = ['long-context', 'memory-bound', 'arithmetic-bound'];

const adviceFor = (recorded: Recorded, ceilings: Ceilings | null = null): Advice[] =>
  adviceOn({ ...recorded, ceilings });

const faultsIn = (advice: readonly Advice[]): AdviceRule[] =>
  advice.map(({ rule }) => rule).filter((rule) => !limits.includes(rule));

/**
 * Makes ceilings of the highest speeds that the turns reached with their model. A calibration, which Hearth's advice is based
 * on, takes longer than these tests may.
 */
const ceilingsFrom = (seen: readonly Recorded[]): Ceilings => {
  const { setup } = seen[0]!.anatomy;
  return {
    backend: setup.backend,
    device: setup.device,
    threads: setup.threads.decode,
    bandwidthBytesPerS: Math.max(
      ...seen.map(({ timings, anatomy }) => (anatomy.decode!.bytes * 1000) / timings.decodeMs),
    ),
    flopsPerS: Math.max(
      ...seen.map(({ timings, anatomy }) => (anatomy.prefill!.flops * 1000) / timings.prefillMs),
    ),
    bandwidthHow: say('app.as-stored', { text: '' }),
    flopsHow: say('app.as-stored', { text: '' }),
    measuredAt: 0,
  };
};

/** Skips a test in which other programs would distort the figures. */
const skipIfBusy = (skip: TestContext['skip'], recorded: Recorded): void =>
  skip(othersIn(recorded) >= quiet, 'this machine is busy with something else, which the advice names too');

const othersIn = ({ anatomy }: Recorded): number => anatomy.surroundings.otherCores ?? 0;

/** If other programs take more of a core than this, the advice names them although nobody planted them. */
const quiet = 0.3;

/** Runs at least two turns without a planted fault, and more for up to 5 s while other programs keep this machine busy. */
const healthyTurns = async (engine: LlamaEngine): Promise<Recorded[]> => {
  const seen: Recorded[] = [];
  const until = performance.now() + 5000;
  do {
    const chatId = `healthy-${seen.length}`;
    seen.push(await turnOn(engine, [about(`hearth ${seen.length}`, 8)], { chatId, decodeMs: 600 }));
  } while (seen.length < 2 || (othersIn(seen.at(-1)!) >= quiet && performance.now() < until));
  return seen;
};

/** Starts processes that each keep one core busy. */
const compete = (count: number): void => {
  for (let started = 0; started < count; started += 1)
    competitors.push(spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }));
};

it('a competing process is named, by what it took and what decode still reached', async ({ skip }) => {
  const engine = await engineOn(model134M());
  const seen = await healthyTurns(engine);
  skipIfBusy(skip, seen.at(-1)!);
  const ceilings = ceilingsFrom(seen);
  expect(faultsIn(adviceFor(seen.at(-1)!, ceilings))).toEqual([]);

  compete(engine.can.cores!);
  // The threads of a token wait for each other, so that competing processes can make it a hundred times as slow: fewer tokens
  // would tell nothing.
  const disturbed = await turnOn(engine, [about('the stove', 3)], {
    chatId: 'disturbed',
    decodeMs: 2200,
    leastTokens: 4,
  });
  const [advice] = adviceFor(disturbed, ceilings);
  expect(advice).toMatchObject({ rule: 'other-processes' });
  expect(sentenceOf(advice!.told)).toMatch(
    /^Other processes kept [\d.]+ of \d+ cores? busy; \w+ reached only (?:<1|\d+)\s%/,
  );
});

it('threads set to twice the cores are named', async ({ skip }) => {
  const engine = await engineOn(tinyModel());
  const cores = engine.can.cores!;
  const healthy = await turnOn(engine, [about('the hearth', 8)], { decodeMs: 500 });
  skipIfBusy(skip, healthy);
  expect(faultsIn(adviceFor(healthy))).toEqual([]);

  const many = await engineOn(tinyModel(), { threads: 2 * cores });
  // This generates some ten tokens at most.
  const slow = await turnOn(many, [about('the hearth', 12)], { decodeMs: 2300 });
  const named = adviceFor(slow).find(({ rule }) => rule === 'too-many-threads');
  expect(sentenceOf(named!.told)).toContain(`${2 * cores} threads share ${cores} core`);
});

it('a cold cache is named, with its cause and its cost', async ({ skip }) => {
  const engine = await engineOn(smallModel(), { snapshots: { folder: stateFolder(), budgetBytes: 1e9 } });
  const ask = about('the hearth', 45);
  const first = await turnOn(engine, [ask], { decodeMs: 300 });
  const path = [ask, first.answer, user('Go on.')];
  const warm = await turnOn(engine, path, { decodeMs: 300, before: first.timings });
  skipIfBusy(skip, warm);
  expect(faultsIn(adviceFor(warm))).toEqual([]);

  // Another chat replaces this one in memory, and then its snapshot is evicted.
  await turnOn(engine, [user('Good evening.')], { chatId: 'other', decodeMs: 100 });
  engine.can.cache!.setBudget(1);
  path.push(warm.answer, user('And on.'));
  const cold = await turnOn(engine, path, { decodeMs: 300, before: warm.timings });
  expect(cold.timings.reuse).toMatchObject({ cause: 'evicted' });
  skipIfBusy(skip, cold);
  const [advice] = adviceFor(cold);
  expect(advice).toMatchObject({ rule: 'cold-cache' });
  expect(sentenceOf(advice!.told)).toMatch(/tokens were processed again in \d.*state on disk made room/);
});

const llvmpipe = ['/usr/share/vulkan/icd.d/lvp_icd.x86_64.json', '/usr/share/vulkan/icd.d/lvp_icd.json'].some(
  existsSync,
);

it.skipIf(!llvmpipe)(
  `layers kept off the GPU are named${llvmpipe ? '' : ' (skipped: llvmpipe, from the package mesa-vulkan-drivers, is not installed)'}`,
  async () => {
    process.env['GGML_VK_VISIBLE_DEVICES'] = '0';
    try {
      const whole = await engineOn(tinyModel(), { backend: 'vulkan' });
      const healthy = await turnOn(whole, [user('What is prefill?')], { decodeMs: 500 });
      expect(healthy.anatomy.setup).toMatchObject({ backend: 'vulkan', gpuLayers: 3, layers: 3 });
      expect(faultsIn(adviceFor(healthy))).toEqual([]);

      const split = await engineOn(tinyModel(), { backend: 'vulkan', gpuLayers: 1 });
      const slow = await turnOn(split, [user('What is prefill?')], { decodeMs: 1500 });
      const [advice] = adviceFor(slow);
      expect(advice).toMatchObject({ rule: 'layers-on-processor' });
      expect(sentenceOf(advice!.told)).toContain('Only 1 of 3 layers');
    } finally {
      delete process.env['GGML_VK_VISIBLE_DEVICES'];
    }
  },
);
