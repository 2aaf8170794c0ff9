/** Chooses the language of the window, and follows its setting. */
import { language, languageFor, speak } from '../../main/shared/language/language.ts';
import { keepLanguage, keptLanguage } from './kept.ts';

const wanted = (choice: string | null) => languageFor(choice, navigator.languages);

/** Puts the texts of the user's language in place. The window must be loaded after this, because it takes its texts then. */
export const chooseLanguage = async (): Promise<void> => {
  const chosen = wanted(keptLanguage());
  if (chosen === 'de') speak('de', (await import('../words/german/german.ts')).german);
  document.documentElement.lang = chosen;
};

/** Keeps the setting for the next page, and reloads this one if it is in another language: drafts and the shown chat survive. */
export const followLanguage = (choice: string): void => {
  const canKeep = keepLanguage(choice);
  if (canKeep && wanted(choice) !== language()) location.reload();
};
