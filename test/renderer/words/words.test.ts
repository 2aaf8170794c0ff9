/**
 * Holds every text of the window in the catalogue (renderer/words, and for the settings main/shared/settings), and the catalogue
 * to plain English.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { catalogueTexts, literalTexts } from '../../fixtures/renderer/literal-texts.ts';

/** Turns of phrase that a native technical writer would not use, each with what to write instead. */
const habits: [pattern: RegExp, better: string][] = [
  [/\b(?:stands?|lies|lie|lay)\b/i, 'is, is listed, is saved'],
  [/\bgo(?:es)? on\b/i, 'continue, resume'],
  [/\bcomes? with\b/i, 'is built in, is included'],
  [
    /(?:^|[.:;!?] )What (?![^.!]*\?)/,
    'name the subject: “Your prompt is processed”, not “What you write is read”',
  ],
  [/(?:^|[.!?] )(?:Of|So|Whoever) /, 'begin with the subject and its verb'],
  [/\bwhere (?:there|it|they|this|that|none|nothing)\b/i, 'if'],
  [
    /\b(?:so|as) (?:many|much|often|long)\b(?! as)/i,
    'name the number: “after this many minutes”, “up to K tokens”',
  ],
  [/\bfetch/i, 'download'],
  [/\bthe hub\b/i, 'Hugging Face'],
  [/\bhub’s\b/i, 'Hugging Face’s'],
  [/\bquantis/i, 'quantization, as GGUF files and llama.cpp spell it'],
  [/\bmemory back\b|\bmakes? way\b/i, 'free memory, unload'],
  [/\b(?:reads?|reading) (?:the|a|this|your) (?:prompt|draft|chat)\b|\bread again\b/i, 'process, reprocess'],
  [
    /\b(?:wrote|writes?|writing|written) (?:this|the|an) answer\b|\banswer (?:is|was) being written\b/i,
    'generate',
  ],
  [/\blikeliest\b/i, 'most likely'],
  [/\b(?:anew|behold|hitherto|thereof|whence|likewise)\b/i, 'again, or leave it out'],
  [/\bby (?:itself|themselves)\b/i, 'automatically, on its own'],
  [/\bin all\b(?! \w)/i, 'in total'],
  [/\b(?:makers|well-nigh|now and then|in one go)\b/i, 'authors; occasionally; at once'],
  [/\bas (?:the system|for all)\b/i, 'same as system, global default'],
  [/\b(?:will|would) go\b|\blet (?:it|them) go\b/i, 'is deleted, discard'],
  [/\bworth (?:it|more)\b|\btells? no\b/i, 'say what it does'],
  [/\bcannot be (?:gone|come) /i, 'say who cannot do what'],
];

const root = join(import.meta.dirname, '../../..');
const files = ['renderer', 'main/shared/settings'].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => /\.tsx?$/.test(name)),
);
const sourceOf = (file: string): string => readFileSync(join(root, file), 'utf8');
/** The German texts are held to German in german.test.ts. */
const isGerman = (file: string): boolean => file.startsWith('renderer/words/german/');
const isCatalogue = (file: string): boolean =>
  file.startsWith('renderer/words/') || file.startsWith('main/shared/settings/');
const literalsOf = (file: string): string[] =>
  literalTexts(file, sourceOf(file)).map(({ line, text }) => `${file}:${line} ${text}`);

const habitsOf = (text: string): string[] =>
  habits.flatMap(([pattern, better]) => {
    const found = pattern.exec(text);
    return found === null ? [] : [`“${found[0].trim()}” in “${text}”: ${better}`];
  });

