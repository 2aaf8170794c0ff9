/** Tests the registry of settings, and everything that follows from an entry without a window or an engine. */
import { describe, expect, it } from 'vitest';
import { calls } from '../../../main/shared/contract/contract.ts';
import * as entryModule from '../../../main/shared/settings/entry.ts';
import * as lines from '../../../main/shared/settings/lines.ts';
import { refusalOf } from '../../../main/shared/settings/refusals.ts';
import * as registry from '../../../main/shared/settings/registry.ts';
import { sentenceOf, toldIn } from '../../../main/shared/words/catalogue.ts';
import { settingsDocument, writtenDocument } from '../../house/settings.mjs';

const { effective, entryOf, namesIn, settingNames, defaultSettings } = registry;
const validators = { all: calls.changeSettings.args, model: calls.changeLoadSettings.args.shape.settings };
const scopes = ['all', 'model'] as const;

/** Every setting, with each scope in which a call can set it. */
const cases = scopes.flatMap((scope) => namesIn(scope).map((name) => ({ name, scope })));

/** The sentence, or the validator's own words, with which a value is refused; `null` if the value is valid. */
const refused = (scope: (typeof scopes)[number], name: string, value: unknown): string | null => {
  const message = validators[scope].safeParse({ [name]: value }).error?.issues[0]!.message;
  if (message === undefined) return null;
  const told = toldIn(message);
  return told === null ? message : sentenceOf(told);
};

/** Values at the limits of an entry, and values beyond them that a person can type. */
const examples = (entry: entryModule.Entry): { good: unknown[]; bad: unknown[] } => {
  switch (entry.kind) {
    case 'onOff':
      return { good: [true, false], bad: [] };
    case 'choice':
      return { good: Object.keys(entry.names), bad: [] };
    case 'keys':
      return {
        good: [...entry.suggested, 'F24', 'Control+Alt+Super+Shift+PageUp'],
        bad: [
          '',
          'A',
          'Shift+A',
          'Control',
          'F25',
          'Control+',
          'Alt+Control+A',
          'Control+Control+A',
          'Hyper+A',
        ],
      };
    case 'number': {
      const { from, to, isWhole } = entry;
      const fraction = from + 0.5;
      return {
        good: [from, to, ...(isWhole ? [] : [fraction])],
        bad: [from - 1, to * 2 + 1, 'many', Number.NaN, Infinity, ...(isWhole ? [fraction] : [])],
      };
    }
    case 'numbers': {
      const most = Array.from({ length: entry.mostNumbers }, () => entry.from);
      return { good: [most, [entry.to]], bad: [[], [entry.to + 1], [0.5], ['1'], [...most, entry.from]] };
    }
    case 'texts': {
      const { mostTexts, longest } = entry;
      const most = Array.from({ length: mostTexts }, () => 'x'.repeat(longest));
      return { good: [most, ['\n']], bad: [[], [''], [...most, 'x'], ['x'.repeat(longest + 1)], 'x'] };
    }
    case 'biases': {
      const { from, to, mostBiases, longest } = entry;
      const one = { text: 'x'.repeat(longest), bias: from };
      const most = Array.from({ length: mostBiases }, () => one);
      const bad = [
        { text: '', bias: 1 },
        { text: 'x', bias: to + 1 },
        { text: 'x', bias: Number.NaN },
      ];
      return {
        good: [most, [{ text: ' x', bias: to }]],
        bad: [[], [...most, one], ...bad.map((bias) => [bias]), [{ ...one, text: `${one.text}x` }]],
      };
    }
    case 'format':
      return {
        good: [
          { kind: 'text', source: '' },
          { kind: 'schema', source: '{"type": "integer"}' },
          { kind: 'grammar', source: 'root ::= "a"+' },
        ],
        bad: [
          { kind: 'schema', source: '{"type": "integre"}' },
          { kind: 'grammar', source: 'root ::= "a' },
          { kind: 'grammar', source: '' },
          { kind: 'grammar', source: `root ::= "${'a'.repeat(64_000)}"` },
          { kind: 'regex', source: 'a' },
          '{}',
        ],
      };
    case 'text':
      return { good: ['x'.repeat(entry.longest)], bad: ['x'.repeat(entry.longest + 1)] };
    case 'address': {
      const bad = ['mirror', 'ftp://mirror', `https://${'x'.repeat(entry.longest)}`];
      return { good: ['http://a.example'], bad: entry.default === '' ? bad : [...bad, ''] };
    }
  }
};

describe('the effective values', () => {
  it('are those of the narrowest scope that sets them, otherwise the defaults', () => {
    const { topK, threads, backend, contextLength } = effective(
      { threads: 2, contextLength: 4096 },
      { threads: 4, topK: 10 },
      { topK: 20 },
      { topK: 30 },
    );
    expect({ topK, threads, backend, contextLength }).toEqual({
      topK: 30,
      threads: 4,
      backend: null,
      contextLength: 4096,
    });
    expect(effective()).toMatchObject(defaultSettings);
  });

  it('are not overridden by null or undefined, but by zero, off and an empty text', () => {
    const all = { temperature: 1, speculative: true, systemPrompt: 'Brief.', flashAttention: true };
    expect(effective(all, { temperature: null, systemPrompt: undefined })).toMatchObject(all);
    const own = { temperature: 0, speculative: false, systemPrompt: '', flashAttention: false };
    expect(effective(all, own)).toMatchObject(own);
  });
});

