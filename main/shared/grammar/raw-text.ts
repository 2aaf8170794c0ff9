/** Strings of a JSON schema that are written as they are, between marks instead of quotation marks. */
import {
  ofLength,
  productOf,
  regular,
  rulesOfProduct,
  TooManyStates,
  type Description,
} from './automaton.ts';
import { casesOf, TooManyCases } from './cases.ts';
import { withoutDeadEnds } from './dead-ends.ts';
import { Fault } from './fault.ts';
import { call, chars, repeated, type CharRange, type Grammar, type Item, type Sequence } from './rules.ts';
import { SchemaSource } from './schema-source.ts';
import { textsOf } from './string-schema.ts';
import { say } from '../words/catalogue.ts';

interface RawText {
  /** The characters that a text may have. */
  allowed: readonly CharRange[];
  /** What no text contains, because it ends the text; empty: nothing. */
  without: string;
}

/**
 * The texts that are valid by `source`, the schema of a string: their length, patterns and formats. `null`: any text is. Throws `Fault`
 * if a grammar cannot enforce it.
 */
export const readRawText = (source: string, { allowed, without }: RawText): Grammar | null => {
  const rules = new Map<string, readonly Sequence[]>();
  const add = (alternatives: readonly Sequence[]): Item => {
    const name = `text-${rules.size}`;
    rules.set(name, alternatives);
    return call(name);
  };
  const written = (ranges: readonly CharRange[]): Item | null => {
    const both = ranges.flatMap((range) => allowed.flatMap((one) => common(range, one)));
    return both.length === 0 ? null : chars(...both);
  };
  try {
    const schema = new SchemaSource(source);
    const wanted = casesOf(schema, [schema.root]).map((parts) => textsOf({ source: schema }, parts));
    if (wanted.some(({ from, to, contents }) => from === 0 && to === null && contents.length === 0))
      return null;
    const alternatives = wanted.map(({ from, to, contents }): Sequence => {
      if (contents.length === 0 && without === '') return [repeated([chars(...allowed)], from, to)];
      const descriptions: Description[] = [
        ofLength(from, to),
        ...contents.map((one) => regular(one, schema.work)),
        ...(without === '' ? [] : [lacking(without)]),
      ];
      const isEnd = (reached: readonly number[]): boolean =>
        descriptions.every((one, index) => one.isEnd(reached[index]!));
      return [rulesOfProduct(productOf(descriptions, schema.work), isEnd, written, add)];
    });
    rules.set('root', alternatives);
  } catch (error) {
    if (error instanceof TooManyStates || error instanceof TooManyCases)
      throw new Fault(say('format.too-large', { kind: 'schema' }));
    throw error;
  }
  const grammar = withoutDeadEnds({ rules, root: 'root' });
  if (grammar === null) throw new Fault(say('format.schema-endless'));
  return grammar;
};

const common = ([first, last]: CharRange, [from, to]: CharRange): CharRange[] => {
  const both: CharRange = [Math.max(first, from), Math.min(last, to)];
  return both[0] <= both[1] ? [both] : [];
};

/** Texts that do not contain `word`, by the automaton of Knuth, Morris and Pratt. */
const lacking = (word: string): Description => {
  const points = [...word];
  const codes = new Set(points.map((point) => point.codePointAt(0)!));
  return {
    boundaries: [...codes].flatMap((code) => [code, code + 1]),
    start: 0,
    after: (state, code) => {
      const next = wordAfter(points, state, String.fromCodePoint(code));
      return next === points.length ? null : next;
    },
    isEnd: () => true,
  };
};

/** How much of `word` is there after `char`, if its first `state` characters were. */
export const wordAfter = (word: readonly string[], state: number, char: string): number => {
  const seen = [...word.slice(0, state), char];
  for (let length = seen.length; length > 0; length -= 1)
    if (seen.slice(seen.length - length).every((one, index) => one === word[index])) return length;
  return 0;
};
