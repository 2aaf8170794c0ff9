/** How tokens are sampled, in the real engine process. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { say } from '../../../main/shared/words/catalogue.ts';
import type { ResponseFormat } from '../../../main/shared/settings/entry.ts';
import type { Sampling } from '../../../main/shared/settings/sampling.ts';
import { starterModel } from '../../../main/system/paths.ts';
import { tinyModel } from '../../fixtures/models/files.ts';
import { isText, schemaFormat } from '../../fixtures/grammar/random-text.ts';
import {
  killEngines,
  load,
  stateFolder,
  user,
  type EngineUnderTest,
  type TurnOptions,
} from '../../fixtures/engine/engine-under-test.ts';

afterAll(killEngines);

describe('a model of random weights', () => {
  let tiny: EngineUnderTest;
  beforeAll(async () => (tiny = await load(tinyModel(), { threads: 1 })));
  const write = (sampling: Partial<Sampling>, speculative = false) =>
    tiny.run([user('Hello')], { longestAnswer: 60, sampling, speculative });

  it('picks the most likely token with a top K of 1, whatever the temperature', async () => {
    const greedy = (await write({ temperature: 0 })).tokens!;
    const one = (await write({ temperature: 2, topK: 1 })).tokens!;
    const many = (await write({ temperature: 2, topK: 0, topP: 1, minP: 0 })).tokens!;
    expect(greedy.length).toBeGreaterThan(0);
    expect(one).toEqual(greedy);
    expect(many).not.toEqual(greedy);
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

  describe('bound to a response format', () => {
    const hot = { temperature: 2, topK: 0, topP: 1, minP: 0 };
    const bound = (
      responseFormat: ResponseFormat,
      sampling: Partial<Sampling> = hot,
      how: TurnOptions = {},
    ) => tiny.run([user('Hello')], { responseFormat, sampling, longestAnswer: 1000, ...how });
    const grammar = (source: string): ResponseFormat => ({ kind: 'grammar', source });
    const person = schemaFormat({
      type: 'object',
      properties: {
        name: { type: 'string', maxLength: 12 },
        age: { type: 'integer', minimum: 0, maximum: 130 },
        tags: { type: 'array', items: { enum: ['a', 'é', '😀'] }, minItems: 1, maxItems: 3 },
      },
      required: ['name', 'age', 'tags'],
    });

    it('writes only valid text, whatever the model prefers and however it samples', async () => {
      const formats = [
        person,
        schemaFormat({ type: 'string', pattern: '^[à-ü中]{5}😀$' }),
        schemaFormat({
          type: 'array',
          items: { type: 'number', minimum: -1, maximum: 1 },
          minItems: 2,
          maxItems: 2,
        }),
        schemaFormat({ anyOf: [{ type: 'boolean' }, { type: 'null' }] }),
        grammar('root ::= line{3}\nline ::= "- " [a-z]{1,8} "\\n"'),
      ];
      for (const format of formats)
        for (const sampling of [
          hot,
          { temperature: 0 },
          { ...hot, repeatPenalty: 1.3, dryMultiplier: 5, xtcProbability: 1, xtcThreshold: 0.01 },
        ]) {
          const { ending, text } = await bound(format, sampling);
          expect(ending).toBe('finished');
          expect(isText(format, text), text).toBe(true);
        }
    });

    it('ends as soon as nothing may follow, or where the model ends it', async () => {
      const { tokens } = await bound(grammar('root ::= "yes"'));
      expect(tokens!.length).toBeLessThanOrEqual(3);
      const free = await bound(grammar('root ::= [a-z ]*'), hot, { longestAnswer: 20 });
      expect(free.text).toMatch(/^[a-z ]+$/);
    });

    it('is cut by its longest length and by stop strings, and drafts nothing', async () => {
      const cut = await bound(person, hot, { longestAnswer: 3, speculative: true });
      expect(cut).toMatchObject({ ending: 'too-long' });
      expect(cut.trace!.speculation?.guessed ?? 0).toBe(0);
      const stopped = await bound(person, hot, { stopStrings: ['"age"'] });
      expect(stopped.text).toMatch(/^\{\s*"name"[^]*,\s*$/);
    });

    it('stays within its bounds with any grammar, and the next turn works', async () => {
      const ambiguous =
        'root ::= s s s s s\ns ::= a | a s | s2\ns2 ::= a a s | a\na ::= " "* "x"* " "* "\\n"*';
      const nested = 'root ::= "\\n" root "\\n" | "x"';
      for (const source of [
        ambiguous,
        nested,
        'root ::= [\\U0010FFF0-\\U0010FFFF]',
        `root ::= ${'("\\n"? '.repeat(50)}"x"${')*'.repeat(50)}`,
      ]) {
        const { ending, problem } = await bound(grammar(source), { temperature: 0 }, { longestAnswer: 100 });
        expect(['finished', 'too-long', 'failed'], JSON.stringify(problem)).toContain(ending);
      }
      expect(await bound(grammar('root ::= ("'))).toMatchObject({ ending: 'failed' });
      expect((await bound(grammar('root ::= "yes"'))).text).toBe('yes');
    });

    it('continues an answer that was cut and a beginning that the user gave, and refuses one that does not fit', async () => {
      const begun = (text: string, tokens: number[] | null) =>
        bound(person, hot, { beginning: { text, reasoning: '', tokens, wasFinished: false } });
      const cut = await bound(person, hot, { longestAnswer: 6 });
      expect(cut.ending).toBe('too-long');
      for (const [text, tokens] of [
        [cut.text, cut.tokens],
        ['{"name": "Ann", "age": 4', null],
      ] as const) {
        const { ending, text: rest } = await begun(text, tokens);
        expect(ending).toBe('finished');
        expect(rest).not.toBe('');
        expect(isText(person, text + rest), text + rest).toBe(true);
      }
      const { ending, problem } = await begun('Sure, here is the JSON: {', null);
      expect({ ending, problem }).toEqual({ ending: 'failed', problem: say('answer.format-missed') });
    });

    it('needs a token that is not ruled out', async () => {
      const never = {
        ...hot,
        logitBias: [...'yes', 'yes', 'ye', 'es'].map((text) => ({ text, bias: -100 })),
      };
      const { ending, problem } = await bound(grammar('root ::= "yes"'), never);
      expect({ ending, problem }).toEqual({ ending: 'failed', problem: say('answer.format-unspeakable') });
    });
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
