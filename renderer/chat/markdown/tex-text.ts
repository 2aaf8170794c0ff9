/**
 * Math within a line: `$x$`, `$$x$$`, `\(x\)` and `\[x\]`, since models write all four.
 *
 * A single dollar is also money, so it follows Pandoc's rule: the opening one has no space after it, the closing one
 * no space before it and no digit after it. "It costs $5 or $10" stays as it is; `$x^2$` is math.
 */
import type { Code, Construct, Extension, State, Tokenizer } from 'micromark-util-types';

const space = 32;
const dollar = 36;
const backslash = 92;

const isLineEnding = (code: Code): boolean => code !== null && code < -2;
const isSpace = (code: Code): boolean => code === space || (code !== null && code < 0);
const isDigit = (code: Code): boolean => code !== null && code >= 48 && code <= 57;

const tokenizeDollars: Tokenizer = function (effects, ok, nok) {
  let opening = 0;
  let closing = 0;
  let before: Code = null;

  const start: State = (code) => {
    effects.enter('mathText');
    effects.enter('mathTextSequence');
    return open(code);
  };
  const open: State = (code) => {
    if (code === dollar && opening < 2) {
      opening++;
      effects.consume(code);
      return open;
    }
    // Three or more are a fence, or nothing.
    if (code === dollar || (opening === 1 && isSpace(code))) return nok(code);
    effects.exit('mathTextSequence');
    return between(code);
  };
  const between: State = (code) => {
    if (code === null) return nok(code);
    if (code === dollar) {
      closing = 0;
      effects.enter('mathTextSequence');
      return close(code);
    }
    if (isLineEnding(code)) {
      effects.enter('lineEnding');
      effects.consume(code);
      effects.exit('lineEnding');
      before = code;
      return between;
    }
    effects.enter('mathTextData');
    return data(code);
  };
  const data: State = (code) => {
    if (code === null || code === dollar || isLineEnding(code)) {
      effects.exit('mathTextData');
      return between(code);
    }
    effects.consume(code);
    const isEscape = code === backslash;
    before = code;
    return isEscape ? escaped : data;
  };
  // `\$` within math is a dollar sign.
  const escaped: State = (code) => {
    if (code !== dollar && code !== backslash) return data(code);
    effects.consume(code);
    before = code;
    return data;
  };
  const close: State = (code) => {
    if (code === dollar && closing < opening) {
      closing++;
      effects.consume(code);
      return close;
    }
    const fits = closing === opening && (opening === 2 || (!isSpace(before) && !isDigit(code)));
    if (!fits) return nok(code);
    effects.exit('mathTextSequence');
    effects.exit('mathText');
    return ok(code);
  };
  return start;
};

const tokenizeBrackets: Tokenizer = function (effects, ok, nok) {
  let closer: Code = null;

  const start: State = (code) => {
    effects.enter('mathText');
    effects.enter('mathTextSequence');
    effects.consume(code);
    return open;
  };
  const open: State = (code) => {
    if (code !== 40 && code !== 91) return nok(code);
    closer = code === 40 ? 41 : 93;
    effects.consume(code);
    effects.exit('mathTextSequence');
    return between;
  };
  const between: State = (code) => {
    if (code === null) return nok(code);
    if (isLineEnding(code)) {
      effects.enter('lineEnding');
      effects.consume(code);
      effects.exit('lineEnding');
      return between;
    }
    if (code === backslash) return effects.attempt(end, ok, inside)(code);
    effects.enter('mathTextData');
    return data(code);
  };
  const inside: State = (code) => {
    effects.enter('mathTextData');
    effects.consume(code);
    return afterBackslash;
  };
  // What follows a backslash belongs to it, so that `\\)` does not end the math.
  const afterBackslash: State = (code) => {
    if (code === null || isLineEnding(code)) {
      effects.exit('mathTextData');
      return between(code);
    }
    effects.consume(code);
    return data;
  };
  const data: State = (code) => {
    if (code === null || code === backslash || isLineEnding(code)) {
      effects.exit('mathTextData');
      return between(code);
    }
    effects.consume(code);
    return data;
  };
  const end: Construct = {
    partial: true,
    tokenize: (endEffects, endOk, endNok) => {
      const first: State = (code) => {
        endEffects.enter('mathTextSequence');
        endEffects.consume(code);
        return second;
      };
      const second: State = (code) => {
        if (code !== closer) return endNok(code);
        endEffects.consume(code);
        endEffects.exit('mathTextSequence');
        endEffects.exit('mathText');
        return endOk;
      };
      return first;
    },
  };
  return start;
};

export const texText: Extension = {
  text: {
    [dollar]: {
      name: 'mathText',
      tokenize: tokenizeDollars,
      // A dollar after a dollar cannot open; an escaped one never gets here.
      previous: (code) => code !== dollar,
    },
    // Before the character escapes of CommonMark, which would take the bracket.
    [backslash]: { name: 'mathText', tokenize: tokenizeBrackets, add: 'before' },
  },
};
