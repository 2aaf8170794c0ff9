import type { Translated } from '../../../main/shared/language/language.ts';
import type * as english from '../comparison.ts';
import { count } from '../figures.ts';

export const comparisonWords: Translated<typeof english.comparisonWords> = {
  panel: {
    aboutDraft: 'Deine Nachricht wird mehrmals beantwortet, und du behältst eine der Antworten.',
    aboutLast: 'Deine letzte Nachricht wird noch einmal beantwortet, und du behältst eine der Antworten.',
    nothing: 'Schreibe zuerst eine Nachricht. Sie wird dann mehrmals beantwortet.',
    running: 'In diesem Chat wird gerade eine Antwort generiert. Warte darauf, oder stoppe sie zuerst.',
    kind: 'Antworten von',
    same: (model) => (model === null ? 'Diesem Modell, mehrmals' : `${model}, mehrmals`),
    sameHint:
      'Der Prompt wird nur einmal verarbeitet. Die Antworten unterscheiden sich nur bei einer Temperatur über 0.',
    models: 'Mehreren Modellen',
    modelsHint:
      'Nacheinander. Jedes Modell wird geladen, wenn es an der Reihe ist, und danach wieder das jetzige.',
    presets: 'Mehreren Presets',
    presetsHint: 'Nacheinander. Verlangt ein Preset ein anderes installiertes Modell, wird dieses geladen.',
    presetList: 'Antwortende Presets',
    currentSettings: 'Jetzige Einstellungen dieses Chats',
    count: 'Antworten',
    modelList: 'Antwortende Modelle',
    reading: 'Installierte Modelle werden gesucht…',
    noModels: 'Kein weiteres Modell ist installiert.',
    most: (most) => `Bis zu ${count(most)} Antworten lassen sich vergleichen.`,
    send: (answers) => (answers < 2 ? 'Wähle mindestens zwei' : `Für ${count(answers)} Antworten senden`),
    again: (answers) =>
      answers === 0
        ? 'Wähle mindestens eines'
        : answers === 1
          ? 'Weitere Antwort holen'
          : `Weitere ${count(answers)} Antworten holen`,
  },

  strip: {
    label: 'Antworten nebeneinander',
    withPreset: (model, preset) => `${model}, ${preset}`,
    answer: (index, all, model) => `Antwort ${index} von ${all}, ${model}`,
    title: (answers) => `${count(answers)} Antworten`,
    index: (index, all) => `${index} von ${all}`,
    keys: 'Scrolle seitwärts, um alle Antworten zu sehen.',
    keep: 'Diese behalten',
    close: 'Nur eine Antwort anzeigen',
    copy: 'Kopieren',
  },
};
