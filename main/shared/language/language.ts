/**
 * The language of all texts. English texts are written where they are used; a translation has its texts under the same names and
 * takes their place. The window chooses its language before it loads anything that has texts (renderer/main.ts); the core may
 * change it at any time.
 */

/** Every language, by its own name. */
export const languageNames = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languageNames;

/** What the setting can be: a language, or that of the system. */
export type LanguageChoice = 'system' | Language;

const isLanguage = (text: string): text is Language => Object.hasOwn(languageNames, text);

/**
 * The language to use. `preferred`: the languages of the system as BCP 47 tags such as "de-AT", the most wanted one first; if
 * Hearth has none of them, it uses English.
 */
export const languageFor = (choice: string | null, preferred: readonly string[]): Language =>
  choice !== null && isLanguage(choice)
    ? choice
    : (preferred.map((tag) => tag.toLowerCase().split('-')[0]!).find(isLanguage) ?? 'en');

/** What a function of a translation returns: texts in place of texts. */
type Returned<R> = R extends string
  ? string
  : R extends readonly string[]
    ? readonly [what: string, next: string]
    : R;

/**
 * The shape of a translation of `Texts`: the same names, functions with the same arguments, lists as long.
 */
export type Translated<Texts> = Texts extends string
  ? string
  : Texts extends (...facts: infer Facts) => infer R
    ? (...facts: Facts) => Returned<R>
    : { readonly [Name in keyof Texts]: Translated<Texts[Name]> };

type Group = Record<string, unknown>;

/** All texts by name: the object that everybody uses, and a copy of its English texts. */
const known = new Map<string, { shown: Group; english: Group }>();
let current: Language = 'en';
let translation: Readonly<Record<string, object>> = {};

/** The language of all texts now. */
export const language = (): Language => current;

/** The locale of numbers. */
export const numberLocale = (): string => current;
/** The locale of dates. */
export const dateLocale = (): string => (current === 'en' ? 'en-GB' : current);

/** `texts`, which are English until another language is chosen. `name`: the name that they are exported under. */
export const translatable = <Texts extends object>(name: string, texts: Texts): Texts => {
  const shown = texts as Group;
  const entry = { shown, english: copyOf(shown) };
  known.set(name, entry);
  if (current !== 'en') put(entry.shown, entry.english, translation[name]);
  return texts;
};

/** Puts the texts of `chosen` in the place of those before. `translated`: its texts, by the names that `translatable` was given. */
export const speak = (chosen: Language, translated: Readonly<Record<string, object>>): void => {
  current = chosen;
  translation = translated;
  for (const [name, { shown, english }] of known) put(shown, english, translated[name]);
};

/** The English texts by name. */
export const englishTexts = (): ReadonlyMap<string, object> =>
  new Map([...known].map(([name, { english }]) => [name, english]));

const isGroup = (value: unknown): value is Group =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const copyOf = (group: Group): Group =>
  Object.fromEntries(
    Object.entries(group).map(([name, value]) => [name, isGroup(value) ? copyOf(value) : value]),
  );

/** Sets every text of `shown` to the one of `other` or, if it has none, to the English one. */
const put = (shown: Group, english: Group, other: unknown): void => {
  for (const [name, text] of Object.entries(english)) {
    const translated = isGroup(other) ? other[name] : undefined;
    if (isGroup(text)) put(shown[name] as Group, text, translated);
    else shown[name] = translated ?? text;
  }
};
