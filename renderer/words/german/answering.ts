import type { Translated } from '../../../main/shared/language/language.ts';
import type * as english from '../answering.ts';
import { count, duration } from '../figures.ts';

type Parts = Parameters<typeof english.answeringWords.promptCost>[0];

const reprocessing = ({ tokens, isCounted, ms }: Parts): string =>
  `Nach einer Änderung verarbeitet deine nächste Nachricht den ganzen Chat neu: ${isCounted ? '' : 'etwa '}${count(tokens)} Token${ms === null ? '' : `, etwa ${duration(Number(ms.toPrecision(2)))}`}.`;

export const answeringWords: Translated<typeof english.answeringWords> = {
  button: (preset, set) =>
    [
      'Chat-Einstellungen',
      ...(preset === null ? [] : [`Preset ${preset}`]),
      ...(set === 0 ? [] : [`${count(set)} gesetzt`]),
    ].join(', '),
  short: 'Einstellungen',
  setCount: (set) => `${count(set)} gesetzt`,
  reading: 'Einstellungen dieses Chats werden geladen…',
  about:
    'Nur für diesen Chat, ab der nächsten Antwort. Für leere Felder gelten die Einstellungen des Presets und des Modells.',
  aboutNew: 'Für den neuen Chat. Für leere Felder gelten die Einstellungen des Presets und des Modells.',
  noModel: 'Es ist kein Modell geladen. Empfohlene Werte werden deshalb nicht angezeigt.',
  resetAsked: 'Alle zurücksetzen…',
  resetAll: 'Alle zurücksetzen',
  resetQuestion: (set, cost) =>
    `${set === 1 ? 'Die eine Einstellung dieses Chats zurücksetzen?' : `Alle ${count(set)} Einstellungen dieses Chats zurücksetzen?`}${cost === null ? '' : ` ${reprocessing(cost)}`}`,
  promptCost: reprocessing,
  apply: 'Übernehmen',
  discard: 'Verwerfen',

  ready: 'sofort bereit',
  readyIn: (ms) => `bereit in etwa ${duration(Number(ms.toPrecision(2)))}`,
  processFirst: 'wird zuerst verarbeitet',
  processFirstFor: (ms) => `wird zuerst verarbeitet, etwa ${duration(Number(ms.toPrecision(2)))}`,
  preset: 'Preset',
  noPreset: 'Keins',
  presetName: 'Name',
  presetNameHint:
    'Speichert den Systemprompt und alle Einstellungen dieses Chats sowie das Modell unter diesem Namen.',
  savePreset: 'Als Preset speichern…',
  editPreset: 'Preset bearbeiten',
  presetTitle: (name) => `Preset: ${name}`,
  presetAbout:
    'Änderungen gelten für alle Chats mit diesem Preset, ab der nächsten Antwort. Mit einem anderen Systemprompt verarbeitet deren nächste Nachricht den ganzen Chat neu.',
  back: 'Zurück',
  isDefault: 'Für neue Chats',
  isDefaultHint: 'Neue Chats beginnen mit diesem Preset.',
  model: 'Modell',
  anyModel: 'Beliebiges Modell',
  otherModel: 'Anderes Modell',
  modelHint: 'Die Wahl des Presets lädt es nicht; Hearth bietet das an.',
  presetNeeds: (isOtherModel, contextLength) =>
    isOtherModel
      ? `Dieses Preset verlangt ein anderes Modell${contextLength === null ? '' : ` mit einem Kontext von ${count(contextLength)} Token`}. Es ersetzt beim Laden das bisherige Modell.`
      : `Dieses Preset verlangt einen Kontext von ${count(contextLength ?? 0)} Token. Das Modell wird dazu neu geladen und seine Kontextlänge geändert.`,
  loadForPreset: 'Laden',
  modelGone: 'Das Modell dieses Presets ist nicht installiert.',
  deletePreset: 'Preset löschen',
  presetDeleted: (name) => `Preset „${name}“ gelöscht.`,
};
