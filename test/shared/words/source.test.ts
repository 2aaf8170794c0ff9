/** Holds the core, the engine and the desktop shell to the catalogue: only it has texts for the user. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isCode } from '../../../main/shared/words/catalogue.ts';
import { catalogueTexts } from '../../fixtures/renderer/literal-texts.ts';

const root = join(import.meta.dirname, '../../..');
const filesIn = (folder: string): string[] =>
  readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
    .map((name) => `${folder}/${name.replaceAll('\\', '/')}`)
    .filter((name) => name.endsWith('.ts'));
const sourceOf = (file: string): string => readFileSync(join(root, file), 'utf8');

/**
 * The catalogue itself. The scripts in main/launch run before anything is compiled: their few sentences stay in them, and since
 * they are .mjs files, they are not looked at here.
 */
const isCatalogue = (file: string): boolean => /^main\/shared\/(?:words|settings)\//.test(file);
const files = [...filesIn('main'), ...filesIn('electron')].filter((file) => !isCatalogue(file));

/** Functions whose arguments are for the log, for the database, or the message of an error that only the log shows. */
const developerCalls = /^(?:info|warn|error|log|logged|prepare|exec|\w*Error|DamagedDatabase|NoDevice)$/;

/** Files with other texts that no user sees as Hearth's, each with what they are. */
const exceptions: [files: RegExp, texts: string][] = [
  [/^main\/engine\/jinja\//, 'what is wrong with a template, for its author, as a library would say it'],
  [/^main\/engine\/prompt\/(?:chat-template|thinking-controls)\.ts$/, 'messages of test chats'],
  [/^main\/engine\/answer\//, 'what templates and models write'],
  [/^main\/engine\/prompt\/tool-values\.ts$/, 'what models read'],
  [/^main\/engine\/calls\//, 'what templates and models write'],
  [/^main\/engine\/(?:measure\/calibration-step|load\/backend)\.ts$/, 'lines of the log'],
  [
    /^main\/core\/engines\/llama\/(?:ask-process|engine-watch|measure-work|text-work)\.ts$/,
    'parts of lines of the log',
  ],
  [/^main\/core\/updates\/self-test\.ts$/, 'what the guide is asked in a test'],
  [/^electron\/own-installer\.ts$/, 'the name of a file'],
  [/^main\/core\/library\/library-keeper\.ts$/, 'a line of the log'],
  [/^main\/core\/library\/programs\/(?:lm-studio|system)\.ts$/, 'names of folders'],
  [/^main\/core\/transfer\/programs\/(?:lm-studio|open-webui)\.ts$/, 'names of programs'],
  [/^main\/core\/transfer\/writing\/html\.ts$/, 'an attribute of HTML'],
  [/^main\/shared\/api\//, 'sentences for the developers of other programs'],
  [/^main\/shared\/transfer\/export-formats\.ts$/, 'names of formats'],
  [/^main\/core\/downloads\/fetch-missing\.ts$/, 'an error that ends one attempt'],
  [/^main\/shared\/api\//, 'what other programs get, for their authors'],
  [/^main\/cli\/session\/(?:completion|service-file)\.ts$/, 'scripts and files for other programs'],
  [/^main\/cli\/session\/help\.ts$/, 'spellings of options'],
  [/^main\/core\/chats\/(?:summary|titles)\.ts$/, 'a part of a prompt'],
  [/^main\/core\/connect\/proof-requests\.ts$/, 'what models read'],
  [
    /^main\/core\/connect\/(?:edit-|targets|snippets|json-text)/,
    'names and commands of other programs, and details of refusals, for the log',
  ],
  [/^main\/core\/documents\/(?:attached|index\/prefixes)\.ts$/, 'what models read'],
  [
    /^main\/core\/documents\/index\/question\.ts$/,
    'words that questions have and that mean nothing in a search',
  ],
  [/^main\/shared\/documents\/(?:places|prompt-text)\.ts$/, 'what models read'],
  [/^main\/engine\/prompt\/chat-messages\.ts$/, 'what models read'],
  [/^main\/shared\/gguf\/bad-gguf\.ts$/, 'the subject of a sentence in the log'],
  [/^main\/shared\/speed\/benchmark-export\.ts$/, 'units'],
  [/^main\/shared\/rpc\/message-size\.ts$/, 'what JavaScript writes for an object'],
  [/^main\/shell\/default-data-folder\.ts$/, 'the name of a folder'],
  [/^main\/desktop\/run-core\.ts$/, 'why a program cannot be started by hand, for developers'],
  [/^main\/shell\/content-security-policy\.ts$/, 'directives of a policy'],
  [
    /^main\/host\/(?:server|static-files)\.ts$/,
    'reasons of HTTP and WebSocket, which the page does not show',
  ],
  [/^(?:main\/host\/spawn-process|electron\/own-process)\.ts$/, 'how a process ended, for the log'],
  [/^main\/reader\/format-of-file\.ts$/, 'extensions of files, and parts of their formats'],
  [/^main\/reader\/(?:watch-thread|zip|formats\/(?:book|word))\.ts$/, 'details of refusals, for the log'],
  [/^main\/(?:core|shared)\/api\//, 'what developers of other programs read, in English'],
  [/^electron\/window\.ts$/, 'the name of the application'],
];

/** Words beside each other, or one in sentence case in electron/; code, SQL and headers are no prose. */
const isProse = (file: string, text: string): boolean =>
  (/\p{L}{2,}[,;:]? \p{L}|… \p{L}{2,}/u.test(text) ||
    (file.startsWith('electron/') && /^\p{Lu}\p{Ll}+$/u.test(text))) &&
  !/[_={}<*~]|\b(?:TABLE|CASE|AS)\b|HTTP\/|^[a-z]+, immutable/.test(text);

/** Literals and templates that look like a text for the user; “…” is an embedded value. */
const textsIn = (file: string, source: string): string[] =>
  catalogueTexts(file, source, developerCalls).flatMap(({ line, text }) =>
    isProse(file, text) ? [`${file}:${line} ${text}`] : [],
  );

/** Literals in `new Refusal` and `say` that are not codes. */
const unknownCodesIn = (file: string, source: string): string[] =>
  [...source.matchAll(/\b(?:new Refusal|say)\(\s*(['"`])(.*?)\1/g)].flatMap(([, , code]) =>
    isCode(code!) ? [] : [`${file} ${code}`],
  );

it('no text for the user is outside the catalogue, except in the named files', () => {
  const found = files.map((file) => ({ file, texts: textsIn(file, sourceOf(file)) }));
  expect(
    found
      .filter(({ file }) => !exceptions.some(([pattern]) => pattern.test(file)))
      .flatMap(({ texts }) => texts),
  ).toEqual([]);
  for (const [pattern] of exceptions)
    expect(
      found.some(({ file, texts }) => pattern.test(file) && texts.length > 0),
      `${pattern} needs no exception`,
    ).toBe(true);
});

it.each([
  ['main/a.ts', "const a = 'The disk is full.';", ['main/a.ts:1 The disk is full.']],
  ['main/a.ts', 'const a = `${name} is full.`;', ['main/a.ts:1 … is full.']],
  ['main/a.ts', "tell(0, 'Starting llama.cpp');", ['main/a.ts:1 Starting llama.cpp']],
  ['main/a.ts', 'const why = `Look at ${repository}`;', ['main/a.ts:1 Look at …']],
  ['main/a.ts', 'const how = `${most} tokens, read once`;', ['main/a.ts:1 … tokens, read once']],
  ['electron/a.ts', "const title = 'Open a model';", ['electron/a.ts:1 Open a model']],
  ['electron/a.ts', "const buttons = ['Wait'];", ['electron/a.ts:1 Wait']],
  ['main/a.ts', "log.warn('the page does not respond'); throw new TypeError('no such page');", []],
])('the search for texts in %s, %s', (file, source, texts) => {
  expect(textsIn(file, source)).toEqual(texts);
});

it('every refusal and message names a code', () => {
  expect(files.flatMap((file) => unknownCodesIn(file, sourceOf(file)))).toEqual([]);
  expect(unknownCodesIn('a.ts', "throw new Refusal(\n  'The disk is full.')")).toEqual([
    'a.ts The disk is full.',
  ]);
  expect(unknownCodesIn('a.ts', "say('app.none')")).toEqual(['a.ts app.none']);
});

it('every button that a sentence names in quotation marks is in the window', () => {
  /** These are quoted but no buttons: words in names of models, a command, and words of schemas and grammars. */
  const others = new Set(['instruct', 'chat', 'ulimit -n 1024', 'root', 'allOf', 'oneOf', 'anyOf', '#/']);
  const textsOf = (folder: string): string[] =>
    filesIn(folder)
      .filter((file) => !file.includes('/german/'))
      .flatMap((file) => catalogueTexts(file, sourceOf(file)).map(({ text }) => text));
  const buttons = new Set([...textsOf('renderer/words'), ...textsOf('main/shared/settings')]);
  const named = textsOf('main/shared/words').flatMap((text) =>
    [...text.matchAll(/“([^”…]+)”/g)].map(([, name]) => name!),
  );
  expect(named).toContain('Restart engine');
  expect(named.filter((name) => !buttons.has(name) && !others.has(name))).toEqual([]);
});
