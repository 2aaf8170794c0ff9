/** The stages of a benchmark. Each has a context of its own, for one batch size. */
import type { BenchmarkPlan } from '../contract/measuring.ts';
import { testName } from './benchmark-export.ts';

export interface Stage {
  batchSize: number;
  /** Tokens: as many as the longest test of the stage needs. */
  contextSize: number;
  /** Shortest first. */
  promptLengths: number[];
  /** Smallest first, since each continues the prompt of the one before. */
  depths: number[];
}

/**
 * The stages of `plan`, and the names of the tests that are left out because they need more than `limit` tokens (0 if the limit
 * is unknown). Decode evaluates one token at a time whatever the batch size, so it is measured only in the last and largest
 * stage, which processes the depths fastest.
 */
export const stagesOf = (plan: BenchmarkPlan, limit: number): { stages: Stage[]; leftOut: string[] } => {
  const fits = (tokens: number): boolean => limit === 0 || tokens <= limit;
  const promptLengths = ascending(plan.promptLengths);
  const depths = ascending(plan.depths);
  const decodeEnd = (depth: number): number => depth + plan.decodeTokens;
  const fittingPrompts = promptLengths.filter(fits);
  const fittingDepths = depths.filter((depth) => fits(decodeEnd(depth)));

  const batchSizes = ascending(plan.batchSizes);
  const stages = batchSizes.map((batchSize, index): Stage => {
    const ownDepths = index === batchSizes.length - 1 ? fittingDepths : [];
    const longest = Math.max(0, ...fittingPrompts, ...ownDepths.map(decodeEnd));
    // node-llama-cpp keeps the last cell of a sequence free.
    return { batchSize, contextSize: longest + 1, promptLengths: fittingPrompts, depths: ownDepths };
  });
  return {
    stages: stages.filter((stage) => stage.promptLengths.length + stage.depths.length > 0),
    leftOut: [
      ...promptLengths
        .filter((tokens) => !fits(tokens))
        .map((tokens) => testName({ test: 'pp', tokens, depth: 0 })),
      ...depths
        .filter((depth) => !fits(decodeEnd(depth)))
        .map((depth) => testName({ test: 'tg', tokens: plan.decodeTokens, depth })),
    ],
  };
};

const ascending = (values: number[]): number[] => [...new Set(values)].toSorted((a, b) => a - b);

/** Tokens that all stages process and generate, warm-ups included. */
export interface Work {
  prefill: number;
  decode: number;
}

/**
 * `canGoBack`: the cache can be rewound, so a depth that was processed once serves all repeats, and the next depth continues
 * from it.
 */
export const workOf = (
  stages: readonly Stage[],
  { repeats, decodeTokens }: BenchmarkPlan,
  canGoBack: boolean,
): Work => {
  const work: Work = { prefill: 0, decode: 0 };
  for (const { promptLengths, depths, batchSize } of stages) {
    for (const tokens of promptLengths) work.prefill += tokens * repeats + Math.min(tokens, batchSize);
    work.prefill += canGoBack
      ? Math.max(0, ...depths)
      : depths.reduce((total, depth) => total + depth * repeats, 0);
    if (depths.length > 0) work.decode += 1 + depths.length * decodeTokens * repeats;
  }
  return work;
};
