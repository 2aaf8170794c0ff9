/** `npm run bench`: Hearth against its own engine, and its engine against the plain library, as ratios of one run. */
import { cpus } from 'node:os';
import { starterModel } from '../../main/paths.ts';
import { model134M } from '../models/files.ts';
import { wholeApp } from './app.ts';
import { engineAlone } from './engine-alone.ts';
import { plainLibrary } from './plain-library.ts';
import { fillerText, median, speedsOf, type Speeds, type Subject, type Workload } from './workload.ts';

/** Sides alternate in every round, so that a machine that slows down slows both. */
const rounds = 5;

/** What the whole app must keep of its engine's speed. */
const leastOfEngine = 0.97;

const workloads: Workload[] = [
  {
    name: 'Starter model',
    modelPath: starterModel,
    contextLength: 2048,
    prompts: [
      'What is prefill?',
      'What is decode?',
      'What is the KV cache?',
      'What does quantisation mean?',
      'How do I open another model?',
      'Where are my chats kept?',
      'What is a token?',
      'Does Hearth need the internet?',
    ],
  },
  {
    name: 'Generated model of 134 million parameters',
    modelPath: model134M(),
    contextLength: 1024,
    prompts: [fillerText(1, 600), fillerText(2, 600)],
  },
];

const roundOf = async (subject: Subject, prompts: string[]): Promise<Speeds> => {
  const measured = [];
  for (const prompt of prompts) measured.push(await subject.run(prompt));
  return speedsOf(measured);
};

/** Runs both by turns; the ratio is the median of the rounds' ratios. */
const compare = async (a: Subject, b: Subject, workload: Workload, count: number) => {
  const pairs: [Speeds, Speeds][] = [];
  // The first round warms up caches, compilers and the browser, and does not count.
  await roundOf(a, workload.prompts);
  await roundOf(b, workload.prompts);
  for (let round = 0; round < count; round++) {
    // Who goes first alternates too.
    if (round % 2 === 0) pairs.push([await roundOf(a, workload.prompts), await roundOf(b, workload.prompts)]);
    else {
      const second = await roundOf(b, workload.prompts);
      pairs.push([await roundOf(a, workload.prompts), second]);
    }
  }
  const of = (pick: (speeds: Speeds) => number) => ({
    a: median(pairs.map(([one]) => pick(one))),
    b: median(pairs.map(([, two]) => pick(two))),
    ratio: median(pairs.map(([one, two]) => pick(one) / pick(two))),
  });
  return { prefill: of(({ prefill }) => prefill), decode: of(({ decode }) => decode) };
};

const row = (label: string, { a, b, ratio }: { a: number; b: number; ratio: number }): string =>
  `  ${label.padEnd(48)} ${a.toFixed(1).padStart(10)} ${b.toFixed(1).padStart(10)}   ${ratio.toFixed(ratio < 10 ? 3 : 0).padStart(6)}`;

let isGood = true;
console.log(
  `Hearth's benchmark, ${rounds} rounds, on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}; tokens/s, medians.`,
);
for (const workload of workloads) {
  console.log(
    `\n${workload.name}${' '.repeat(Math.max(1, 52 - workload.name.length))}      this      other    ratio`,
  );
  const engine = await engineAlone(workload);
  const app = await wholeApp(workload);
  const whole = await compare(app, engine, workload, rounds);
  await app.close();
  console.log(row('decode, whole app : engine process alone', whole.decode));
  console.log(row('prefill, whole app : engine process alone', whole.prefill));
  if (whole.decode.ratio < leastOfEngine) isGood = false;

  const library = await plainLibrary(workload);
  const plain = await compare(engine, library, { ...workload, prompts: workload.prompts.slice(0, 1) }, 1);
  await Promise.all([engine.close(), library.close()]);
  console.log(row("decode, engine process : library's defaults", plain.decode));
  console.log(row("prefill, engine process : library's defaults", plain.prefill));
}
console.log(
  `\nThe whole app must decode at ${leastOfEngine} or more of its engine's speed: ${isGood ? 'it does' : 'IT DOES NOT'}.`,
);
process.exit(isGood ? 0 : 1);
