import type { Translated } from '../../../main/shared/language/language.ts';
import type * as english from '../engine.ts';
import { count, percent } from '../figures.ts';

export const engineTexts: Translated<typeof english.engineTexts> = {
  loading: 'Lädt',
  loadingShare: (share) => `Lädt: ${percent(share)}`,
  starting: 'Startet…',
  tuning: 'Wird auf diesen Rechner abgestimmt…',
  restarting: 'Die Engine ist abgestürzt und startet neu…',
  unloaded: 'Entladen; lädt mit deiner nächsten Nachricht',
  measuring: 'Misst; dein Modell wird danach wieder geladen',
  ready: 'Bereit',
  stopped: 'Gestoppt',
  onCpu: 'Läuft auf der CPU',
  onGpu: (device) => `Läuft auf ${device}`,
  someLayers: (gpuLayers, layers) => `${gpuLayers} von ${layers} Schichten`,
  layers: (layers) => `${layers} Schichten`,
  layersOnGpu: (gpuLayers, layers) => `${gpuLayers} von ${layers} Schichten auf der GPU`,
};

export const enginePanelWords: Translated<typeof english.enginePanelWords> = {
  engine: 'Engine',
  model: 'Modell',
  noModel: 'Kein Modell geladen',
  restart: 'Engine neu starten',

  allModels: 'Alle Modelle…',
  openFile: 'Datei öffnen',
  filePath: 'Pfad einer GGUF-Datei',
  open: 'Öffnen',
  opening: 'Die Datei wird geprüft und geladen…',
  toGuide: 'Zum Hearth guide wechseln',

  search: 'Installierte Modelle durchsuchen',
  readingLibrary: 'Bibliothek wird geladen…',
  noOthers: 'Keine weiteren Modelle installiert.',
  noMatch: 'Kein passendes Modell installiert.',
  recent: 'Installierte Modelle, zuletzt verwendete zuerst',
};

export const loadedWords: Translated<typeof english.loadedWords> = {
  contextTokens: (tokens) => `${count(tokens)} Token`,
  unloadHint: 'Gibt seinen Speicher frei; deine nächste Nachricht lädt es wieder',
  showInLibrary: 'In der Bibliothek anzeigen',
  details: 'Details',
  architecture: 'Architektur',
  context: 'Kontext',
  trained: (tokens, trained) => `${count(tokens)} Token, trainiert für ${count(trained)}`,
  threads: 'Threads',
  threadCounts: ({ prefill, decode }) =>
    prefill === decode
      ? count(decode)
      : `${count(prefill)} für die Verarbeitung des Prompts, ${count(decode)} für das Generieren`,
  flashAttention: 'Flash Attention',
  on: 'ein',
  off: 'aus',
  batch: 'Batch',
  batchTokens: (tokens) => `${count(tokens)} Token`,
  retune: 'neu abstimmen',
  retuneHint:
    'Misst erneut, welche Threads, welche Batchgröße und welche Einstellung von Flash Attention auf diesem Rechner am schnellsten sind (einige Sekunden)',
  draftModel: 'Draft-Modell',
  removeDraft: 'entfernen',
  removeDraftHint: (draft) => `Ohne Vorschläge von ${draft} generieren`,
  file: 'Datei',
  builtIn: 'eingebaut',
};

export const loadWords: Translated<typeof english.loadWords> = {
  progress: 'Lädt',
  waiting: 'Wartet auf die Antwort',
  checking: 'Datei wird geprüft',
  interrupting: {
    switch: { title: 'Modell wechseln?', wait: 'Nach der Antwort wechseln', stop: 'Stoppen und wechseln' },
    unload: { title: 'Modell entladen?', wait: 'Nach der Antwort entladen', stop: 'Stoppen und entladen' },
  },
  oneAnswer: 'Gerade wird noch eine Antwort generiert.',
  answerIn: { before: 'In „', after: '“ wird noch eine Antwort generiert.' },
  severalAnswers: 'Gerade werden noch mehrere Antworten generiert.',
};
