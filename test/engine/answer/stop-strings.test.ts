/** Stop strings: wherever the tokens of an answer are split, no part of one is shown. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { StopStrings } from '../../../main/engine/answer/stop-strings.ts';
import { LocalEngine } from '../../fixtures/engine/in-process.ts';
import { killEngines, stateFolder, user } from '../../fixtures/engine/engine-under-test.ts';
import { tinyModel } from '../../fixtures/models/files.ts';

/** What is shown of a text that comes in these pieces, piece by piece, and whether a stop string ended it. */
const shown = (stops: string[], pieces: readonly string[]): { texts: string[]; hasStopped: boolean } => {
  const stop = new StopStrings(stops);
  const texts = pieces.map((piece) => stop.push(piece));
  if (stop.found === null) texts.push(stop.finish());
  return { texts, hasStopped: stop.found !== null };
};

/** `text` cut at every position that is set in `cuts`. */
const cutAt = (text: string, cuts: number): string[] => {
  const pieces = [''];
  for (const [index, char] of [...text].entries()) {
    if (index > 0 && (cuts >> (index - 1)) % 2 === 1) pieces.push('');
    pieces[pieces.length - 1] += char;
  }
  return pieces;
};

describe('a text with stop strings', () => {
  it.each([
    ['one##two', ['##'], 'one', true],
    ['one#two', ['##'], 'one#two', false],
    ['aabaabaac', ['aabaac'], 'aab', true],
    ['abcabd', ['abd', 'bca'], 'a', true],
    ['a\n\nb', ['\n\n'], 'a', true],
    ['##', ['##'], '', true],
    ['ends with #', ['##'], 'ends with #', false],
  ])('is the same however its tokens cut it: %j', (text, stops, expected, hasStopped) => {
    for (let cuts = 0; cuts < 2 ** (text.length - 1); cuts += 1) {
      const found = shown(stops, cutAt(text, cuts));
      expect([found.texts.join(''), found.hasStopped]).toEqual([expected, hasStopped]);
      // No state on the way shows more than the text before the stop string.
      for (const [index] of found.texts.entries())
        expect(expected.startsWith(found.texts.slice(0, index + 1).join(''))).toBe(true);
    }
  });
});

describe('an answer', () => {
  let engine: LocalEngine;
  beforeAll(async () => (engine = await LocalEngine.open(tinyModel(), { folder: stateFolder() })));
  afterAll(async () => {
    await engine.close();
    killEngines();
  });
  const answer = async (text: string, stopStrings: string[] | null) => {
    const { posted, ...ended } = await engine.answer([user('Is it?')], text, {}, { stopStrings });
    const written = posted.flatMap((message) => (message.kind === 'wrote' ? [message] : []));
    const of = (part: string): string =>
      written.flatMap((one) => (one.part === part ? [one.text] : [])).join('');
    return { ...ended, text: of('text'), thoughts: of('thoughts') };
  };

  it('ends before its first stop string, and keeps no tokens that would bring it back', async () => {
    const stopped = await answer('Yes.\nUser: And this?', ['\nUser:', 'never']);
    expect(stopped).toMatchObject({ text: 'Yes.', ending: 'finished', tokens: null });
    expect(stopped.answer).toMatchObject({ text: 'Yes.', tokens: null });
    expect(stopped.timings!.writtenTokens).toBeLessThan(engine.tokens('Yes.\nUser: And this?').length);
    const whole = await answer('Yes.\nUse<|im_end|>', ['\nUser:']);
    expect(whole).toMatchObject({ text: 'Yes.\nUse', ending: 'finished' });
    expect(whole.tokens).not.toBeNull();
  });

  it('is not ended by its thoughts', async () => {
    const stops = await answer('<think>\nOne. END two.\n</think>\n\nThree. END four', ['END']);
    expect(stops).toMatchObject({ thoughts: 'One. END two.', text: 'Three. ' });
    // The mark came late: the text so far was thoughts, and what was held back of it is not the answer's.
    const late = await answer('Hm, so E\n</think>\n\n4. END', ['END']);
    expect(late.answer).toMatchObject({ reasoning: 'Hm, so E', text: '4. ' });
  });
});