describe('the words of the window', () => {
  it('are all in the catalogue: no component holds a text of its own', () => {
    const outside = files.filter((file) => !isCatalogue(file));
    expect(outside.length).toBeGreaterThan(0);
    expect(outside.flatMap(literalsOf)).toEqual([]);
  });

  it('have none of the habits of a foreign writer', () => {
    const texts = files
      .filter((file) => isCatalogue(file) && !isGerman(file))
      .flatMap((file) => catalogueTexts(file, sourceOf(file)).map(({ text }) => text));
    const { models } = JSON.parse(sourceOf('resources/catalogue.json')) as { models: { summary: string }[] };
    expect(texts.length).toBeGreaterThan(0);
    expect(models.length).toBeGreaterThan(0);
    expect([...texts, ...models.map(({ summary }) => summary)].flatMap(habitsOf)).toEqual([]);
  });
});

describe('the search for habits', () => {
  it.each([
    'Each request stands here with its reason.',
    'What you write is read before you send it.',
    'Use it where it lies',
    'Of the likeliest tokens as many as together have this probability.',
    'Only so many of the likeliest tokens are chosen from.',
    'Fetch 731 MB',
    'Search the hub',
    'A small model that comes with Hearth.',
    'The system prompt for all models, where there is one.',
    'Quantisation',
    'The model makes way for that.',
    'Gives its memory back; the next message loads it again',
    'Reading the prompt: 320 of 2,048 tokens',
    'An answer is being written',
    'Measures anew which threads suit this machine',
    'Models of LM Studio are found by themselves.',
    '3.65 s in all',
    'Tokens evaluated in one go.',
    'As for all: 16 bits',
    'The 30 MB downloaded so far would go.',
    'Fewer than 64 new tokens tell no speed.',
  ])('finds one in “%s”', (text) => {
    expect(habitsOf(text)).not.toEqual([]);
  });

  it.each([
    'What can you do?',
    'No downloads. Downloads appear here and resume if the connection drops.',
    'That doesn’t look like an access token.',
    'Where the time went',
    'Unloads the model after this many idle minutes; your next message reloads it.',
    '6 chats in all folders',
  ])('finds none in “%s”', (text) => {
    expect(habitsOf(text)).toEqual([]);
  });
});

describe('the search for texts', () => {
  const found = (source: string): string[] => literalTexts('a.tsx', source).map(({ text }) => text);

  it.each([
    ['text in an element', 'const A = () => <p>Hello, you</p>', 'Hello, you'],
    ['one lower-case word in an element', 'const A = () => <p>cached</p>', 'cached'],
    ['text behind a condition', "const A = () => <p>{isOn ? 'on' : null}</p>", 'on'],
    ['a template in an element', 'const A = () => <p>{n > 0 && `${n} more`}</p>', '… more'],
    ['a label', 'const A = () => <button aria-label="close" />', 'close'],
    ['a template in a label', 'const A = () => <input title={`Menu of ${name}`} />', 'Menu of …'],
    ['a label of a component', 'const A = () => <Copy buttonLabel="copy" />', 'copy'],
    ['a sentence in a helper', "const words = { gone: 'It was deleted.' };", 'It was deleted.'],
    ['a word in sentence case in a helper', "const name = (one: boolean) => (one ? 'Chat' : x);", 'Chat'],
    ['a template in a helper', 'const words = (n: number) => `${n} tokens left`;', '… tokens left'],
    ['one word beside a value in a helper', 'const words = (n: number) => `${n} cached`;', '… cached'],
    ['a text within a call', 'const A = () => <p>{unbroken(`${n} tokens`)}</p>', '… tokens'],
  ])('finds %s', (_, source, text) => {
    expect(found(source)).toEqual([text]);
  });

  it('passes over class names, selectors, keys, types and errors for developers', () => {
    const source = `
      import { a } from 'Some Module';
      type Kind = 'Big Kind';
      const A = () => <div className="row is-open" role="group" data-kind="a b">{words.title} · {n}</div>;
      if (event.key === 'Enter') element.closest('button, a').focus();
      throw new Error('The row is not drawn.');
      const names = 'Enter Delete is-on'.split(' ');`;
    expect(found(source)).toEqual([]);
  });
});
