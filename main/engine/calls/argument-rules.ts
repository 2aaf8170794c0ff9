/** The rules of the arguments of a tool, in every form. */
import { Fault } from '../../shared/grammar/fault.ts';
import { constant } from '../../shared/grammar/json-rules.ts';
import { readRawText, wordAfter } from '../../shared/grammar/raw-text.ts';
import {
  call,
  chars,
  choice,
  literal,
  optional,
  otherRanges,
  repeated,
  type CharRange,
  type Grammar,
  type Item,
  type Sequence,
} from '../../shared/grammar/rules.ts';
import type { Tool } from '../../shared/engine/tools.ts';
import { hasSpecial } from '../answer/answer-marks.ts';
import { keyMark, type ArgumentsForm, type Tags } from './call-format.ts';
import { isObject } from './json-scan.ts';
import { markOf } from './mark-rules.ts';
import { Offered, type JsonType } from './offered.ts';

/** A grammar that grows. */
export interface RuleBook {
  rules: Map<string, readonly Sequence[]>;
  add: (alternatives: readonly Sequence[]) => Item;
  /** The item for `key`, made the first time. */
  once: (key: string, make: () => Item) => Item;
  /** A value that is valid by a schema. Throws `Fault` if a strict one cannot be enforced. */
  schema: (schema: unknown, isStrict: boolean) => Item;
  /** The texts of another grammar. */
  grammar: (grammar: Grammar) => Item;
  /** The name of the rule for what an answer may have instead of calls; `null`: nothing. */
  otherwise: string | null;
}

interface Argument {
  key: string;
  schema: unknown;
  types: ReadonlySet<JsonType>;
  isRequired: boolean;
}

export const argumentRules = (how: ArgumentsForm, tool: Tool, book: RuleBook): Sequence => {
  const isStrict = tool.isStrict === true;
  if (how.style === 'json') {
    const schema = 'type' in tool.parameters ? tool.parameters : { ...tool.parameters, type: 'object' };
    return [book.schema(schema, isStrict)];
  }
  const listed = argumentsOf(tool);
  const valueOf = ({ schema }: Argument): Item => book.schema(schema, isStrict);
  switch (how.style) {
    case 'python':
      book.rules.set('boolean', [literal('True'), literal('False')]);
      book.rules.set('null', [literal('None')]);
      return separated(
        listed.map((one) => ({ ...one, sequence: [...literal(`${one.key}=`), valueOf(one)] })),
        [...literal(','), call('space')],
        book,
      );
    case 'bare':
      return [
        ...literal('{'),
        ...separated(
          listed.map((one) => ({
            ...one,
            sequence: [...literal(`${one.key}:`), bareValue(one.schema, how.quote, book, isStrict)],
          })),
          literal(','),
          book,
        ),
        ...literal('}'),
      ];
    case 'tagged':
      return listed.map((one) => {
        const sequence = [
          ...markOf(how.tags.before),
          ...literal(one.key),
          choice(
            ...how.tags.middles.map((middle) =>
              taggedValue(one, middle, how.tags, book, isStrict, () => valueOf(one)),
            ),
          ),
          ...markOf(how.tags.after.replaceAll(keyMark, one.key), 'start'),
        ];
        return one.isRequired ? book.add([sequence]) : optional(...sequence);
      });
  }
};

const argumentsOf = (tool: Tool): Argument[] => {
  const { properties, required, $defs, definitions } = tool.parameters;
  const offered = new Offered([tool]);
  const wanted = new Set(Array.isArray(required) ? required : []);
  const shared = {
    ...($defs === undefined ? {} : { $defs }),
    ...(definitions === undefined ? {} : { definitions }),
  };
  return Object.entries(isObject(properties) ? properties : {}).map(([key, schema]) => ({
    key,
    schema: isObject(schema) ? { ...shared, ...schema } : schema,
    types: offered.types(tool.name, key),
    isRequired: wanted.has(key),
  }));
};

/** Items in order with something between them; only some are required. */
const separated = (
  items: readonly { sequence: Sequence; isRequired: boolean }[],
  between: Sequence,
  book: RuleBook,
): Sequence => {
  let [behind, first] = [book.add([[]]), book.add([[]])];
  for (const { sequence, isRequired } of items.toReversed()) {
    const rest = behind;
    behind = book.add([[...between, ...sequence, rest], ...(isRequired ? [] : [[rest]])]);
    first = book.add([[...sequence, rest], ...(isRequired ? [] : [[first]])]);
  }
  return [first];
};

/** A value between its marks. */
const taggedValue = (
  { schema, types }: Argument,
  { mark, holds }: Tags['middles'][number],
  { after }: Tags,
  book: RuleBook,
  isStrict: boolean,
  valueOf: () => Item,
): Sequence => {
  const text = (): Sequence => {
    const listed = isObject(schema) && Array.isArray(schema.enum) ? schema.enum : null;
    const texts = listed?.filter((one): one is string => typeof one === 'string') ?? [];
    if (texts.length > 0 && texts.length === listed?.length) return [choice(...texts.map(literal))];
    // Beside other types, a text is whatever they are not.
    return [(types.size === 1 ? boundText(schema, after, isStrict, book) : null) ?? textUpTo(after, book)];
  };
  const canBeText = holds !== 'json' && types.has('string');
  const canBeOther = holds !== 'text' && (types.size > 1 || !types.has('string'));
  // A text can be anything, so only values without texts are bound where the marks do not tell them apart.
  const value = canBeText ? text() : canBeOther ? [valueOf()] : null;
  return [...markOf(mark, 'end'), ...(value ?? (holds === 'json' ? [valueOf()] : text()))];
};

