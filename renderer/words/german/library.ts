import type { Translated } from '../../../main/shared/language/language.ts';
import { bytes, count, unbroken } from '../figures.ts';
import type * as english from '../library.ts';
import { bitsWords, modelCount } from '../models.ts';

const addOn = 'Bild-/Audio-Zusatz';

export const libraryWords: Translated<typeof english.libraryWords> = {
  reading: 'Bibliothek wird geladen…',
  scanning: 'Ordner werden durchsucht…',
  sum: (shown, all, size) =>
    `${shown === all ? modelCount(all) : `${count(shown)} von ${modelCount(all)}`}, ${bytes(size)}`,
  noMatch: 'Kein passendes Modell installiert.',
  showAll: 'Alle Modelle anzeigen',
  onlyGuide:
    'Nur der eingebaute Hearth guide ist installiert. Lade ein Modell herunter, oder füge einen Ordner mit vorhandenen Modellen hinzu.',
  table: 'Modelle',
  loaded: 'Geladen',
  loadNamed: (model) => `${model} laden`,
  columns: {
    name: 'Name',
    parameters: 'Parameter',
    quantization: 'Quantisierung',
    size: 'Größe',
    context: 'Kontext',
    source: 'Quelle',
    used: 'Zuletzt verwendet',
  },
};

export const libraryFilterWords: Translated<typeof english.libraryFilterWords> = {
  form: 'Bibliothek',
  field: 'Bibliothek durchsuchen',
  placeholder: (models) => `${modelCount(models)} durchsuchen`,
  source: 'Quelle',
  allSources: 'Alle Quellen',
  kind: 'Art',
  allKinds: 'Alle Arten',
  capability: 'Fähigkeit',
  anyCapability: 'Beliebige Fähigkeit',
  capabilities: { tools: 'Werkzeuge', reasoning: 'Schlussfolgern', images: addOn },
  option: (name, models) => `${name} (${count(models)})`,
  orders: {
    used: 'Zuletzt verwendete zuerst',
    name: 'Name',
    size: 'Größte zuerst',
    parameters: 'Meiste Parameter zuerst',
    quantization: 'Höchste Genauigkeit zuerst',
    context: 'Längster Kontext zuerst',
  },
};

export const addWords: Translated<typeof english.addWords> = {
  title: 'Modell hinzufügen',
  button: 'Hinzufügen',
  hint: 'GGUF-Datei hinzufügen',
  how: 'Art des Hinzufügens',
  ways: {
    'in-place': 'An ihrem Ort verwenden',
    copy: 'In den Ordner von Hearth kopieren',
    move: 'In den Ordner von Hearth verschieben',
  },
  filePath: 'Pfad einer GGUF-Datei',
  checking: 'Datei wird geprüft…',
  copying: 'Datei wird zum Ordner hinzugefügt…',
  dropped: (file) => `Browser verbergen den Pfad einer abgelegten Datei. Gib den Pfad von ${file} ein.`,
  canDrop: 'Du kannst eine Datei auch irgendwo auf diesem Fenster ablegen.',
  split: 'Wähle bei einem geteilten Modell den ersten Teil.',
};

export const folderWords: Translated<typeof english.folderWords> = {
  title: 'Ordner',
  hint: 'Durchsuchte Ordner',
  unreadable: (folders) => `, ${count(folders)} nicht lesbar`,
  rescan: 'Neu durchsuchen',
  scanning: 'Wird durchsucht…',
  about: (owner, models) => `${owner} · ${modelCount(models)}`,
  removeNamed: (path) => `${path} entfernen`,
  removeHint: 'Diesen Ordner nicht mehr durchsuchen (seine Dateien bleiben)',
  add: 'Ordner hinzufügen',
  path: 'Pfad eines Ordners',
  scanningOne: 'Der Ordner wird durchsucht…',
  choose: 'Ordner wählen…',
  detected:
    'Modelle aus LM Studio, Ollama, Jan, llama.cpp und dem Cache von Hugging Face werden automatisch gefunden.',
};

export const copyingWords: Translated<typeof english.copyingWords> = {
  title: 'Laufende Kopien',
  copying: (model) => `${model} wird kopiert`,
  done: (doneBytes, size) => `${bytes(doneBytes)} von ${bytes(size)}`,
  progressOf: (model) => `Fortschritt beim Kopieren von ${model}`,
  stop: 'Stoppen',
  stopNamed: (model) => `Kopieren von ${model} stoppen`,
};

const theseFiles = (files: number): string => (files === 1 ? 'Diese Datei' : `Diese ${count(files)} Dateien`);

export const deleteWords: Translated<typeof english.deleteWords> = {
  title: 'Löschen',
  button: 'Löschen…',
  trashQuestion: (files, size) =>
    `${theseFiles(files)} (${bytes(size)}) in den Papierkorb verschieben? Der Platz wird frei, wenn du ihn leerst.`,
  trash: 'In den Papierkorb',
  foreverQuestion: (files, size) =>
    `${theseFiles(files)} (${bytes(size)}) löschen? Das lässt sich nicht rückgängig machen.`,
};

export const draftWords: Translated<typeof english.draftWords> = {
  title: 'Draft-Modell',
  about: (model) =>
    `Ein kleines Modell derselben Familie kann Token vorschlagen, die ${model} gebündelt prüft. Die Antwort bleibt gleich und kommt oft schneller; der Gewinn steht unter jeder Antwort.`,
  inUse: (draft) => `${draft} schlägt dafür Token vor.`,
  use: 'Verwenden',
  path: 'Pfad eines Draft-Modells',
  otherPath: 'Pfad eines anderen Draft-Modells',
  loading: 'Die Datei wird geprüft und geladen…',
};

export const modelPageWords: Translated<typeof english.modelPageWords> = {
  back: 'Alle Modelle',
  loadSettings: 'Ladeeinstellungen',
  changed: (settings) => `${count(settings)} gesetzt`,
  files: 'Dateien',
  fileMetadata: 'Metadaten der Datei',
  readingHeader: 'Der Header der Datei wird gelesen…',
  metadata: 'Metadaten',
  copyPath: (file) => `Pfad von ${file} kopieren`,
  facts: {
    kind: 'Art',
    partMissing: 'unbekannt: ein Teil fehlt',
    perWeight: (bits) => unbroken(`${bitsWords(bits)} pro Gewicht`),
    supports: 'Unterstützt',
    tools: 'Werkzeuge',
    reasoning: 'Schlussfolgern',
    both: 'Werkzeuge und Schlussfolgern',
    neither: 'weder Werkzeuge noch Schlussfolgern',
    owner: 'Herkunft',
    source: 'Quelle',
    unknownSource: 'unbekannt',
    addOn: (file, size) => `${file}, ${bytes(size)}`,
    modified: 'Datei geändert',
  },
};
