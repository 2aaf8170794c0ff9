import type { Translated } from '../../../main/shared/language/language.ts';
import { bytes, count, thin } from '../figures.ts';
import type * as english from '../models.ts';

const addOn = 'Bild-/Audio-Zusatz';

export const modelsWords: Translated<typeof english.modelsWords> = {
  chooseFile: 'Datei wählen…',
  drop: 'GGUF-Datei ablegen, um sie zur Bibliothek hinzuzufügen, oder einen Export von Chats, um sie zu importieren',
  findModel: 'Modell suchen',
  addOn,
  quantization: 'Quantisierung',
  parameters: 'Parameter',
  architecture: 'Architektur',
  context: 'Kontext',
  trainedFor: (tokens) => `trainiert für ${count(tokens)} Token`,
  size: 'Größe',
  licence: 'Lizenz',
  lastUsed: 'Zuletzt verwendet',
  notStated: 'nicht angegeben',
  sortBy: 'Sortieren nach',
  openPage: 'Modellseite öffnen (fragt Hugging Face ab)',
  measureFirst: 'Geschwindigkeit unbekannt.',
  measure: 'Diesen Rechner messen',
  bits: (bits) => `${bits}${thin}Bit`,
  count: (models) => `${count(models)} ${models === 1 ? 'Modell' : 'Modelle'}`,
  justNow: 'gerade eben',
  minutesAgo: (minutes) => `vor ${minutes}${thin}min`,
  hoursAgo: (hours) => `vor ${hours}${thin}h`,
  daysAgo: (days) => (days === 1 ? 'gestern' : `vor ${days} Tagen`),
  inUse: 'in Verwendung',
  neverUsed: 'nie',
};

export const biggerModelWords: Translated<typeof english.biggerModelWords> = {
  title: 'Ein größeres Modell',
  installedTitle: 'Ein Modell auf diesem Rechner',
  installed: (source, size, pace) =>
    `ist schon auf diesem Rechner${source === null ? '' : ` (von ${source})`}: ${bytes(size)}${pace === null ? '' : `, ${pace}`}. Kein Download nötig.`,
  all: 'Alle Modelle ansehen',
  noneFits:
    'Keines der empfohlenen Modelle passt in den Speicher, der jetzt frei ist, und ist zugleich schnell genug zum Chatten.',
  unknown: 'Der Hearth guide kennt nur Hearth. Hole dir für alles andere ein größeres Modell.',
  shouldRun: (size) => `sollte auf diesem Rechner gut laufen: ${bytes(size)}.`,
  best: (size, pace) => `ist das beste der empfohlenen Modelle für diesen Rechner: ${bytes(size)}, ${pace}.`,
  offline:
    'In den Einstellungen ist der Offline-Modus eingeschaltet. Deshalb kann nichts heruntergeladen werden.',
  get: 'Größeres Modell holen',
  getNamed: (model, size) => `Größeres Modell holen: ${model} herunterladen, ${bytes(size)}`,
  progressOf: (model) => `${model} wird heruntergeladen`,
  showDownloads: 'Downloads anzeigen',
  loading: (model) => `${model} wird geladen`,
  chatWith: (model) => `Jetzt chatten: ${model}`,
};

export const ownerNames: Translated<typeof english.ownerNames> = {
  starter: 'Eingebaut',
  hearth: 'Hearth',
  user: 'Deine Ordner',
  'lm-studio': 'LM Studio',
  ollama: 'Ollama',
  'hugging-face': 'Cache von Hugging Face',
  jan: 'Jan',
  'llama-cpp': 'Cache von llama.cpp',
};

export const keptTexts: Translated<typeof english.keptTexts> = {
  builtIn: 'Eingebaut und nicht entfernbar: So hast du immer ein Modell, das funktioniert.',
  ofCache: (cache) =>
    `Diese Dateien gehören zum ${cache}. Hearth verwendet sie an ihrem Ort und ändert sie nie.`,
  ofProgram: (program) =>
    `Diese Dateien gehören zu ${program}. Hearth verwendet sie an ihrem Ort und ändert sie nie. Lösche das Modell in ${program}.`,
};

export const kindNames: Translated<typeof english.kindNames> = {
  chat: 'Chat',
  base: 'Basis',
  embedding: 'Embedding',
  reranker: 'Reranker',
  projector: addOn,
  draft: 'Draft',
  adapter: 'Adapter',
};

export const notLoadedTexts: Translated<typeof english.notLoadedTexts> = {
  chat: '',
  base: 'Basismodell ohne Chat-Template: Es setzt Text fort, statt zu antworten. Setze unten ein Template, um zu chatten.',
  embedding:
    'Embedding-Modell: Es findet Textstellen in Dokumenten nach ihrer Bedeutung und kann nicht chatten.',
  reranker: 'Reranker: Er ordnet Textstellen von Dokumenten und kann nicht chatten.',
  projector: 'Bild-/Audio-Zusatz: Er kodiert Bilder oder Ton für sein Modell und kann nicht chatten.',
  draft: 'Draft-Modell für spekulatives Decoding. Wähle es als Draft-Modell eines größeren Modells.',
  adapter: 'LoRA-Adapter: Er verändert ein anderes Modell und kann nicht chatten.',
};
