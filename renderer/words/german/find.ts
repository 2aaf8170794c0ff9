import type { Translated } from '../../../main/shared/language/language.ts';
import type * as english from '../find.ts';
import { bytes, count } from '../figures.ts';
import { compact, modelCount, parameterCount } from '../models.ts';

export const paceTexts: Translated<typeof english.paceTexts> = {
  paces: {
    unusable: 'viel zu langsam zum Chatten',
    slower: 'langsamer, als du liest',
    alike: 'so schnell, wie du liest',
    faster: 'schneller, als du liest',
  },
  about: (speed) => `etwa ${speed}`,
  own: (speed) => `${speed} in deinen Chats`,
  nothing: 'nichts',
};

/** What each recommended model is for, by its id in resources/catalogue.json. */
const summaries: Readonly<Record<string, string>> = {
  'lfm2.5-1.2b': 'Von diesen das schnellste für kurze Alltagsfragen, auf fast jedem Rechner.',
  'llama-3.2-1b': 'Ein kleines Chat-Modell für Rechner mit wenig Speicher.',
  'qwen3.5-0.8b': 'Sehr klein und mehrsprachig; für Zusammenfassungen und einfache Fragen.',
  'qwen3.5-2b': 'Eine gute erste Wahl für 4 GB Speicher; mehrsprachig.',
  'llama-3.2-3b': 'Ein zuverlässiges Chat-Modell für ältere Laptops.',
  'ministral-3-3b': 'Schreibt gut für seine Größe, vor allem in europäischen Sprachen.',
  'qwen3.5-4b': 'Das vielseitigste für 8 GB Speicher; kann vor der Antwort nachdenken.',
  'gemma-4-e2b': 'Für kleine Geräte gemacht: so schnell wie ein 2B-Modell, in über hundert Sprachen.',
  'gemma-4-e4b': 'Schreibt und übersetzt gut, für 8 GB Speicher.',
  'qwen2.5-coder-7b': 'Schreibt und erklärt Code ohne langes Nachdenken, in 8 GB Speicher.',
  'deepseek-r1-qwen3-8b': 'Denkt vor der Antwort lange nach; für Mathematik und Rätsel.',
  'qwen3.5-9b': 'Das vielseitigste für 12 bis 16 GB Speicher.',
  'gemma-4-12b': 'Schreibt und übersetzt gut, für 16 GB Speicher.',
  'gpt-oss-20b':
    'Kann gut schlussfolgern und ist schnell für seine Größe, weil jedes Token nur wenige seiner Gewichte braucht.',
  'devstral-small-2-24b': 'Fürs Programmieren gemacht, auch für Änderungen über viele Dateien hinweg.',
  'gemma-4-26b-a4b': 'Schreibt wie ein großes Modell, so schnell wie eines mit 4B, in 24 GB Speicher.',
  'qwen3.8-27b': 'Das fähigste von diesen für 24 bis 32 GB Speicher; am besten auf einer GPU.',
  'qwen3-coder-30b-a3b': 'Ein schnelles Code-Modell für 32 GB Speicher, mit oder ohne GPU.',
  'qwen3.6-35b-a3b': 'Das vielseitigste für 32 GB Speicher ohne GPU.',
  'qwen3-next-80b-a3b':
    'Das Wissen eines sehr großen Modells mit der Geschwindigkeit eines kleinen, für 64 GB Speicher.',
};

export const recommendedWords: Translated<typeof english.recommendedWords> = {
  title: 'Empfohlene Modelle',
  hint: 'Diese Liste ist eingebaut. Hearth geht nur online, wenn du die Seite eines Modells öffnest oder es herunterlädst.',
  purpose: 'Zweck',
  allPurposes: 'Alle',
  purposes: {
    chat: 'Chat',
    code: 'Code',
    reasoning: 'Schlussfolgern',
    small: 'Klein',
    languages: 'Sprachen',
  },
  summary: (id, text) => summaries[id] ?? text,
  onlyFitting: 'Nur passende Modelle',
  noMatch: 'Kein empfohlenes Modell passt dazu.',
  best: 'Am besten für diesen Rechner',
  notSupported: 'nicht unterstützt',
  fitHint: 'Geschätzt für 8.192 Token Kontext. Die Modellseite zeigt die Einzelheiten.',
  ownSpeedHint: 'Decode-Geschwindigkeit: Median der letzten Antworten dieses Modells auf diesem Rechner.',
  weights: (all, active) =>
    active < all ? `${parameterCount(all)} (${parameterCount(active)} aktiv)` : parameterCount(all),
};

export const modelSearchWords: Translated<typeof english.modelSearchWords> = {
  form: 'Modell suchen',
  field: 'Hugging Face durchsuchen',
  offlineField: 'Empfohlene Modelle durchsuchen',
  offline: 'Der Offline-Modus ist eingeschaltet. Durchsucht wird nur die eingebaute Liste.',
  orders: {
    downloads: 'Am häufigsten heruntergeladen',
    likes: 'Am beliebtesten',
    changed: 'Neueste',
  },
  searching: (text) => `Suche nach „${text}“…`,
  noResults: (text) => `Keine Ergebnisse für „${text}“.`,
  back: 'Zurück zu den empfohlenen Modellen',
  found: (models, text, hasMore) => `${hasMore ? 'Bisher ' : ''}${modelCount(models)} für „${text}“`,
  more: 'Mehr anzeigen',
  loadingMore: 'Weitere werden geladen…',
  results: 'Ergebnisse',
  notSupported: 'nicht unterstützt',
  gated: 'zugriffsbeschränkt',
  gatedHint: 'Zuerst muss die Lizenz auf Hugging Face akzeptiert werden',
  downloadsHint: (times) => `${count(times)} Downloads auf Hugging Face`,
  downloads: 'Downloads',
  likesHint: (likes) => `${count(likes)} Likes auf Hugging Face`,
  likes: 'Likes',
};

export const hubPageWords: Translated<typeof english.hubPageWords> = {
  back: 'Zurück',
  view: 'Auf Hugging Face ansehen',
  reading: 'Modellseite wird geladen…',
  popularity: 'Beliebtheit',
  counts: (downloads, likes) => `${compact(downloads)} Downloads, ${compact(likes)} Likes`,
  updated: 'Aktualisiert',
  noFile: 'Dieses Repository enthält kein GGUF-Modell. Hearth kann es deshalb nicht verwenden.',
  otherFiles: 'Weitere Dateien',
  draft: 'Draft-Modell für spekulatives Decoding',
  otherFile: (kind, size) => `${kind} · ${bytes(size)}`,
  card: 'Model Card',

  quantizations: 'Quantisierungen',
  fit: 'Platz',
  speed: 'Geschwindigkeit',
  bestMark: 'Passt am besten',
  parts: (parts) => `${count(parts)} Teile`,

  checking: 'Es wird geprüft, welche Datei passt…',
  noneFits: 'Keine dieser Dateien passt in den Speicher, der jetzt frei ist.',
  best: (file) => `Am besten für diesen Rechner: ${file}.`,
};

export const gatedWords: Translated<typeof english.gatedWords> = {
  title: 'Zugriff erforderlich',
  accept: 'Akzeptiere die Lizenz auf ',
  page: 'der Hugging-Face-Seite des Modells',
  withToken: ', und zwar mit dem Konto, zu dem dein Zugriffstoken gehört.',
  thenToken: ' und füge dann ein Zugriffstoken hinzu, und zwar in den ',
  settings: 'Einstellungen',
  end: '.',
};