describe('an entry', () => {
  it('appears once in the form of each of its scopes, and belongs to a group', () => {
    for (const scope of ['all', 'model', 'preset', 'chat'] as const)
      expect(namesIn(scope).toSorted()).toEqual(
        settingNames.filter((name) => entryOf(name).scopes.includes(scope)).toSorted(),
      );
    expect(new Set(settingNames.map((name) => entryOf(name).label)).size).toBe(settingNames.length);
  });

  it.each(settingNames)('has a label and hints in sentence case: %s', (name) => {
    const entry = entryOf(name);
    expect(entry.label).toMatch(/^\p{Lu}[^.]*$/u);
    for (const scope of entry.scopes)
      for (const known of [null, 4]) {
        const hint = entryModule.hintOf(entry, { scope, cores: known, kvSavingBytes: known });
        expect(hint).toMatch(/^$|^[\p{Lu}\d].*\.$/u);
        expect(hint).not.toMatch(/ {2}|null|undefined/);
      }
  });

  it.each(cases)('has a validator that accepts exactly what it allows: $name for $scope', (one) => {
    const { name, scope } = one;
    const entry = entryOf(name);
    const { good, bad } = examples(entry);
    const nothing = scope === 'model' || entry.default === null ? [null] : [];
    for (const value of [entry.default, ...nothing, ...good]) expect(refused(scope, name, value)).toBeNull();
    for (const value of bad) expect(refused(scope, name, value)).toBe(refusalOf(entry));
    for (const value of [{ unknown: true }, ...(nothing.length === 0 ? [null] : [])])
      expect(refused(scope, name, value)).not.toBeNull();
  });

  it('for a text keeps what can be stored, and for an address removes spaces around it', () => {
    expect(validators.all.parse({ systemPrompt: 'a\0b', proxy: ' http://a.example ' })).toEqual({
      systemPrompt: 'a\u2400b',
      proxy: 'http://a.example',
    });
    expect(refused('all', 'kvPrecision', 'q1')).not.toBeNull();
  });

  it('is refused in a scope that it does not have', () => {
    expect(refused('all', 'topK', 1)).not.toBeNull();
    expect(refused('model', 'theme', 'dark')).not.toBeNull();
  });
});

describe('a list in a field', () => {
  it('is one text per line, in which the line break is written out', () => {
    const texts = ['\n', ' a ', 'C:\\n', '\t#'];
    expect(lines.textsAsLines(texts)).toBe('\\n\n a \nC:\\\\n\n\\t#');
    expect(lines.textsInLines(lines.textsAsLines(texts))).toEqual(texts);
    expect(lines.textsInLines('a\r\n\n  \nb')).toEqual(['a', 'b']);
    expect(lines.textsInLines(' \n')).toBeNull();
  });

  it('of biases is a text and its bias per line', () => {
    const biases = [
      { text: 'delve', bias: -5 },
      { text: ' a = b', bias: 0.5 },
      { text: '\n', bias: -100 },
    ];
    expect(lines.biasesAsLines(biases, -100)).toBe('delve = -5\n a = b = 0.5\n\\n = never');
    expect(lines.biasesInLines(lines.biasesAsLines(biases, -100), -100)).toEqual(biases);
    expect(lines.biasesInLines('a=−1,5', -100)).toEqual([{ text: 'a', bias: -1.5 }]);
    expect(lines.biasesInLines('', -100)).toBeNull();
    for (const bad of ['delve', 'delve = much', '= 1'])
      expect(lines.biasesInLines(bad, -100)).toEqual({ bad });
  });
});

describe('a refusal', () => {
  it.each([
    ['threads', 'Threads must be a whole number from 1 to 256.'],
    ['contextLength', 'Context length must be a whole number from 256 to 4,194,304 tokens.'],
    ['topP', 'Top P must be a number from 0 to 1.'],
    [
      'longestAnswer',
      'Longest answer must be a whole number from 1 to 1,000,000 tokens, or empty for no limit.',
    ],
    ['devices', 'Devices must be whole numbers, for example 0, 1.'],
    ['chatTemplate', 'Chat template must have at most 200,000 characters.'],
    ['proxy', 'Proxy must begin with https:// or http:// and have at most 500 characters.'],
  ] as const)('is one sentence with the label and the range: %s', (name, sentence) => {
    expect(refusalOf(entryOf(name))).toBe(sentence);
  });
});

it('docs/settings.md is up to date with the registry (run `node test/house/settings.mjs`)', async () => {
  expect(writtenDocument()).toBe(await settingsDocument(entryModule, registry));
});
