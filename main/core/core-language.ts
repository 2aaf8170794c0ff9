/**
 * The language of the texts that the core itself writes: titles, exports, native dialogs. Everything else that it reports is a
 * code with facts, which the window turns into a sentence. The terminal and the log are English.
 */
import { language, languageFor, speak, type LanguageChoice } from '../shared/language/language.ts';
import { coreTexts } from '../shared/words/german/core-texts.ts';

/** `preferred`: the languages of the system, see `languageFor`. Returns whether the language has changed. */
export const speakAs = (choice: LanguageChoice, preferred: readonly string[]): boolean => {
  const chosen = languageFor(choice, preferred);
  if (chosen === language()) return false;
  speak(chosen, chosen === 'de' ? coreTexts : {});
  return true;
};
