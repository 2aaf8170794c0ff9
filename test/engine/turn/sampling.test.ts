/** How tokens are sampled, in the real engine process. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Sampling } from '../../../main/shared/settings/sampling.ts';
import { starterModel } from '../../../main/system/paths.ts';
import { tinyModel } from '../../fixtures/models/files.ts';
import {
  killEngines,
  load,
  stateFolder,
  stopAfter,
  user,
  type EngineUnderTest,
} from '../../fixtures/engine/engine-under-test.ts';

afterAll(killEngines);

describe('a model of random weights', () => {
  let tiny: EngineUnderTest;
  beforeAll(async () => (tiny = await load(tinyModel(), { threads: 1 })));
  const write = (sampling: Partial<Sampling>, speculative = false) =>
    tiny.run([user('Hello')], { longestAnswer: 60, sampling, speculative });

  it('picks the most likely token with a top K of 1, whatever the temperature', async () => {
    const { engine, run } = tiny;
    const greedy = await run([user('Hello')], stopAfter(engine, 2));
    const one = await run([user('Hello')], {
      ...stopAfter(engine, 2),
      sampling: { temperature: 2, topK: 1 },
    });
    const many = await run([user('Hello')], {
      ...stopAfter(engine, 2),
      sampling: { temperature: 2, topK: 0, topP: 1, minP: 0 },
    });
    const length = Math.min(greedy.tokens!.length, one.tokens!.length, many.tokens!.length);
    expect(length).toBeGreaterThan(8);
    expect(one.tokens!.slice(0, length)).toEqual(greedy.tokens!.slice(0, length));
    expect(many.tokens!.slice(0, length)).not.toEqual(greedy.tokens!.slice(0, length));
  });

  it('drafts nothing where a token is sampled differently because of those before it', async () => {
    const guessed = async (sampling: Partial<Sampling>): Promise<number> =>
      (await write(sampling, true)).trace!.speculation?.guessed ?? 0;
    for (const exact of [
      { repeatPenalty: 1.0001 },
      { frequencyPenalty: 0.0001 },
      { presencePenalty: -0.0001 },
      { dryMultiplier: 0.0001 },
      { seed: 1, temperature: 0.0001 },
      { logitBias: [{ text: 'several tokens at once', bias: -1 }] },
    ])
      expect(await guessed(exact)).toBe(0);
    expect(await guessed({ seed: 1, logitBias: [{ text: '\n', bias: 1 }] })).toBeGreaterThan(0);
  });

  // Undisturbed, it writes line breaks.
  it('repeats nothing under a penalty, unless its window is empty', async () => {
    for (const penalty of [{ frequencyPenalty: 2 }, { presencePenalty: 2 }]) {
      expect(new Set((await write(penalty)).tokens).size).toBeGreaterThan(50);
      expect(new Set((await write({ ...penalty, penaltyWindow: 0 })).tokens).size).toBe(1);
    }
  });

  it('repeats no passage under DRY, unless it is short, out of range or a sequence breaker', async () => {
    const dry = { dryMultiplier: 5, dryBreakers: ['#'] };
    expect(new Set((await write(dry)).tokens).size).toBeGreaterThan(10);
    for (const slack of [{ dryAllowedLength: 100 }, { dryRange: 1 }, { dryBreakers: null }])
      expect(new Set((await write({ ...dry, ...slack })).tokens).size).toBe(1);
  });

  it('excludes the likeliest tokens with XTC', async () => {
    const xtc = { xtcProbability: 1, xtcThreshold: 0.0001, seed: 1 };
    expect((await write(xtc)).text).not.toContain('\n');
    expect((await write({ ...xtc, xtcProbability: 0 })).text).toBe('\n'.repeat(60));
  });

  it('writes the same with the same seed, and something else with another or none', async () => {
    const hot = { temperature: 2, topK: 0, topP: 1, minP: 0 };
    const seeded = async (seed: number | null) => (await write({ ...hot, seed })).tokens!.join();
    const first = await seeded(7);
    expect(await seeded(7)).toBe(first);
    expect(await seeded(8)).not.toBe(first);
    // Within one second as well.
    expect(await seeded(null)).not.toBe(await seeded(null));
  });
});

describe('the guide without the list of its answers, so that it writes other things than those', () => {
  let guide: EngineUnderTest;
  beforeAll(async () => {
    const path = join(stateFolder(), 'free.gguf');
    const bytes = readFileSync(starterModel);
    bytes.write('hearth.nothing', bytes.indexOf('hearth.answers'));
    writeFileSync(path, bytes);
    guide = await load(path, { threads: 1 });
  });
  const write = (sampling: Partial<Sampling>) =>
    guide.run([user('What is prefill?')], { longestAnswer: 60, sampling });

  it('repeats itself less under a penalty', async () => {
    const share = async (sampling: Partial<Sampling>): Promise<number> => {
      const { tokens } = await write(sampling);
      return new Set(tokens).size / tokens!.length;
    };
    expect(await share({ repeatPenalty: 2 })).toBeGreaterThan((await share({})) * 1.1);
  });

  it('does without a text that is ruled out, whether that is one token or several', async () => {
    const { text } = await write({});
    const [, word, next] = / ([a-z]{4,}) ([a-z]{4,}) /.exec(text)!;
    for (const unwanted of [word!, `${word} ${next}`]) {
      expect(text).toContain(unwanted);
      const without = await write({ logitBias: [{ text: unwanted, bias: -100 }] });
      expect(without.text).not.toContain(unwanted);
    }
    expect((await write({ logitBias: [{ text: 'the', bias: 100 }] })).text).toContain('the the the the');
  });
});
