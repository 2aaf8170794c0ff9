import type { Translated } from '../../../main/shared/language/language.ts';
import type * as english from '../downloads.ts';
import { bytes, duration, percent } from '../figures.ts';

export const downloadWords: Translated<typeof english.downloadWords> = {
  title: 'Downloads',
  reading: 'Downloads werden geladen…',
  none: 'Keine Downloads. Downloads erscheinen hier und werden nach einem Verbindungsabbruch fortgesetzt.',
  underWay: (downloads, share) =>
    `${downloads === 1 ? '1 Download' : `${downloads} Downloads`}, ${percent(share)}`,
  progressOf: (model) => `Fortschritt von ${model}`,
  runningShare: (share) => `Wird heruntergeladen: ${percent(share)}`,
  refetched: (size) => `${bytes(size)} erneut heruntergeladen`,
  refetchedHint: 'Nach einem Verbindungsabbruch oder einer fehlgeschlagenen Prüfung erneut heruntergeladen',
  showInLibrary: 'In der Bibliothek anzeigen',
  removeFromList: 'Aus der Liste entfernen',
  pause: 'Anhalten',
  resume: 'Fortsetzen',
  modelPage: 'Modellseite',
  named: (action, model) => `${action}: ${model}`,
  discardQuestion: (doneBytes) => `Die bisher heruntergeladenen ${bytes(doneBytes)} verwerfen?`,
  discard: 'Verwerfen',
  keepDownloading: 'Weiter herunterladen',

  installed: 'Installiert',
  open: 'Öffnen',
  openNamed: (model) => `${model} in der Bibliothek öffnen`,
  show: 'Downloads anzeigen',
  needsToken: 'Zuerst die Lizenz akzeptieren und ein Zugriffstoken hinzufügen',
  start: 'Herunterladen',
  startSized: (size) => `Herunterladen (${bytes(size)})`,
  startNamed: (model) => `${model} herunterladen`,
  startNamedSized: (model, size) => `${model} herunterladen (${bytes(size)})`,

  states: {
    queued: 'In der Warteschlange',
    running: 'Wird heruntergeladen',
    paused: 'Angehalten',
    waiting: 'Wartet',
    checking: 'Wird geprüft…',
    done: 'Heruntergeladen und geprüft',
    failed: 'Fehlgeschlagen',
  },
  done: (doneBytes, size) => `${bytes(doneBytes)} von ${bytes(size)}`,
  timeLeft: (ms) => `noch ${duration(ms)}`,
};
