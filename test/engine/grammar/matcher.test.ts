import { describe, expect, it } from 'vitest';
import { Matcher, TooComplex } from '../../../main/engine/grammar/matcher.ts';
import { decoded, rangeOf } from '../../../main/engine/grammar/utf8.ts';
import { networkOfFormat } from '../../../main/shared/grammar/response-format.ts';

const matcherOf = (source: string): Matcher => new Matcher(networkOfFormat({ kind: 'grammar', source })!);

describe('a grammar is followed within bounds', () => {
  it('in as many ways as it can be read', () => {
    // Each further “a” doubles the ways.
    const matcher = matcherOf('root ::= "a" root "b" | "a" root "c" | "a"');
    let state = matcher.start();
    for (let count = 0; count < 1000; count += 1) {
      matcher.rest();
      state = matcher.afterText(state, 'a')!;
    }
    expect(matcher.afterText(state, 'bc'.repeat(499))!.isComplete).toBe(false);
    expect(matcher.afterText(state, `${'bc'.repeat(499)}b`)!.isComplete).toBe(true);
    const short = matcher.afterText(matcher.start(), 'aaabc')!;
    expect(short.isComplete).toBe(true);
    expect(matcher.afterText(short, 'b')).toBeNull();
  });

  it('and not deeper or longer', () => {
    const nested = matcherOf('root ::= "(" root ")" | "x"');
    expect(() => nested.afterText(nested.start(), '('.repeat(3000))).toThrow(TooComplex);
    const wide = matcherOf('root ::= a{1500}\na ::= ("x"? "y"?){0,2}');
    expect(() => wide.afterText(wide.start(), 'xyxxyxyyx'.repeat(200))).toThrow(TooComplex);
  });

  it('with the same states after its tables were emptied', () => {
    const matcher = matcherOf('root ::= "(" root ")" | "x"');
    const open = matcher.afterText(matcher.start(), '((')!;
    const copy = { ...open, next: [] };
    expect(matcher.afterText(copy, 'x))')!.isComplete).toBe(true);
    expect(matcher.afterText(copy, 'x)))')).toBeNull();
  });
});

describe('UTF-8 in pieces', () => {
  it('is read as whole characters and the beginning of one', () => {
    const bytes = [...Buffer.from('aé中😀')];
    for (let length = 0; length <= bytes.length; length += 1) {
      const { codes, rest } = decoded(bytes.slice(0, length))!;
      expect([...Buffer.from(String.fromCodePoint(...codes)), ...rest]).toEqual(bytes.slice(0, length));
      if (rest.length === 0) continue;
      const [first, last] = rangeOf(rest)!;
      const whole = decoded(bytes)!.codes[codes.length]!;
      expect(first <= whole && whole <= last).toBe(true);
    }
  });

  it('is refused if no character begins like that', () => {
    for (const wrong of [
      [0x80],
      [0xc0],
      [0xc1, 0x80],
      [0xe0, 0x80, 0x80],
      [0xf5],
      [0xe4, 0x41],
      [0xed, 0xa0, 0x80],
      [0xf4, 0x90],
    ])
      expect(decoded(wrong), wrong.join()).toBeNull();
  });
});
