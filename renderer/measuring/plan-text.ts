/** Turns a benchmark's plan into the text of its fields, and back. */
import type { BenchmarkPlan } from '../../main/shared/contract/measuring.ts';
import { planLimits, quickPlan, readNumbers, thoroughPlan } from '../../main/shared/speed/benchmark-plan.ts';
import { benchmarkWords } from '../words/lens.ts';
import { sentenceOf } from '../words/told.ts';

type Part = keyof BenchmarkPlan;
export type PlanText = Record<Part, string>;

const words = benchmarkWords.plan;

export const planParts: { part: Part; label: string; hint: string }[] = (
  ['promptLengths', 'depths', 'decodeTokens', 'batchSizes', 'repeats'] as const
).map((part) => ({ part, ...words.fields[part] }));

const textOf = (plan: BenchmarkPlan): PlanText => ({
  promptLengths: plan.promptLengths.join(', '),
  depths: plan.depths.join(', '),
  decodeTokens: String(plan.decodeTokens),
  batchSizes: plan.batchSizes.join(', '),
  repeats: String(plan.repeats),
});

export const presets = [
  { name: words.quick, text: textOf(quickPlan) },
  { name: words.thorough, text: textOf(thoroughPlan) },
] as const;

/** The name of a plan that matches no preset. */
export const ownName = words.custom;

export const presetOf = (text: PlanText): string =>
  presets.find((preset) => planParts.every(({ part }) => preset.text[part] === text[part]))?.name ?? ownName;

/** The plan, or the problem of each invalid field, as sentences. */
export const planOf = (
  text: PlanText,
): { plan: BenchmarkPlan; problems: null } | { plan: null; problems: Partial<PlanText> } => {
  const problems: Partial<PlanText> = {};
  const numbers = (part: Part): number[] => {
    // Without prompts or without depths, one of the two phases is left out.
    if (text[part].trim() === '' && (part === 'promptLengths' || part === 'depths')) return [];
    const read = readNumbers(planParts.find((one) => one.part === part)!.label, text[part], planLimits[part]);
    if (Array.isArray(read)) return read;
    problems[part] = sentenceOf(read);
    return [];
  };
  const plan: BenchmarkPlan = {
    promptLengths: numbers('promptLengths'),
    depths: numbers('depths'),
    decodeTokens: numbers('decodeTokens')[0] ?? 0,
    batchSizes: numbers('batchSizes'),
    repeats: numbers('repeats')[0] ?? 0,
  };
  if (Object.keys(problems).length > 0) return { plan: null, problems };
  if (plan.promptLengths.length + plan.depths.length === 0)
    return { plan: null, problems: { promptLengths: words.empty } };
  return { plan, problems: null };
};