/** No marks are in a text, and no control characters but white space. */
const notText: CharRange[] = [
  [0, 8],
  [0xb, 0xc],
  [0xe, 0x1f],
  [0xd800, 0xdfff],
];
export const plainRanges: readonly CharRange[] = otherRanges(notText);

/** The first word of a mark, which no text before it contains; empty if special tokens begin it, which no text has anyway. */
const wordOf = (mark: string): string => {
  const word = /\S+/.exec(mark)?.[0].split(keyMark)[0] ?? '';
  return word === '' || hasSpecial(word[0]!) ? '' : word;
};

/**
 * A text with the length, pattern and format of its schema, up to `mark`; `null`: any text. Throws `Fault` for a strict schema that
 * cannot be enforced.
 */
const boundText = (schema: unknown, mark: string, isStrict: boolean, book: RuleBook): Item | null => {
  if (!isObject(schema)) return null;
  try {
    const grammar = readRawText(JSON.stringify(schema), { allowed: plainRanges, without: wordOf(mark) });
    return grammar === null ? null : book.grammar(grammar);
  } catch (error) {
    if (!(error instanceof Fault) || isStrict) throw error;
    return null;
  }
};

/** Any text that does not contain the first word of `mark`, by the automaton of Knuth, Morris and Pratt. */
const textUpTo = (mark: string, book: RuleBook): Item => {
  const word = wordOf(mark);
  if (word === '') return call('any-text');
  return book.once(`text ${word}`, () => {
    const points = [...word];
    const names = points.map((_, index) => `text-${book.rules.size}-${index}`);
    const kinds = [...new Set(points)];
    const others = chars(
      ...otherRanges([
        ...notText,
        ...kinds.map((char): CharRange => [char.codePointAt(0)!, char.codePointAt(0)!]),
      ]),
    );
    for (const [state, name] of names.entries())
      book.rules.set(name, [
        [],
        [others, call(names[0]!)],
        ...kinds.flatMap((char): Sequence[] => {
          const next = wordAfter(points, state, char);
          return next === points.length ? [] : [[...literal(char), call(names[next]!)]];
        }),
      ]);
    return call(names[0]!);
  });
};

/** The most levels of a schema that are followed in Gemma's form. */
const mostLevels = 8;

/** A value as Gemma writes it: its types, listed texts and fields are those of the schema. */
const bareValue = (schema: unknown, quote: string, book: RuleBook, isStrict: boolean, level = 0): Item => {
  const text = (content: Sequence): Sequence => [...literal(quote), ...content, ...literal(quote)];
  const any = (): Item => {
    const name = 'bare-value';
    if (!book.rules.has(name)) {
      book.rules.set(name, []);
      const key = repeated([chars([0x30, 0x39], [0x41, 0x5a], [0x5f, 0x5f], [0x61, 0x7a])], 1, 64);
      const list = (item: Sequence): Item => optional(...item, repeated([...literal(','), ...item], 0, null));
      book.rules.set(name, [
        text([textUpTo(quote, book)]),
        [call('number')],
        [call('boolean')],
        [call('null')],
        [...literal('['), list([call(name)]), ...literal(']')],
        [...literal('{'), list([key, ...literal(':'), call(name)]), ...literal('}')],
      ]);
    }
    return call(name);
  };
  if (!isObject(schema) || level > mostLevels) return any();
  const listed = Array.isArray(schema.enum) ? schema.enum : 'const' in schema ? [schema.const] : null;
  if (listed !== null)
    return choice(...listed.map((one) => (typeof one === 'string' ? text(literal(one)) : constant(one))));
  switch (schema.type) {
    case 'string': {
      const bound = boundText(schema, quote, isStrict, book);
      return bound === null
        ? book.once('bare-text', () => book.add([text([textUpTo(quote, book)])]))
        : book.add([text([bound])]);
    }
    case 'number':
    case 'integer':
    case 'boolean':
    case 'null':
      return book.schema({ ...schema }, false);
    case 'array': {
      const item = bareValue(schema.items, quote, book, isStrict, level + 1);
      return book.add([
        [...literal('['), optional(item, repeated([...literal(','), item], 0, null)), ...literal(']')],
      ]);
    }
    case 'object': {
      if (!isObject(schema.properties)) return any();
      const wanted = new Set(Array.isArray(schema.required) ? schema.required : []);
      const items = Object.entries(schema.properties).map(([key, one]) => ({
        isRequired: wanted.has(key),
        sequence: [...literal(`${key}:`), bareValue(one, quote, book, isStrict, level + 1)],
      }));
      return book.add([[...literal('{'), ...separated(items, literal(','), book), ...literal('}')]]);
    }
    default:
      return any();
  }
};
