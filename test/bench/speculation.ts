/**
 * `npm run bench -- speculation`: decode with guesses against the same engine process without, by turns in one run. The
 * model guessed for is large in the middle and small in what it says, so that a draft model is right about it, as a good
 * one mostly is: what is measured is what guesses can give, not what a given pair of models does.
 */
import { sentenceOf } from '../../main/shared/words/catalogue.ts';
import { cpus } from 'node:os';
import { median, quantile } from '../../main/shared/speed/spread.ts';
import {
  killEngines,
  load,
  stopAfter,
  user,
  type EngineUnderTest,
} from '../fixtures/engine/engine-under-test.ts';
import { guessedModel, guessingModel, otherGuessingModel } from '../fixtures/models/files.ts';
import { fillerText } from './workload.ts';

const rounds = 7;
/**
 * Where guesses do not pay they must rest before they cost much. What they give depends on the machine: on two cores
 * seven tokens at once take six times as long as one, and there is little to gain; on a GPU they take about as long as one.
 */
const least = 0.97;

/** Pieces of text that make an answer long enough. */
const pieces = 12;

const gainOf = async (engine: EngineUnderTest): Promise<number[]> => {
  const speed = async (seed: number, speculative: boolean): Promise<number> => {
    const { timings } = await engine.run([user(fillerText(seed, 200))], {
      chatId: `chat-${seed}-${speculative}`,
      speculative,
      ...stopAfter(engine.engine, pieces),
    });
    return timings!.decodeTokens / timings!.decodeMs;
  };
  const ratios: number[] = [];
  for (let round = -1; round < rounds; round += 1) {
    const speeds = { with: 0, without: 0 };
    for (const side of round % 2 === 0 ? (['with', 'without'] as const) : (['without', 'with'] as const))
      speeds[side] = await speed(500 + round, side === 'with');
    // The first round only warms up.
    if (round >= 0) ratios.push(speeds.with / speeds.without);
  }
  return ratios;
};

console.log(
  `Decode with guesses against without, on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}:`,
);
let isGood = true;
for (const { label, draft, goal } of [
  { label: 'a draft model that is right', draft: guessingModel(), goal: least },
  { label: 'a draft model that is wrong', draft: otherGuessingModel(), goal: least },
  { label: 'look-up in the prompt, where answers repeat', draft: null, goal: least },
]) {
  const engine = await load(guessedModel(), { contextLength: 2048, draftModelPath: draft });
  if (engine.note !== null) throw new Error(sentenceOf(engine.note));
  const ratios = await gainOf(engine);
  const middle = median(ratios);
  isGood &&= middle >= goal;
  console.log(
    `  ${label.padEnd(46)} ${middle.toFixed(2)}   ${quantile(ratios, 0.25).toFixed(2)} to ${quantile(ratios, 0.75).toFixed(2)}   goal ≥ ${goal}`,
  );
  killEngines();
}
console.log(`\nThe goals are ${isGood ? '' : 'NOT '}met.`);
process.exit(isGood ? 0 : 1);
