/**
 * `npm run bench -- tuning`: attention with and without flash attention at each depth (tuning-attention.ts), then models fitted to this machine against the same with the defaults, each measured anew by turns
 * in one run, as the benchmark page measures them: the time that a prompt of 512 tokens and an answer of 200 would take.
 */
import { spawnSync } from 'node:child_process';
import { median, quantile } from '../../main/shared/speed/spread.ts';
import { starterModel } from '../../main/system/paths.ts';
import { killEngines, plainConfig } from '../fixtures/engine/engine-under-test.ts';
import { model134M, smallModel } from '../fixtures/models/files.ts';
import { quietMeasuring } from './quiet-measuring.ts';
import { attentionIsGood } from './tuning-attention.ts';

// Evaluations run as they do in the engine's process, which has one worker; libuv reads this when a process starts.
if (process.env['UV_THREADPOOL_SIZE'] !== '1') {
  const { status } = spawnSync(process.execPath, process.argv.slice(1), {
    stdio: 'inherit',
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
  });
  process.exit(status ?? 1);
}

const rounds = 8;
const usual = { prompt: 512, answer: 200 };

/** So much slower may the choice look: two engines with the same settings differ as much. */
const noise = 0.03;

interface Side {
  ms: number;
  choice: string;
}

const measure = async (path: string, tunes: 'anew' | 'never'): Promise<Side> => {
  const { rows, threads, flashAttention } = await quietMeasuring.benchmark(plainConfig(path, { tunes }), {
    promptLengths: [usual.prompt],
    depths: [usual.prompt],
    decodeTokens: 48,
    batchSizes: [512],
    repeats: 3,
  });
  const [prefill, decode] = rows.map(({ speeds }) => median(speeds)) as [number, number];
  return {
    ms: (usual.prompt * 1000) / prefill + (usual.answer * 1000) / decode,
    choice: `${threads.prefill} and ${threads.decode} threads, flash attention ${flashAttention ? 'on' : 'off'}`,
  };
};

const count = (items: string[]): string =>
  [...new Set(items)].map((item) => `${item} (${items.filter((one) => one === item).length}×)`).join('; ');

let isGood = true;
const models = [starterModel, smallModel(), model134M()];
for (const path of models) isGood = (await attentionIsGood(path)) && isGood;
for (const path of models) {
  const ratios: number[] = [];
  const sides: Record<'anew' | 'never', Side[]> = { anew: [], never: [] };
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? (['anew', 'never'] as const) : (['never', 'anew'] as const);
    for (const tunes of order) sides[tunes].push(await measure(path, tunes));
    ratios.push(sides.anew[round]!.ms / sides.never[round]!.ms);
  }
  const middle = median(ratios);
  isGood &&= middle <= 1 + noise;
  console.log(
    `${path.split('/').at(-1)}\n` +
      `  defaults ${median(sides.never.map(({ ms }) => ms)).toFixed(0)} ms: ${count(sides.never.map(({ choice }) => choice))}\n` +
      `  fitted   ${median(sides.anew.map(({ ms }) => ms)).toFixed(0)} ms: ${count(sides.anew.map(({ choice }) => choice))}\n` +
      `  ratio    ${middle.toFixed(3)}   ${quantile(ratios, 0.25).toFixed(3)} to ${quantile(ratios, 0.75).toFixed(3)}`,
  );
}
killEngines();
console.log(
  `\nFitted to this machine, a turn must take at most ${1 + noise} times as long, and at each depth at most 1.1 times as long as the better way of attention: ${isGood ? 'it does' : 'IT DOES NOT'}.`,
);
process.exit(isGood ? 0 : 1);
