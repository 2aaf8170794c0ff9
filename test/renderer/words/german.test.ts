/** Holds the German texts to the English ones: all of them, with the same facts, in the same words everywhere. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { englishTexts } from '../../../main/shared/language/language.ts';
import { cliCommandWords, cliWords } from '../../../main/shared/words/cli.ts';
import { exportWords } from '../../../main/shared/words/export-texts.ts';
import { importWords } from '../../../main/shared/words/import-summary.ts';
import { exportTexts } from '../../../main/shared/words/measuring.ts';
import { keysTexts } from '../../../main/shared/settings/keys.ts';
import { desktopWords } from '../../../main/shared/words/desktop.ts';
import { german } from '../../../renderer/words/german/german.ts';
import { catalogueTexts } from '../../fixtures/renderer/literal-texts.ts';

const root = join(import.meta.dirname, '../../..');

const modules = import.meta.glob<Record<string, unknown>>('../../../renderer/words/*.ts', { eager: true });
const used = { cliCommandWords, cliWords, exportWords, importWords, exportTexts, desktopWords, keysTexts };

/** A text with its path, for example "chatWords.list.newChat". */
interface Pair {
  path: string;
  english: unknown;
  german: unknown;
}

/** The fields of an entry in the registry of settings that are texts. */
const textFields = new Set(['label', 'hint', 'empty', 'unit', 'names']);
const isGroup = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const pairsIn = (path: string, english: Record<string, unknown>, other: unknown): Pair[] =>
  Object.entries(english).flatMap(([name, text]): Pair[] => {
    if (/^settings\.\w+$/.test(path) && !textFields.has(name)) return [];
    const translated = isGroup(other) ? other[name] : undefined;
    const inner = `${path}.${name}`;
    return isGroup(text)
      ? pairsIn(inner, text, translated)
      : [{ path: inner, english: text, german: translated }];
  });

/** Texts that need no German one: a figure, or the names of things that have one name. */
const needsNone = ({ path, english }: Pair): boolean =>
  english === '' ||
  (path.startsWith('settings.') &&
    (!/\p{L}{2}/u.test(String(english)) || /\.(?:backend|language)\.names\.(?!system)/.test(path)));

const pairs = [...englishTexts()]
  .flatMap(([name, english]) =>
    pairsIn(name, english as Record<string, unknown>, (german as Record<string, unknown>)[name]),
  )
  .filter((pair) => !needsNone(pair));

/** Texts that are the same in both languages. */
const same = new Set(
  (
    'App Backend Batch Benchmark Chat Chats Clients Code Desktop Details Downloads Draft Engine Export Hearth Import Jan Likes Median Mirror ' +
    'Name Offline Ollama Parameter Plan Preset Presets Prompt Prompts Proxy Sampling Seed Test Threads Token Tokens Version Versions Pause ' +
    'MB Port Problem Status Adapter Embedding Reranker Decode Prefill Phase Esc ↑ ⌘ ⇧ + – .'
  ).split(' '),
);
const samePhrases = new Set(['Hearth guide', 'LM Studio', 'Min P', 'Top K', 'Top P', 'Flash attention', '']);

it('every text that a file of the window exports is known by its name', () => {
  expect(Object.keys(modules).length).toBeGreaterThan(20);
  const forgotten = Object.entries(modules).flatMap(([file, exported]) =>
    Object.entries(exported)
      .filter(([name, value]) => isGroup(value) && !englishTexts().has(name))
      .map(([name]) => `${file}: wrap ${name} in translatable('${name}', …)`),
  );
  expect(forgotten).toEqual([]);
  expect(Object.keys(used).every((name) => englishTexts().has(name))).toBe(true);
});

it('nothing is left untranslated', () => {
  expect(pairs.length).toBeGreaterThan(1000);
  expect(pairs.filter(({ german: text }) => text === undefined).map(({ path }) => path)).toEqual([]);
});

it('has no German text without an English one', () => {
  const extra = (path: string, other: Record<string, unknown>, english: unknown): string[] =>
    Object.entries(other).flatMap(([name, text]) => {
      const own = isGroup(english) ? english[name] : undefined;
      if (own === undefined) return [`${path}.${name}`];
      return isGroup(text) ? extra(`${path}.${name}`, text, own) : [];
    });
  expect(extra('', german, Object.fromEntries(englishTexts()))).toEqual([]);
});

it('no German text is the English one, but for names and words of both languages', () => {
  const unchanged = pairs.filter(
    ({ english, german: text }) =>
      typeof english === 'string' && text === english && !same.has(english) && !samePhrases.has(english),
  );
  expect(unchanged.map(({ path, english }) => `${path}: ${String(english)}`)).toEqual([]);
});

/**
 * The facts that a text uses: "0" for its first argument, "0.name" for a field of it. `null` if it cannot be called with such
 * stand-ins, for example because it reads a list.
 */
