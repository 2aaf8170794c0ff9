import type { Translated } from '../../../main/shared/language/language.ts';
import { count } from '../figures.ts';
import type * as english from '../prompts.ts';

export const promptWords: Translated<typeof english.promptWords> = {
  menu: 'Prompts, Presets und Befehle',
  kinds: { prompt: 'Prompts', preset: 'Presets', command: 'Befehle' },
  found: (entries) =>
    `${entries === 1 ? '1 Eintrag' : `${count(entries)} Einträge`}. Die Pfeiltasten wechseln, die Eingabetaste wählt, Escape schließt.`,
  newChat: 'in einem neuen Chat',
  presetChosen: (name) => `Für den neuen Chat gilt das Preset „${name}“.`,

  fill: (name) => `Variablen von „${name}“`,
  fillHint: 'Eine Variable, die du leer lässt, bleibt im Text stehen.',
  insert: 'Einfügen',

  about: 'Tippe / am Anfang einer Zeile im Nachrichtenfeld, um einen Prompt einzufügen.',
  empty: 'Noch keine Prompts.',
  new: 'Neuer Prompt',
  edit: 'Prompt bearbeiten',
  name: 'Name',
  text: 'Prompt',
  variablesHint: 'Schreibe als Variable, was von Mal zu Mal anders ist, zum Beispiel {{sprache}}.',
  variables: (names) => `Wird vor dem Einfügen abgefragt: ${names.join(', ')}.`,
  save: 'Speichern',
  discard: 'Verwerfen',
  delete: 'Löschen',
  deleted: (name) => `Prompt „${name}“ gelöscht.`,
};
