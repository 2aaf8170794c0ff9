import { bytes, count } from '../../format/figures.ts';
import type { Translated } from '../../language/language.ts';
import type { Entry, Scope, entryTexts as EntryTexts, groups as Groups } from '../../settings/entry.ts';
import type { keysTexts as KeysTexts } from '../../settings/keys.ts';
import type { refusalTexts as RefusalTexts } from '../../settings/refusals.ts';
import type { SettingName } from '../../settings/registry.ts';
import { refusalOf } from '../../settings/refusals.ts';
import { entryOf } from '../../settings/registry.ts';
import type * as english from '../settings.ts';

export const settingsSentences: Translated<typeof english.settingsSentences> = {
  'settings.not-allowed': ({ setting }) => refusalOf(entryOf(setting)),
};

export const keysTexts: Translated<typeof KeysTexts> = {
  names: { Control: 'Strg', Shift: 'Umschalt', Space: 'Leertaste' },
};

export const entryTexts: Translated<typeof EntryTexts> = { automatic: 'Automatisch', never: 'nie' };

export const groups: Translated<typeof Groups> = {
  window: 'Fenster',
  memoryAndSpeed: 'Speicher und Geschwindigkeit',
  prompt: 'Prompt und Antwort',
  sampling: 'Sampling',
  repetition: 'Wiederholung',
  network: 'Netzwerk',
  programs: 'Lokaler Server',
  desktop: 'Desktop',
};

export const refusalTexts: Translated<typeof RefusalTexts> = {
  number: (label, isWhole, from, to, empty) =>
    `${label}: Erlaubt ist eine ${isWhole ? 'ganze Zahl' : 'Zahl'} von ${from} bis ${to}${empty === null ? '' : `, oder leer für „${empty}“`}.`,
  numbers: (label, example) => `${label}: Erlaubt sind ganze Zahlen, zum Beispiel ${example}.`,
  texts: (label, most, longest, example) =>
    `${label}: Erlaubt sind höchstens ${most} Texte mit bis zu ${longest} Zeichen, einer pro Zeile, zum Beispiel ${example}.`,
  biases: (label, most, from, to) =>
    `${label}: Erlaubt sind höchstens ${most} Zeilen wie „wort = -5“, mit einer Zahl von ${from} bis ${to} oder „nie“.`,
  format: (label) => `${label}: Möglich sind freier Text, ein JSON-Schema oder eine Grammatik.`,
  text: (label, longest) => `${label}: Erlaubt sind höchstens ${longest} Zeichen.`,
  address: (label, longest) =>
    `${label}: Die Adresse muss mit https:// oder http:// beginnen und darf höchstens ${longest} Zeichen haben.`,
  choice: (label, names) => `${label}: Erlaubt sind ${names}.`,
  onOff: (label) => `${label}: Erlaubt sind ein und aus.`,
  keys: (label) =>
    `${label}: Erlaubt sind Strg, Alt oder Super mit einer weiteren Taste oder eine von F1 bis F24.`,
};

/** The texts of an entry. */
type TextsOfEntry = Pick<Entry, 'label' | 'hint' | 'empty'> & {
  names?: Readonly<Record<string, string>>;
  unit?: string;
};

const systemPromptHints: Readonly<Record<Scope, string>> = {
  all: 'Steht am Anfang jedes Chats.',
  model: 'Steht am Anfang jedes Chats mit diesem Modell. Leer gilt der globale Systemprompt.',
  preset: 'Steht am Anfang jedes Chats mit diesem Preset. Leer gilt der des Modells.',
  chat: 'Steht am Anfang dieses Chats. Leer gilt der des Modells.',
};

