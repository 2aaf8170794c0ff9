/** `npm run bench`: Hearth against its own engine, and its engine against the plain library, as ratios of one run. */
import { mkdtempSync, rmSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { median, quantile } from '../../main/shared/speed/spread.ts';
import { starterModel } from '../../main/system/paths.ts';
import { model134M } from '../fixtures/models/files.ts';
import { wholeApp } from './app.ts';
import { endlessCopy } from './endless.ts';
import { engineAlone } from './engine-alone.ts';
import { plainLibrary } from './plain-library.ts';
import { fillerText, speedsOf, type Speeds, type Subject, type Workload } from './workload.ts';

/** What the whole app must keep of its engine's speed. */
const leastOfEngine = 0.97;

const folder = mkdtempSync(join(tmpdir(), 'hearth-bench-'));
const endlessStarter = join(folder, 'starter.gguf');
endlessCopy(starterModel, endlessStarter);

const questions = [
  'What is prefill?',
  'What is the KV cache?',
  'Where are my chats kept?',
  'What is a token?',
];

const workloads: (Workload & { isJudged: boolean })[] = [
  {
    name: 'Starter model, answers to the end of the context',
    isJudged: true,
    modelPath: endlessStarter,
    contextLength: 512,
    prompts: questions,
    instances: 8,
  },
  {
    // Over while the window still draws the question.
    name: 'Starter model, its own answers of 50 tokens',
    isJudged: false,
    modelPath: starterModel,
    contextLength: 2048,
    prompts: questions,
    instances: 3,
  },
  {
    name: 'Generated model of 134 million parameters',
    isJudged: true,
    modelPath: model134M(),
    contextLength: 1024,
    prompts: [fillerText(1, 600), fillerText(2, 600)],
    instances: 5,
  },
];

type Pair = [Speeds, Speeds];

/** Asks both the same prompt by turns, so close together that a machine that slows down slows both. */
const compare = async (a: Subject, b: Subject, warmUp: string[], prompts: string[]): Promise<Pair[]> => {
  const pairs: Pair[] = [];
  // Wakes caches, compilers and the browser, and leaves another prompt in the KV cache than the first that counts.
  for (const subject of [a, b]) for (const prompt of warmUp) await subject.run(prompt);
  for (const [index, prompt] of prompts.entries()) {
    // Who goes first alternates too.
    const isFirst = index % 2 === 0;
    const early = speedsOf(await (isFirst ? a : b).run(prompt));
    const late = speedsOf(await (isFirst ? b : a).run(prompt));
    pairs.push(isFirst ? [early, late] : [late, early]);
  }
  return pairs;
};

const ratiosOf = (pairs: Pair[], phase: keyof Speeds): number[] =>
  pairs.map(([one, two]) => one[phase] / two[phase]);

const row = (label: string, pairs: Pair[], phase: keyof Speeds): string => {
  const ratios = ratiosOf(pairs, phase);
  const [low, middle, high] = [0.25, 0.5, 0.75].map((share) => {
    const ratio = quantile(ratios, share);
    return ratio.toFixed(ratio < 10 ? 3 : 0);
  });
  const speeds = [0, 1].map((side) =>
    median(pairs.map((pair) => pair[side]![phase]))
      .toFixed(1)
      .padStart(10),
  );
  const spread = ratios.length > 1 ? `   ${low} to ${high}` : '';
  return `  ${`${phase}, ${label}`.padEnd(48)} ${speeds.join(' ')}   ${middle!.padStart(6)}${spread}`;
};

let isGood = true;
console.log(
  `Hearth's benchmark on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}: tokens/s, medians; ratios of pairs ` +
    'asked in turn, median and quartiles.',
);
for (const workload of workloads) {
  console.log(
    `\n${workload.name}${' '.repeat(Math.max(1, 52 - workload.name.length))}      this      other    ratio`,
  );
  const pairs: Pair[] = [];
  // Two processes with the same model differ by several parts in a hundred for as long as they live, so new ones count too.
  for (let instance = 0; instance < workload.instances; instance++) {
    const engine = await engineAlone(workload);
    const app = await wholeApp(workload);
    pairs.push(...(await compare(app, engine, workload.prompts, workload.prompts)));
    await Promise.all([engine.close(), app.close()]);
  }
  console.log(row('whole app : engine process alone', pairs, 'decode'));
  console.log(row('whole app : engine process alone', pairs, 'prefill'));
  if (workload.isJudged && median(ratiosOf(pairs, 'decode')) < leastOfEngine) isGood = false;

  const engine = await engineAlone(workload);
  const library = await plainLibrary(workload);
  const [first, second] = workload.prompts as [string, string];
  const plain = await compare(engine, library, [second], [first]);
  await Promise.all([engine.close(), library.close()]);
  console.log(row("engine process : library's defaults", plain, 'decode'));
  console.log(row("engine process : library's defaults", plain, 'prefill'));
}
console.log(
  `\nThe whole app must decode at ${leastOfEngine} or more of its engine's speed: ${isGood ? 'it does' : 'IT DOES NOT'}.`,
);
rmSync(folder, { recursive: true, force: true });
process.exit(isGood ? 0 : 1);
