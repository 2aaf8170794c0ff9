/** A benchmark's plan as the text of its fields, and back. */
import type { BenchmarkPlan } from '../../main/contract/lens-types.ts';
import { planLimits, quickPlan, readNumbers, thoroughPlan } from '../../main/lens/benchmark-plan.ts';

type Part = keyof BenchmarkPlan;
export type PlanText = Record<Part, string>;

export const planParts: { part: Part; label: string; hint: string }[] = [
  { part: 'promptLengths', label: 'Prompt lengths', hint: 'Tokens, each read from an empty cache.' },
  { part: 'depths', label: 'Depths', hint: 'Tokens in the context before decode.' },
  { part: 'decodeTokens', label: 'Tokens to write', hint: 'At each depth.' },
  { part: 'batchSizes', label: 'Batch sizes', hint: 'Tokens evaluated in one go.' },
  { part: 'repeats', label: 'Repeats', hint: 'More of them say more of the spread.' },
];

const textOf = (plan: BenchmarkPlan): PlanText => ({
  promptLengths: plan.promptLengths.join(', '),
  depths: plan.depths.join(', '),
  decodeTokens: String(plan.decodeTokens),
  batchSizes: plan.batchSizes.join(', '),
  repeats: String(plan.repeats),
});

export const presets = [
  { name: 'Quick', text: textOf(quickPlan) },
  { name: 'Thorough', text: textOf(thoroughPlan) },
] as const;

/** Of a plan that is none of the presets. */
export const ownName = 'Own';

export const presetOf = (text: PlanText): string =>
  presets.find((preset) => planParts.every(({ part }) => preset.text[part] === text[part]))?.name ?? ownName;

/** The plan, or what is wrong with each field that cannot be read, as sentences. */
export const planOf = (
  text: PlanText,
): { plan: BenchmarkPlan; problems: null } | { plan: null; problems: Partial<PlanText> } => {
  const problems: Partial<PlanText> = {};
  const numbers = (part: Part): number[] => {
    // No prompts, or no depths, leave out one of the two phases.
    if (text[part].trim() === '' && (part === 'promptLengths' || part === 'depths')) return [];
    const read = readNumbers(planParts.find((one) => one.part === part)!.label, text[part], planLimits[part]);
    if (typeof read !== 'string') return read;
    problems[part] = read;
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
    return { plan: null, problems: { promptLengths: 'Give at least one prompt length or one depth.' } };
  return { plan, problems: null };
};