const factsOf = (text: (...facts: never[]) => unknown): ReadonlySet<string> | null => {
  const found = new Set<string>();
  const standIn = (path: string, depth: number): unknown =>
    new Proxy(() => 2, {
      get: (_, field) => {
        if (field === Symbol.toPrimitive)
          return (hint: string) => {
            found.add(path);
            return hint === 'string' ? path : 2;
          };
        if (typeof field === 'symbol') return undefined;
        if (depth > 0 || field in String.prototype || field in Number.prototype) {
          found.add(path);
          return () => path;
        }
        return standIn(`${path}.${field}`, depth + 1);
      },
    });
  try {
    const facts = Array.from({ length: 6 }, (_, index) => standIn(String(index), 0));
    (text as (...facts: unknown[]) => unknown)(...facts);
    return found;
  } catch {
    return null;
  }
};

/** Texts that use a fact in one language only, or only to tell two cases apart. */
const otherFacts = new Set(['recommendedWords.summary', 'plotWords.roofline.reached']);

it('a German text uses the facts of the English one', () => {
  let compared = 0;
  const different = pairs.flatMap(({ path, english, german: text }) => {
    if (text === undefined || otherFacts.has(path)) return [];
    if (typeof english !== typeof text && !(path.startsWith('settings.') && path.endsWith('.hint')))
      return [`${path}: not of the same kind`];
    if (typeof english !== 'function' || typeof text !== 'function') return [];
    const [wanted, has] = [english, text].map((each) => factsOf(each as () => unknown));
    if (!wanted || !has) return [];
    compared += 1;
    const list = (facts: ReadonlySet<string>): string => [...facts].toSorted().join(' ');
    return list(wanted) === list(has) ? [] : [`${path}: ${list(has)} instead of ${list(wanted)}`];
  });
  expect(different).toEqual([]);
  expect(compared).toBeGreaterThan(300);
});

/** All German texts as the files have them; “…” is an embedded value. */
const germanTexts = ['renderer/words/german', 'main/shared/words/german'].flatMap((folder) =>
  readdirSync(join(root, folder)).flatMap((name) =>
    catalogueTexts(name, readFileSync(join(root, folder, name), 'utf8')).map(({ line, text }) => ({
      file: `${folder}/${name}`,
      path: `${name}:${line}`,
      text,
    })),
  ),
);

/** Slips that a native writer would not make, and terms of docs/glossary.md. */
const slips: [pattern: RegExp, better: string][] = [
  [/(?<!\\)"/, 'quotation marks „…“'],
  [/“[^“”]*”/, 'quotation marks „…“'],
  [/\.\.\.(?![\w([])/, 'an ellipsis: …'],
  [
    /\bSie (?:können|müssen|haben|sind|werden|möchten)\b|\bIhre[nmrs]? (?!letzten|Antworten)/,
    'du, or no person at all',
  ],
  [/\bTokens\b/, 'the plural of Token is Token'],
  [/\bder Token\b(?! des| der|,)/, 'das Token'],
  [/\bdownloade|\bgedownloadet|\bDownload starten/, 'herunterladen'],
  [/\b[Cc]omputer/, 'Rechner'],
  [/\bFestplatte|\bDisk\b/, 'Datenträger'],
  [/\bKonversation/, 'Chat'],
  [/\bSystem-Prompt|\bSystem Prompt/, 'Systemprompt'],
  [/\bKV Cache|\bKV-cache/, 'KV-Cache'],
  [/\bLayer\b|\bEbenen? auf der GPU/, 'Schicht'],
  [/ {2}|\s(?:[,;!?]|\.(?!\w))/, 'one space, and none before a mark'],
];

it('German texts are written as docs/glossary.md says', () => {
  const found = germanTexts.flatMap(({ path, text }) =>
    slips.flatMap(([pattern, better]) => {
      const slip = pattern.exec(text);
      return slip === null ? [] : [`${path}: “${slip[0]}”: ${better}`];
    }),
  );
  expect(found).toEqual([]);
});

it('every button that a German sentence names is in the window', () => {
  const others = new Set(['instruct', 'chat', 'ulimit -n 1024', '?token=…', 'nie', 'wort = -5']);
  const named = germanTexts.flatMap(({ file, text }) =>
    file.startsWith('main/') ? [...text.matchAll(/„([^“…]+)“/g)].map(([, name]) => name!) : [],
  );
  const shown = new Set(
    pairs.flatMap(({ path, german: text }) =>
      !path.startsWith('catalogue.') && typeof text === 'string' ? [text] : [],
    ),
  );
  expect(named).toContain('Engine neu starten');
  expect(named.filter((name) => !shown.has(name) && !others.has(name))).toEqual([]);
});

it('every recommended model has a German summary', () => {
  const { models } = JSON.parse(readFileSync(join(root, 'resources/catalogue.json'), 'utf8')) as {
    models: { id: string; summary: string }[];
  };
  const { summary } = german.recommendedWords as { summary: (id: string, text: string) => string };
  expect(models.filter(({ id, summary: text }) => summary(id, text) === text).map(({ id }) => id)).toEqual(
    [],
  );
});
