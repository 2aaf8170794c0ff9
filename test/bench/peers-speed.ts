/**
 * `npm run bench -- peers`: prefill and decode as Hearth reports them, against llama-server's and llama-bench's figures,
 * all three of the same llama.cpp, with the same model file, threads, flash attention, batch size and prompt length, by
 * turns in one run. Hearth is all of it but its window; llama-bench has no sampling, no text and no chat, so it is the
 * ceiling of that. Hearth's own benchmark measures what llama-bench does, and must find the same.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, quantile } from '../../main/shared/speed/spread.ts';
import { textParts } from '../../main/shared/message/parts.ts';
import { plainConfig } from '../fixtures/engine/engine-under-test.ts';
import { startHostProcess } from '../fixtures/host/host-process.ts';
import { model134M } from '../fixtures/models/files.ts';
import { buildLlamaCpp, flags, runLlamaBench, startLlamaServer } from './llama-cpp.ts';
import { quietMeasuring } from './quiet-measuring.ts';
import { fillerText, speedsOf, type Speeds } from './workload.ts';

const rounds = 9;
const threads = 2;
const batchSize = 512;
const contextLength = 1024;
/** Of the message; the chat template adds some. */
const messageTokens = 600;
const answerTokens = 256;

/** What Hearth's benchmark reports may differ by this share from what the others measure. */
const agreement = 0.05;
const goals: {
  phase: keyof Speeds;
  ours: 'Hearth' | 'benchmark';
  theirs: 'llama-server' | 'llama-bench';
  least: number;
  most?: number;
}[] = [
  { phase: 'prefill', ours: 'Hearth', theirs: 'llama-server', least: 1 - agreement },
  { phase: 'prefill', ours: 'Hearth', theirs: 'llama-bench', least: 0.97 },
  { phase: 'decode', ours: 'Hearth', theirs: 'llama-server', least: 1 },
  { phase: 'decode', ours: 'Hearth', theirs: 'llama-bench', least: 0.9 },
  {
    phase: 'prefill',
    ours: 'benchmark',
    theirs: 'llama-bench',
    least: 1 - agreement,
    most: 1 + agreement,
  },
  { phase: 'decode', ours: 'benchmark', theirs: 'llama-bench', least: 1 - agreement, most: 1 + agreement },
];

const programs = buildLlamaCpp();
const folder = mkdtempSync(join(tmpdir(), 'hearth-peers-'));
const modelPath = model134M();

const host = await startHostProcess(['--web', '--no-open', '--data', folder]);
const window = await host.connect();
await window.call('greet', {});
await window.call('changeSettings', {
  backend: 'cpu',
  threads,
  batchSize,
  flashAttention: true,
  contextLength,
  temperature: 0,
  // Both would only blur what is compared.
  snapshotBudget: 0,
  speculative: false,
});
await window.call('openModel', { path: modelPath });
const server = await startLlamaServer({ programs, modelPath, contextLength, threads, slotFolder: folder });

/** Asks in a new chat, and takes as many tokens of the answer as the others write. */
const askHearth = async (prompt: string): Promise<Speeds & { read: number }> => {
  const finished = window.next('turn.finished');
  let written = 0;
  const started = await window.call('startTurn', { chatId: null, parts: textParts(prompt) });
  const enough = window.next('turn.wrote', ({ text }) => (written += text.length) > answerTokens * 3);
  await Promise.race([enough, finished]);
  await window.call('stopTurn', { chatId: started.chatId });
  const { message } = await finished;
  const { cachedTokens, newTokens, prefillMs } = message.timings!;
  const { gapsMs } = (await window.call('turnAnatomy', { messageId: message.id }))!;
  const gaps = gapsMs.slice(0, answerTokens - 1);
  if (gaps.length < answerTokens - 1) throw new Error('Hearth ended its answer too early');
  const decodeMs = gaps.reduce((all, ms) => all + ms, 0);
  return {
    ...speedsOf({ newTokens, prefillMs, decodeTokens: gaps.length, decodeMs }),
    read: cachedTokens + newTokens,
  };
};
const { read: promptTokens } = await askHearth(fillerText(1, messageTokens));

