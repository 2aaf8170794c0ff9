/** The message catalogue: the one place that makes sentences for the user of codes and facts, in the window and the terminal. */
import { answerSentences } from './answer.ts';
import { adviceSentences } from './advice.ts';
import { apiSentences } from './api.ts';
import { appSentences } from './app.ts';
import { backupSentences } from './backup.ts';
import { chatSentences } from './chats.ts';
import { cliSentences } from './cli.ts';
import { databaseSentences } from './database.ts';
import { documentSentences } from './documents.ts';
import { downloadSentences } from './downloads.ts';
import { engineSentences } from './engine.ts';
import { formatSentences } from './format.ts';
import { ggufSentences } from './gguf.ts';
import { hubSentences } from './hub.ts';
import { librarySentences } from './library.ts';
import { measuringSentences } from './measuring.ts';
import { memorySentences } from './memory.ts';
import { networkSentences } from './network.ts';
import { presetSentences } from './presets.ts';
import { promptSentences } from './prompts.ts';
import { requestSentences } from './requests.ts';
import { searchSentences } from './search.ts';
import { settingsSentences } from './settings.ts';
import { startSentences } from './start.ts';
import { syncSentences } from './sync.ts';
import { transferSentences } from './transfer.ts';
import { updateSentences } from './updates.ts';
import { englishTexts, translatable } from '../language/language.ts';
import type { Told, Words } from './told.ts';

/** The codes of each noun begin with its name, so no two entries can have the same code. */
const catalogue = translatable('catalogue', {
  ...adviceSentences,
  ...answerSentences,
  ...apiSentences,
  ...appSentences,
  ...backupSentences,
  ...chatSentences,
  ...cliSentences,
  ...databaseSentences,
  ...documentSentences,
  ...downloadSentences,
  ...engineSentences,
  ...formatSentences,
  ...ggufSentences,
  ...hubSentences,
  ...librarySentences,
  ...measuringSentences,
  ...memorySentences,
  ...networkSentences,
  ...presetSentences,
  ...promptSentences,
  ...requestSentences,
  ...searchSentences,
  ...startSentences,
  ...settingsSentences,
  ...syncSentences,
  ...transferSentences,
  ...updateSentences,
});

export type Code = keyof typeof catalogue;

/** The facts that go with a code: nothing, or one object. */
export type FactsOf<C extends Code> =
  Parameters<(typeof catalogue)[C]> extends [infer Facts, ...unknown[]] ? [facts: Facts] : [];

/** Something told, with the facts that its sentence needs. */
export const say = <C extends Code>(code: C, ...[facts]: FactsOf<C>): Told => ({
  code,
  facts: (facts ?? {}) as Told['facts'],
});

/** Whether a text is a code of the catalogue. */
export const isCode = (text: string): text is Code => Object.hasOwn(catalogue, text);

/** Every code of the catalogue. */
export const codes = (): Code[] => Object.keys(catalogue) as Code[];

/** Never throws: a code or facts that it cannot use, out of a damaged database for example, become the general sentence. */
const wordsOf = ({ code, facts }: Told, texts = catalogue): Words => {
  const entry = isCode(code) ? texts[code] : texts['app.failed'];
  const what = (told: Told): string => plain([wordsOf(told, texts)].flat()[0]!);
  try {
    const words = (entry as (facts: unknown, what: (told: Told) => string) => Words)(facts, what);
    if ([words].flat().every((sentence) => typeof sentence === 'string')) return words;
  } catch {
    // The facts are not those of this code.
  }
  return texts['app.failed']();
};

/** On one line: facts can come out of files and from servers. */
const plain = (text: string): string => text.replaceAll(/\p{Cc}+/gu, ' ');

/** The whole sentence, or two: what happened, and what to do next. */
export const sentenceOf = (told: Told): string => plain([wordsOf(told)].flat().join(' '));

/** `sentenceOf` in English, whatever language the window speaks: programs and their developers read it. */
export const englishSentenceOf = (told: Told): string =>
  plain([wordsOf(told, englishTexts().get('catalogue') as typeof catalogue)].flat().join(' '));

/** The first sentence: what happened, without what to do next. */
export const whatHappened = (told: Told): string => plain([wordsOf(told)].flat()[0]!);

/** What to do next; `null` if the sentence does not say. */
export const whatNext = (told: Told): string | null => {
  const next = [wordsOf(told)].flat()[1];
  return next === undefined ? null : plain(next);
};

/** Whether both say the same; `null` says nothing. */
export const isSameTold = (a: Told | null, b: Told | null): boolean =>
  a === b || (a !== null && b !== null && writeTold(a) === writeTold(b));

/** As text: in a column of the database, or as the message of a validator. */
export const writeTold = ({ code, facts }: Told): string => JSON.stringify({ code, facts });

/** What `writeTold` wrote; a plain sentence, as Hearth stored them before, is told as it is. */
export const readTold = (text: string): Told => toldIn(text) ?? say('app.as-stored', { text });

/** What `writeTold` wrote; `null` for any other text. */
export const toldIn = (text: string): Told | null => {
  if (!text.startsWith('{')) return null;
  try {
    const { code, facts } = JSON.parse(text) as Partial<Told>;
    return typeof code === 'string' && typeof facts === 'object' && facts !== null && !Array.isArray(facts)
      ? { code, facts }
      : null;
  } catch {
    return null;
  }
};
