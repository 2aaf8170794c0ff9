/**
 * Attention with and without flash attention for each use that a chat has, measured by turns with the whole model, and
 * the way that ten fresh starts choose. The choice must be the same each time, and at most 10 % slower than the better way.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { LlamaContextSequence, Token } from 'node-llama-cpp';
import { uses, usualPrompt, type Use } from '../../main/engine/measure/attention.ts';
import { evaluateUnsampled, openContext, useThreads } from '../../main/engine/load/context.ts';
import { openModel } from '../../main/engine/load/open-model.ts';
import { tune } from '../../main/engine/measure/tune.ts';
import { median } from '../../main/shared/speed/spread.ts';
import { plainConfig } from '../fixtures/engine/engine-under-test.ts';

const rounds = 7;
const starts = 10;
const written = 16;
const mostSlower = 1.1;

/** Ms of a usual turn, by whether flash attention is on. */
type Ways = Map<boolean, number>;

const someTokens = (count: number): Token[] =>
  Array.from({ length: count }, (_, index) => ((index * 31) % 200) as Token);

const goTo = async (sequence: LlamaContextSequence, depth: number): Promise<void> => {
  const held = sequence.nextTokenIndex;
  if (held > depth) await sequence.eraseContextTokenRanges([{ start: depth, end: held }]);
  for (let left = depth - sequence.nextTokenIndex; left > 0; left -= 512)
    await sequence.evaluateWithoutGeneratingNewTokens(someTokens(Math.min(left, 512)));
};

const turnMs = async (sequence: LlamaContextSequence, { depth, prompt, answer }: Use): Promise<number> => {
  await goTo(sequence, depth);
  let startedAt = performance.now();
  await sequence.evaluateWithoutGeneratingNewTokens(someTokens(prompt));
  const prefillMs = performance.now() - startedAt;
  await goTo(sequence, depth + prompt + answer / 2);
  await evaluateUnsampled(sequence, someTokens(1));
  startedAt = performance.now();
  for (let count = 0; count < written; count += 1) await evaluateUnsampled(sequence, someTokens(1));
  return prefillMs + (answer * (performance.now() - startedAt)) / written;
};

/** Measures the model at `path` and prints what was found; whether the choice is as it must be. */
export const attentionIsGood = async (path: string): Promise<boolean> => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-tuning-'));
  const config = plainConfig(path, { tunes: 'anew', snapshots: { folder, budgetBytes: 0 } });
  const open = await openModel(config, () => undefined);
  const tunings = [];
  for (let start = 0; start < starts; start += 1)
    tunings.push(await tune(open, config, 'digest', () => undefined));
  const chosen = tunings[0]!.flashAttention;
  const isSame = tunings.every(({ flashAttention }) => flashAttention === chosen);

  const ways = [true, false];
  const sequences = new Map<boolean, LlamaContextSequence>();
  for (const flashAttention of ways) {
    const threads = tunings[0]!.threads.decode;
    const context = await openContext(open.model, {
      contextSize: 2560,
      batchSize: 512,
      flashAttention,
      threads,
    });
    useThreads(context, threads);
    sequences.set(flashAttention, context.getSequence());
  }
  console.log(
    `${basename(path)}: flash attention ${chosen ? 'on' : 'off'}${isSame ? '' : ', NOT THE SAME'} in ${starts} fresh starts`,
  );
  let isGood = isSame;
  for (const use of uses) {
    const measured: Ways[] = [];
    for (let round = -1; round < rounds; round += 1) {
      const one: Ways = new Map();
      for (const way of round % 2 === 0 ? ways : ways.toReversed())
        one.set(way, await turnMs(sequences.get(way)!, use));
      if (round >= 0) measured.push(one);
    }
    const ms = (way: boolean): number => median(measured.map((one) => one.get(way)!));
    const ratio = median(measured.map((one) => one.get(chosen)! / Math.min(...one.values())));
    // One way cannot be the better one for all: what is required is that no usual turn is much slower.
    const isMet = use.prompt > usualPrompt || ratio <= mostSlower;
    isGood &&= isMet;
    console.log(
      `  ${String(use.prompt).padStart(5)} behind ${String(use.depth).padStart(5)}  on ${ms(true).toFixed(0).padStart(6)} ms   off ${ms(false).toFixed(0).padStart(6)} ms   ` +
        `the choice takes ${ratio.toFixed(3)} times as long as the better way${isMet ? '' : ': NOT MET'}`,
    );
  }
  await open.model.dispose();
  await open.llama.dispose();
  rmSync(folder, { recursive: true, force: true });
  return isGood;
};
