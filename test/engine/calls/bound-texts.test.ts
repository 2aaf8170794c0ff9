/** Texts between marks are bound to the length, pattern and format of their schemas. */
import { expect, it } from 'vitest';
import type { CallFormat } from '../../../main/engine/calls/call-format.ts';
import { callGrammar } from '../../../main/engine/calls/call-rules.ts';
import { Matcher } from '../../../main/engine/grammar/matcher.ts';
import { Fault } from '../../../main/shared/grammar/fault.ts';
import { networkOf } from '../../../main/shared/grammar/network.ts';

const tagged: CallFormat = {
  first: '<call>',
  begins: '<call>',
  next: null,
  after: '</call>',
  close: '',
  parts: [
    { kind: 'name' },
    {
      kind: 'arguments',
      how: {
        style: 'tagged',
        tags: { before: '<p=', middles: [{ mark: '>', holds: 'either' }], after: '</p>' },
      },
    },
  ],
};
const bare: CallFormat = {
  ...tagged,
  parts: [{ kind: 'name' }, { kind: 'arguments', how: { style: 'bare', quote: '|"|' } }],
};

/** The texts of `texts` that a call may have as its only argument with this schema. */
const taken = (format: CallFormat, schema: object, texts: readonly string[], isStrict = false): string[] => {
  const parameters = { type: 'object', properties: { text: schema }, required: ['text'] };
  const tools = [
    { name: 'put', description: '', parameters, ...(isStrict ? { isStrict: true as const } : {}) },
  ];
  const network = networkOf(callGrammar(format, tools, { areParallel: false }));
  if ('why' in network) throw new Error(network.why);
  const matcher = new Matcher(network);
  const around = (text: string): string =>
    format === bare ? `<call>put{text:|"|${text}|"|}</call>` : `<call>put<p=text>${text}</p></call>`;
  return texts.filter((text) => matcher.afterText(matcher.start(), around(text))?.isComplete === true);
};

it.each([
  ['tagged', tagged],
  ['bare', bare],
])('in %s arguments', (_, format) => {
  const texts = ['', 'a', 'abc', 'abcd', '<p', 'A1', '2026-11-29', '日本'];
  expect(taken(format, { type: 'string' }, texts)).toEqual(texts);
  expect(taken(format, { type: 'string', maxLength: 3 }, texts)).toEqual([
    '',
    'a',
    'abc',
    '<p',
    'A1',
    '日本',
  ]);
  expect(taken(format, { type: 'string', minLength: 2, maxLength: 3 }, texts)).toEqual([
    'abc',
    '<p',
    'A1',
    '日本',
  ]);
  expect(taken(format, { type: 'string', pattern: '^[a-z]+$' }, texts)).toEqual(['a', 'abc', 'abcd']);
  expect(taken(format, { type: 'string', format: 'date' }, texts)).toEqual(['2026-11-29']);
  expect(taken(format, { type: 'string', pattern: 'b', maxLength: 3 }, texts)).toEqual(['abc']);
});

it('which never contain the mark behind them', () => {
  const schema = { type: 'string', maxLength: 20 };
  expect(taken(tagged, schema, ['a</p>b', 'a<</p>'])).toEqual([]);
  expect(taken(tagged, schema, ['a</', 'a<</'])).toEqual(['a</', 'a<</']);
});

it('and are refused if a strict schema cannot be enforced, or free if it is not strict', () => {
  const schema = { type: 'string', format: 'idn-email' };
  expect(taken(tagged, schema, ['a'])).toEqual(['a']);
  expect(() => taken(tagged, schema, ['a'], true)).toThrow(Fault);
});
