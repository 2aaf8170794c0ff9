/** Checks that the core and the engine use codes and facts, and that only the catalogue has sentences for the user. */
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

/** Folders whose sentences are the catalogue itself, or that run before anything is compiled. */
const ownSentences = /^main\/(?:shared\/(?:words|settings)|launch)\//;
const files = filesIn('main').filter((file) => !ownSentences.test(file));

/** Files that may contain sentences, each with the reason. */
const exceptions: Record<string, string> = {
  'main/engine/prompt/chat-template.ts': 'messages of a test chat, which no user sees',
  'main/shared/speed/benchmark-plan.ts':
    'checks fields of a form, which the window and the benchmark command name',
};

/**
 * Literals and templates that look like a sentence; “…” is an embedded value. Arguments of `Error` are for developers, so they
 * are left out.
 */
const sentencesIn = (file: string, source: string): string[] =>
  catalogueTexts(file, source).flatMap(({ line, text }) =>
    /^[\p{Lu}…].* .*\.$/u.test(text) ? [`${file}:${line} ${text}`] : [],
  );

/** Literals in `new Refusal` and `say` that are not codes. */
const unknownCodesIn = (file: string, source: string): string[] =>
  [...source.matchAll(/\b(?:new Refusal|say)\(\s*(['"`])(.*?)\1/g)].flatMap(([, , code]) =>
    isCode(code!) ? [] : [`${file} ${code}`],
  );

it('no sentence for the user is outside the catalogue, except in the named files', () => {
  const found = files.flatMap((file) => sentencesIn(file, sourceOf(file)));
  const isException = (text: string): boolean =>
    Object.keys(exceptions).some((file) => text.startsWith(`${file}:`));
  expect(found.filter((text) => !isException(text))).toEqual([]);
  for (const file of Object.keys(exceptions))
    expect(
      found.some((text) => text.startsWith(`${file}:`)),
      `${file} needs no exception`,
    ).toBe(true);
  expect(sentencesIn('a.ts', "const a = 'The disk is full.';")).toEqual(['a.ts:1 The disk is full.']);
  expect(sentencesIn('a.ts', 'const a = `${name} is full.`;')).toEqual(['a.ts:1 … is full.']);
});

it('every refusal and message names a code', () => {
  expect(files.flatMap((file) => unknownCodesIn(file, sourceOf(file)))).toEqual([]);
  expect(unknownCodesIn('a.ts', "throw new Refusal(\n  'The disk is full.')")).toEqual([
    'a.ts The disk is full.',
  ]);
  expect(unknownCodesIn('a.ts', "say('app.none')")).toEqual(['a.ts app.none']);
});

it('every button that a sentence names in quotation marks is in the window', () => {
  /** These are quoted but no buttons: words in names of models, and a command. */
  const others = new Set(['instruct', 'chat', 'ulimit -n 1024']);
  const textsOf = (folder: string): string[] =>
    filesIn(folder).flatMap((file) => catalogueTexts(file, sourceOf(file)).map(({ text }) => text));
  const buttons = new Set([...textsOf('renderer/words'), ...textsOf('main/shared/settings')]);
  const named = textsOf('main/shared/words').flatMap((text) =>
    [...text.matchAll(/“([^”…]+)”/g)].map(([, name]) => name!),
  );
  expect(named).toContain('Restart engine');
  expect(named.filter((name) => !buttons.has(name) && !others.has(name))).toEqual([]);
});