const askServer = async (prompt: string): Promise<Speeds> =>
  speedsOf(await server.ask([{ role: 'user', content: prompt }], answerTokens));

/** Asks once without measuring, since llama-bench and Hearth's benchmark do so before each test. */
const warmedUp =
  (ask: (prompt: string) => Promise<Speeds>) =>
  async (prompt: string): Promise<Speeds> => {
    await ask(`Once before: ${prompt}`);
    return ask(prompt);
  };

/** Reads as many tokens from an empty cache, and writes as many behind them. */
const runBench = (): Speeds => {
  const bench = (what: Record<string, number>): number => {
    const printed = runLlamaBench(programs, [
      ...flags({ model: modelPath, threads, output: 'json', repetitions: 1 }),
      ...flags({ 'batch-size': batchSize, 'ubatch-size': batchSize, 'flash-attn': 1, ...what }),
    ]);
    return (JSON.parse(printed) as { avg_ts: number }[])[0]!.avg_ts;
  };
  return {
    prefill: bench({ 'n-prompt': promptTokens, 'n-gen': 0 }),
    decode: bench({ 'n-prompt': 0, 'n-gen': answerTokens, 'n-depth': promptTokens }),
  };
};

/** As `npm run bench -- --json` and the benchmark page measure. */
const runOwnBench = async (): Promise<Speeds> => {
  const { rows } = await quietMeasuring.benchmark(
    plainConfig(modelPath, { threads, batchSize, flashAttention: true }),
    {
      promptLengths: [promptTokens],
      depths: [promptTokens],
      decodeTokens: answerTokens,
      batchSizes: [batchSize],
      repeats: 1,
    },
  );
  return { prefill: rows[0]!.speeds[0]!, decode: rows[1]!.speeds[0]! };
};

const sides = {
  Hearth: warmedUp(askHearth),
  benchmark: runOwnBench,
  'llama-server': warmedUp(askServer),
  'llama-bench': () => Promise.resolve(runBench()),
};
type Side = keyof typeof sides;
const names = Object.keys(sides) as Side[];
const measured: Record<Side, Speeds[]> = { Hearth: [], benchmark: [], 'llama-server': [], 'llama-bench': [] };

console.log(
  `Hearth, llama-server and llama-bench of the same llama.cpp on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}: a generated ` +
    `model of 134 million parameters, ${promptTokens} tokens read, ${answerTokens} written, ${rounds} rounds.`,
);
try {
  for (let round = -1; round < rounds; round += 1) {
    // Who goes first changes with each round; the first one only warms up.
    const order = names.map((_, index) => names[(index + round + names.length) % names.length]!);
    for (const name of order) {
      const speeds = await sides[name](fillerText(100 + round * 10 + names.indexOf(name), messageTokens));
      if (round >= 0) measured[name].push(speeds);
    }
  }
} finally {
  window.port.close();
  await host.end('SIGTERM');
  await server.end();
  rmSync(folder, { recursive: true, force: true });
}

let isGood = true;
console.log(`\n${'tokens/s, medians'.padEnd(12)} ${names.map((name) => name.padStart(14)).join('')}`);
for (const phase of ['prefill', 'decode'] as const) {
  const cells = names.map((name) =>
    median(measured[name].map((one) => one[phase]))
      .toFixed(1)
      .padStart(14),
  );
  console.log(`  ${phase.padEnd(15)} ${cells.join('')}`);
}
console.log('\nAgainst each other, medians and quartiles of the rounds:');
for (const { phase, ours, theirs, least, most = Infinity } of goals) {
  const ratios = measured[ours].map((mine, round) => mine[phase] / measured[theirs][round]![phase]);
  const middle = median(ratios);
  const isMet = middle >= least && middle <= most;
  isGood &&= isMet;
  console.log(
    `  ${`${phase}, ${ours} : ${theirs}`.padEnd(34)} ${middle.toFixed(3)}   ` +
      `${quantile(ratios, 0.25).toFixed(3)} to ${quantile(ratios, 0.75).toFixed(3)}   ` +
      `goal ${most === Infinity ? `≥ ${least}` : `${least} to ${most}`}${isMet ? '' : ': NOT MET'}`,
  );
}
export const speedsAreGood = isGood;