export const settings: { readonly [Name in SettingName]: TextsOfEntry } = {
  theme: {
    label: 'Design',
    names: { system: 'Wie das System', light: 'Hell', dark: 'Dunkel' },
  },
  answerFigures: {
    label: 'Werte unter Antworten',
    hint: 'Kurz zeigt die Zeit bis zum ersten Token und die Geschwindigkeit. Ein Klick auf die Zeile öffnet den Rest.',
    names: { none: 'Keine', short: 'Kurz', full: 'Alle' },
  },
  wrapCode: {
    label: 'Code umbrechen',
    hint: 'Bricht lange Zeilen in Codeblöcken um. Sonst lässt sich ein Block seitwärts scrollen.',
  },
  language: { label: 'Sprache', names: { system: 'Wie das System' } },

  contextLength: {
    label: 'Kontextlänge',
    hint: ({ scope }) =>
      scope === 'all'
        ? 'So viele Token eines Chats sieht das Modell auf einmal. Leer: automatisch.'
        : 'So viele Token eines Chats sieht das Modell auf einmal. Automatisch: die trainierte Länge, bis zu 8.192 Token, oder weniger, wenn der Speicher knapp ist.',
    unit: 'Token',
  },
  gpuLayers: {
    label: 'GPU-Schichten',
    hint: 'Schichten, die auf der GPU laufen. Mit 0 läuft das Modell auf der CPU. Automatisch: so viele, wie passen.',
  },
  backend: {
    label: 'Backend',
    hint: 'Hardware, auf der Modelle laufen. Automatisch: die schnellste verfügbare.',
  },
  devices: {
    label: 'Geräte',
    hint: 'Nummern der zu verwendenden Geräte des Backends, zum Beispiel 0, 1. Leer: alle.',
    empty: 'Alle',
  },
  kvPrecision: {
    label: 'Genauigkeit des KV-Caches',
    hint: ({ scope, kvSavingBytes }) =>
      scope === 'all' && kvSavingBytes !== null
        ? `8 Bit sparen ${bytes(kvSavingBytes)} Speicher mit diesem Modell und dieser Kontextlänge.`
        : '8 Bit halbieren den Speicher des KV-Caches bei etwas geringerer Genauigkeit.',
    names: { f16: '16 Bit', q8_0: '8 Bit' },
  },
  flashAttention: {
    label: 'Flash Attention',
    hint: 'Auf den meisten Rechnern schnellere Attention. Automatisch: was sich beim Messen als schneller erwies.',
  },
  threads: {
    label: 'Threads',
    hint: ({ scope, cores }) =>
      scope === 'all'
        ? `CPU-Threads. Leer: die schnellste Einstellung, die auf diesen ${cores === null ? '' : `${count(cores)} `}Kernen gemessen wurde, für jede Phase.`
        : 'CPU-Threads. Automatisch: die schnellste für jede Phase gemessene Einstellung.',
  },
  batchSize: {
    label: 'Batchgröße',
    hint: ({ scope }) =>
      scope === 'all'
        ? 'Token des Prompts pro Batch. Leer: die schnellste gemessene Größe.'
        : 'Token des Prompts pro Batch. Automatisch: die schnellste gemessene Größe.',
    unit: 'Token',
  },
  memoryMap: {
    label: 'Memory Mapping',
    hint: 'Ein: Die Datei wird eingeblendet, und das System kann bei knappem Speicher Teile davon verwerfen. Aus: Die ganze Datei wird zuerst in den Speicher geladen.',
  },

  temperature: {
    label: 'Temperatur',
    hint: ({ scope }) =>
      scope === 'all'
        ? '0 wählt immer das wahrscheinlichste Token. Leer gilt die Empfehlung des Modells.'
        : '0 wählt immer das wahrscheinlichste Token; höhere Werte sind abwechslungsreicher. Automatisch: die Empfehlung des Modells, sonst 0,7.',
    empty: 'Automatisch',
  },
  topK: { label: 'Top K', hint: 'Wählt aus den K wahrscheinlichsten Token. 0 = unbegrenzt.' },
  topP: {
    label: 'Top P',
    hint: 'Wählt aus den wahrscheinlichsten Token, deren Wahrscheinlichkeiten zusammen P ergeben. 1 = aus.',
  },
  minP: {
    label: 'Min P',
    hint: 'Verwirft Token, die weniger wahrscheinlich sind als dieser Bruchteil des wahrscheinlichsten. 0 = aus.',
  },
  xtcProbability: {
    label: 'XTC-Wahrscheinlichkeit',
    hint: 'Wie oft die wahrscheinlichsten Token ausgeschlossen werden, damit Antworten weniger naheliegend sind. 0 = aus.',
  },
  xtcThreshold: {
    label: 'XTC-Schwelle',
    hint: 'XTC schließt Token ab dieser Wahrscheinlichkeit aus, bis auf das am wenigsten wahrscheinliche davon.',
  },
  seed: {
    label: 'Seed',
    hint: 'Gleicher Seed, Prompt und gleiche Einstellungen ergeben die gleiche Antwort, ohne spekulatives Decoding. Leer: jedes Mal ein neuer.',
    empty: 'Zufällig',
  },
  logitBias: {
    label: 'Logit-Bias',
    hint: 'Macht Texte wahrscheinlicher oder unwahrscheinlicher, einer pro Zeile, zum Beispiel: delve = -5. Von -100 bis 100; „nie“ schließt einen Text aus.',
    empty: 'Keiner',
  },
  repeatPenalty: { label: 'Repeat Penalty', hint: 'Verringert Wiederholungen. 1 = aus.' },
  frequencyPenalty: {
    label: 'Frequency Penalty',
    hint: 'Macht ein Token mit jedem Vorkommen unwahrscheinlicher. 0 = aus, negative Werte begünstigen es.',
  },
  presencePenalty: {
    label: 'Presence Penalty',
    hint: 'Macht jedes Token, das vorkam, einmalig unwahrscheinlicher. 0 = aus, negative Werte begünstigen es.',
  },
  penaltyWindow: {
    label: 'Penalty-Fenster',
    hint: 'So viele letzte Token von Prompt und Antwort betrachten die drei Penaltys darüber. 0 = aus.',
    unit: 'Token',
  },
  dryMultiplier: {
    label: 'DRY-Faktor',
    hint: 'Bestraft das Fortsetzen einer Stelle, die schon in der Antwort vorkommt. 0 = aus, üblich ist 0,8.',
  },
  dryBase: {
    label: 'DRY-Basis',
    hint: 'Wie schnell die Strafe von DRY mit der Länge der wiederholten Stelle wächst.',
  },
  dryAllowedLength: {
    label: 'Erlaubte DRY-Länge',
    hint: 'Stellen bis zu dieser Länge dürfen sich ohne Strafe wiederholen.',
    unit: 'Token',
  },
  dryRange: {
    label: 'DRY-Bereich',
    hint: 'In so vielen letzten Token der Antwort sucht DRY nach Wiederholungen. Leer: in der ganzen Antwort.',
    empty: 'Ganze Antwort',
    unit: 'Token',
  },
  dryBreakers: {
    label: 'DRY-Trenner',
    hint: 'Über diese Texte hinweg sucht DRY nicht nach Wiederholungen, einer pro Zeile; \\n ist ein Zeilenumbruch.',
  },

  systemPrompt: {
    label: 'Systemprompt',
    hint: ({ scope }) => systemPromptHints[scope],
    empty: 'Keiner',
  },
  chatTemplate: {
    label: 'Chat-Template',
    hint: 'Jinja-Template, das den Chat zum Prompt formatiert. Mit dem falschen entsteht Unsinn.',
    empty: 'Aus der Modelldatei',
  },
  responseFormat: {
    label: 'Antwortformat',
    hint: 'Bindet Antworten an ein JSON-Schema oder eine Grammatik (GBNF). Gedanken bleiben frei.',
    empty: 'Freier Text',
  },
  longestAnswer: {
    label: 'Längste Antwort',
    hint: 'Beendet eine Antwort nach so vielen Token. Leer beendet sie das Modell.',
    empty: 'Unbegrenzt',
    unit: 'Token',
  },
  stopStrings: {
    label: 'Stopptexte',
    hint: 'Die Antwort endet vor jedem dieser Texte, einer pro Zeile; \\n ist ein Zeilenumbruch.',
    empty: 'Keine',
  },
  speculative: {
    label: 'Spekulatives Decoding',
    hint: 'Schlägt mehrere Token auf einmal vor, aus dem Prompt oder mit einem Draft-Modell, und prüft sie in einem Durchgang. Pausiert von selbst, wenn es nicht hilft.',
  },

  typeAhead: {
    label: 'Beim Tippen verarbeiten',
    hint: 'Verarbeitet deine Nachricht, während du tippst; so beginnen Antworten früher. Nicht im Akkubetrieb.',
  },
  embedPassages: {
    label: 'Textstellen nach Bedeutung finden',
    hint: 'Verwendet ein Embedding-Modell und einen Reranker, falls die Bibliothek sie hat, um Textstellen in Dokumenten zu finden. Beide werden bei Bedarf neben dem Chat-Modell geladen.',
  },
  modelTitles: {
    label: 'Titel vom Modell',
    hint: 'Nach der ersten Antwort schreibt das Modell einen Titel für den Chat, während es sonst nichts zu tun hat. Nicht im Akkubetrieb.',
  },
  snapshotBudget: {
    label: 'Chat-Cache auf dem Datenträger',
    hint: 'Speichert verarbeitete Chats; so lassen sie sich schnell wieder öffnen.',
    unit: 'Byte',
  },
  unloadAfterMinutes: {
    label: 'Im Leerlauf entladen',
    hint: 'Gibt den Speicher des Modells nach so vielen Minuten ohne Nutzung frei; deine nächste Nachricht lädt es wieder. Leer bleibt es geladen.',
    empty: 'Nie',
    unit: 'Minuten',
  },

  lookForUpdates: {
    label: 'Täglich nach Updates suchen',
    hint: 'Fragt einmal am Tag, ob es eine neue Version gibt, und sagt es dir. Heruntergeladen und installiert wird nur mit einem weiteren Klick.',
  },
  offline: {
    label: 'Offline',
    hint: 'Sperrt jeden Netzwerkzugriff. Chats, die Bibliothek und die eingebaute Liste von Modellen funktionieren weiter.',
  },
  hubAddress: {
    label: 'Adresse von Hugging Face',
    hint: 'Dort sucht Hearth nach Modellen und lädt sie herunter.',
  },
  hubMirror: { label: 'Mirror', hint: 'Lädt Modelle stattdessen von hier herunter.', empty: 'Keiner' },
  proxy: {
    label: 'Proxy',
    hint: 'Für alle Anfragen, zum Beispiel http://proxy.example:3128.',
    empty: 'Keiner',
  },

  apiServer: {
    label: 'Lokaler Server',
    hint: 'Editoren, Agenten und Skripte können deine Modelle nutzen wie OpenAI, Anthropic, Ollama, LM Studio oder llama-server. Nur dieser Rechner erreicht den Server, solange du unten keine Adressen angibst.',
  },
  apiPort: { label: 'Port' },
  apiAddresses: {
    label: 'Auch erreichbar unter',
    hint: 'Adressen dieses Rechners, eine pro Zeile; 0.0.0.0 steht für alle. Wer in diesen Netzen einen Schlüssel hat, kann deine Modelle nutzen, und Schlüssel, Fragen und Antworten gehen unverschlüsselt durch das Netz. Dafür muss es mindestens einen Schlüssel geben.',
    empty: 'Nur dieser Rechner',
  },
  apiHosts: {
    label: 'Namen dieses Rechners',
    hint: 'Namen, unter denen Programme den Server erreichen, einer pro Zeile. Anfragen an andere Namen werden abgelehnt, weil eine Webseite sie schicken könnte.',
    empty: 'Nur Adressen',
  },
  apiOrigins: {
    label: 'Zugelassene Webseiten',
    hint: 'Ursprünge von Webseiten, die den Server aus einem Browser nutzen dürfen, einer pro Zeile.',
    empty: 'Keine',
  },
  apiNeedsKey: {
    label: 'Programme brauchen einen Schlüssel',
    hint: 'Aus: Jedes Programm jedes Benutzers dieses Rechners kann deine Modelle ohne Schlüssel nutzen. Andere Rechner brauchen immer einen.',
  },
  apiLoadsModels: {
    label: 'Anfragen bestimmen das Modell',
    hint: 'Das Modell, das eine Anfrage nennt, wird geladen, wenn es passt. Aus: Das geladene Modell beantwortet jede Anfrage, was immer sie nennt.',
  },
  apiModelsAtOnce: {
    label: 'Chatmodelle gleichzeitig im Speicher',
    hint: 'Nennt ein Programm ein anderes Modell, wird es neben deinem geladen, wenn beide in den Speicher passen. Sonst ersetzt es deines bis zu deiner nächsten Nachricht, mit 1 immer.',
    unit: 'Modelle',
  },
  apiAliases: {
    label: 'Weitere Namen von Modellen',
    hint: 'Für Programme, die nach einem festen Namen fragen, einer pro Zeile: der Name, ein Gleichheitszeichen und ein Modell der Bibliothek.',
    empty: 'Keine',
  },
  apiDropsBilling: {
    label: 'Abrechnungszeilen weglassen',
    hint: 'Claude Code beginnt jeden Prompt mit einer Zeile, die jedes Mal anders ist. Ohne sie wird nur verarbeitet, was neu ist, und nicht der ganze Prompt.',
  },
  apiMovesDates: {
    label: 'Datum in die erste Nachricht verschieben',
    hint: 'Verschiebt einen Satz mit dem heutigen Datum vom Systemprompt ans Ende der ersten Nachricht und lässt Uhrzeiten weg oder rundet sie. Systemprompt und Werkzeuge werden dann nicht jede Minute oder jeden Tag neu verarbeitet.',
  },
  apiMovesReminders: {
    label: 'Erinnerungen ans Ende verschieben',
    hint: 'Manche Programme nehmen Erinnerungen von Nachricht zu Nachricht mit. Am Ende des Prompts lässt eine Erinnerung die Nachrichten davor, wie sie waren; so werden sie nicht neu verarbeitet.',
  },
  apiSortsTools: {
    label: 'Werkzeuge nach Namen sortieren',
    hint: 'Werkzeuge stehen in jedem Prompt in derselben Reihenfolge. So muss das Modell nicht alle neu verarbeiten, wenn ein Programm sie anders ordnet.',
  },
  apiSortsSchemas: {
    label: 'Parameter der Werkzeuge sortieren',
    hint: 'Für Programme, die die Parameter eines Werkzeugs jedes Mal anders ordnen, damit die Werkzeuge nicht neu verarbeitet werden. Das Modell füllt sie dann vielleicht in einer anderen Reihenfolge aus, als gedacht war.',
  },
  apiNumbersCalls: {
    label: 'Werkzeugaufrufe nummerieren',
    hint: 'Manche Programme geben früheren Aufrufen in jeder Anfrage neue IDs. Nummern an ihrer Stelle bleiben gleich; so werden diese Aufrufe und ihre Ergebnisse nicht neu verarbeitet.',
  },
  apiUntouched: {
    label: 'Programme, deren Prompts unverändert bleiben',
    hint: 'Namen von Schlüsseln oder Anfänge von Namen aus der Liste der Programme, je einer pro Zeile. Für sie gilt nichts davon. Mehrere Systemnachrichten werden trotzdem zusammengefasst, weil Modelle nur eine annehmen.',
    empty: 'Keine',
  },
  apiFinishesReading: {
    label: 'Prompts getrennter Programme fertig verarbeiten',
    hint: 'Trennt ein Programm die Verbindung, während sein Prompt verarbeitet wird, so wird der Rest trotzdem verarbeitet und behalten. Der nächste Versuch beginnt dann sofort.',
  },
  apiQueueLength: {
    label: 'Längste Warteschlange',
    hint: 'Warten mehr Anfragen, werden weitere abgelehnt und erfahren, wann sie es wieder versuchen können.',
    unit: 'Anfragen',
  },
  apiBodyMegabytes: { label: 'Größte Anfrage (MB)', unit: 'MB' },
  apiHeaderSeconds: {
    label: 'Zeit zum Senden einer Anfrage (Sekunden)',
    hint: 'Eine Verbindung wird geschlossen, wenn ihre Header länger brauchen oder wenn so lange nichts von ihrem Body eintrifft.',
    unit: 'Sekunden',
  },
  apiKeepsContents: {
    label: 'Inhalte der Anfragen speichern',
    hint: 'Speichert, was Programme senden und Modelle antworten, damit du Probleme untersuchen kannst. Ausgeschaltet werden nur Zahlen gespeichert.',
  },
  notifyAnswers: {
    label: 'Bei langen Antworten benachrichtigen',
    hint: 'Benachrichtigt dich, wenn eine Antwort, die mindestens 20 Sekunden gedauert hat, fertig ist, während du ein anderes Programm benutzt.',
  },
  notifyDownloads: {
    label: 'Bei Downloads benachrichtigen',
    hint: 'Benachrichtigt dich, wenn ein Modell heruntergeladen ist oder sein Download fehlschlägt, während du ein anderes Programm benutzt.',
  },
  notifyTitles: {
    label: 'Titel von Chats in Benachrichtigungen',
    hint: 'Zeigt den Titel des Chats. Wer den Bildschirm sieht, kann ihn lesen.',
  },
  trayIcon: {
    label: 'Symbol im Infobereich',
    hint: 'Zeigt, welches Modell im Speicher ist und was verarbeitet wird. Hearth bleibt dann im Speicher, wenn du das letzte Fenster schließt, bis du es beendest.',
  },
  quickWindow: {
    label: 'Schnellfenster',
    hint: 'Öffnet ein kleines Fenster über allen anderen, mit einem Tastenkürzel, das in jedem Programm funktioniert.',
  },
  quickKeys: {
    label: 'Tastenkürzel des Schnellfensters',
    hint: 'Wähle eines oder nimm ein anderes auf: Strg, Alt oder Super mit einer weiteren Taste, oder eine von F1 bis F24.',
  },
};
