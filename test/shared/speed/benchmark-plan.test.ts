/** Tests what a plan leads to: contexts, tokens, and tests that are left out. */
import { describe, expect, it } from 'vitest';
import type { BenchmarkPlan } from '../../../main/shared/contract/measuring.ts';
import {
  planLimits,
  quickPlan,
  readNumbers,
  thoroughPlan,
} from '../../../main/shared/speed/benchmark-plan.ts';
import { stagesOf, workOf } from '../../../main/shared/speed/benchmark-stages.ts';
import { sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { calls } from '../../../main/shared/contract/contract.ts';

const plan: BenchmarkPlan = {
  promptLengths: [512, 64, 512],
  depths: [300, 0],
  decodeTokens: 32,
  batchSizes: [512, 128],
  repeats: 3,
};

describe('stages', () => {
  it('are one for each batch size, smallest first, and decode is measured only in the last one', () => {
    expect(stagesOf(plan, 0)).toEqual({
      stages: [
        { batchSize: 128, contextSize: 513, promptLengths: [64, 512], depths: [] },
        { batchSize: 512, contextSize: 513, promptLengths: [64, 512], depths: [0, 300] },
      ],
      leftOut: [],
    });
  });

  it('have room for the deepest decode', () => {
    expect(stagesOf({ ...plan, depths: [4000], batchSizes: [512] }, 0).stages[0]!.contextSize).toBe(4033);
  });

  it("leave out tests that exceed the model's context, up to the last token", () => {
    expect(stagesOf(plan, 332).leftOut).toEqual(['pp512']);
    expect(stagesOf(plan, 331).leftOut).toEqual(['pp512', 'tg32 @ d300']);
    expect(stagesOf(plan, 331).stages.at(-1)).toMatchObject({ promptLengths: [64], depths: [0] });
    expect(stagesOf(plan, 16)).toEqual({
      stages: [],
      leftOut: ['pp64', 'pp512', 'tg32', 'tg32 @ d300'],
    });
  });
});

describe('the tokens of a plan', () => {
  const { stages } = stagesOf(plan, 0);
  // Each of two batch sizes runs three repeats of both prompts, and a warm-up of one batch before each prompt length.
  const prompts = 2 * 3 * (64 + 512) + (64 + 128) + (64 + 512);

  it('include warm-ups, and the deepest depth once if the model can rewind', () => {
    expect(workOf(stages, plan, true)).toEqual({ prefill: prompts + 300, decode: 1 + 2 * 3 * 32 });
  });

  it('include every depth for each repeat if it cannot', () => {
    expect(workOf(stages, plan, false)).toEqual({ prefill: prompts + 3 * 300, decode: 1 + 2 * 3 * 32 });
  });
});

describe('plans', () => {
  it.each([quickPlan, thoroughPlan])('that Hearth offers are accepted by the core', (offered) => {
    const { args } = calls.benchmark;
    expect(args.safeParse({ path: '/model.gguf', plan: offered }).success).toBe(true);
  });

  it('are read from text within the limits of the core, and refused beyond them with a sentence', () => {
    const reading = (...given: Parameters<typeof readNumbers>) => {
      const found = readNumbers(...given);
      return Array.isArray(found) ? found : sentenceOf(found);
    };
    const read = (text: string) => reading('Depths', text, planLimits.depths);
    expect(read(' 0, 512,131072 ')).toEqual([0, 512, 131_072]);
    for (const wrong of ['', '1,', '1 2', '-1', '1.5', '131073', 'many'])
      expect(read(wrong), wrong).toBe(
        `Depths must be whole numbers from 0 to 131,072 with commas between them${wrong && `, not “${wrong}”`}.`,
      );
    expect(read(Array.from({ length: 17 }, (_, index) => index).join())).toBe(
      'Depths takes at most 16 numbers.',
    );
    expect(reading('Repeats', '21', planLimits.repeats)).toBe(
      'Repeats must be a whole number from 1 to 20, not “21”.',
    );
    expect(reading('Repeats', '1,2', planLimits.repeats)).toBe(
      'Repeats must be a whole number from 1 to 20, not “1,2”.',
    );
    expect(reading('Tokens to write', '8,192', planLimits.decodeTokens)).toEqual([8192]);
  });
});
