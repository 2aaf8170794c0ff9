/**
 * `npm run bench -- compare`: several answers to one prompt at once against one after the other, in the same engine process, by
 * turns. Both process the prompt once. The model has 134 million parameters; the figures of a larger one, whose weights are in no
 * cache, are nearer to the number of answers.
 */
import { cpus } from 'node:os';
import { median, quantile } from '../../main/shared/speed/spread.ts';
import { killEngines, load, user, type EngineUnderTest } from '../fixtures/engine/engine-under-test.ts';
import { model134M } from '../fixtures/models/files.ts';
import { fillerText } from './workload.ts';

const rounds = 3;
/**
 * Tokens of each answer, and of the prompt, about. The state of the prompt is given to each sequence first, which takes a third of a second
 * here: shorter answers gain less.
 */
const answerTokens = 128;
const promptTokens = 300;

interface Side {
  /** Over all answers, in tokens/s: from sending to the last token of the last answer. */
  speed: number;
  /** Until the first token of each answer, from sending, in ms. */
  firstTokens: number[];
  isAtOnce: boolean;
  gain: number | null;
}

let asked = 0;

const atOnce = async (engine: EngineUnderTest, count: number): Promise<Side> => {
  asked += 1;
  const startedAt = performance.now();
  const ends = await engine.together(
    `chat-${asked}`,
    [user(fillerText(asked, promptTokens))],
    count,
    answerTokens,
  );
  const ms = performance.now() - startedAt;
  const written = ends.reduce((sum, { timings }) => sum + (timings?.writtenTokens ?? 0), 0);
  const shared = ends[0]!.timings!.shared!;
  return {
    speed: (written * 1000) / ms,
    firstTokens: ends.map(({ trace }) => trace!.tokensAt[0]! - trace!.receivedAt),
    isAtOnce: shared.isAtOnce,
    gain: shared.gain,
  };
};

const inTurn = async (engine: EngineUnderTest, count: number): Promise<Side> => {
  asked += 1;
  const chatId = `chat-${asked}`;
  const messages = [user(fillerText(asked, promptTokens))];
  const startedAt = performance.now();
  let written = 0;
  const firstTokens: number[] = [];
  for (let nth = 0; nth < count; nth += 1) {
    const before = performance.now() - startedAt;
    const { timings, trace } = await engine.run(messages, { chatId, longestAnswer: answerTokens });
    written += timings?.writtenTokens ?? 0;
    firstTokens.push(before + trace!.tokensAt[0]! - trace!.receivedAt);
  }
  const ms = performance.now() - startedAt;
  return { speed: (written * 1000) / ms, firstTokens, isAtOnce: false, gain: null };
};

const seconds = (values: readonly number[]): string => values.map((ms) => (ms / 1000).toFixed(2)).join(' ');
/** Of each answer, over all rounds. */
const mediansOf = (sides: readonly Side[]): number[] =>
  sides[0]!.firstTokens.map((_, nth) => median(sides.map(({ firstTokens }) => firstTokens[nth]!)));

console.log(
  `Answers at once against one after the other, on ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'CPU'}: tokens/s over all, ` +
    'medians; ratios of pairs by turns, median and quartiles.',
);
for (const count of [2, 4, 8]) {
  const engine = await load(model134M(), { contextLength: 1024 });
  const pairs: [Side, Side][] = [];
  for (let round = -1; round < rounds; round += 1) {
    const isFirst = round % 2 === 0;
    const early = await (isFirst ? atOnce : inTurn)(engine, count);
    const late = await (isFirst ? inTurn : atOnce)(engine, count);
    // The first round only warms up, and measures whether it pays.
    if (round >= 0) pairs.push(isFirst ? [early, late] : [late, early]);
  }
  killEngines();
  const ratios = pairs.map(([one, other]) => one.speed / other.speed);
  const [together, after] = [pairs.map(([one]) => one), pairs.map(([, other]) => other)];
  const { isAtOnce, gain } = together[0]!;
  console.log(
    `\n${count} answers: ${median(together.map(({ speed }) => speed)).toFixed(1)} at once, ` +
      `${median(after.map(({ speed }) => speed)).toFixed(1)} one after the other; ratio ${median(ratios).toFixed(2)} ` +
      `(${quantile(ratios, 0.25).toFixed(2)} to ${quantile(ratios, 0.75).toFixed(2)})`,
  );
  console.log(
    `  Hearth measured ${gain?.toFixed(2) ?? 'nothing'} for the evaluations alone and ran them ${isAtOnce ? 'at once' : 'one after the other'}.`,
  );
  console.log(`  first token, s, at once             ${seconds(mediansOf(together))}`);
  console.log(`  first token, s, one after the other ${seconds(mediansOf(after))}`);
}
process.exit(0);
