import type { Translated } from '../../language/language.ts';
import type * as english from '../cli.ts';

export const cliCommandWords: Translated<typeof english.cliCommandWords> = {
  serve: {
    about: 'Modelle für andere Programme bereitstellen, ohne Fenster, bis es beendet wird.',
    options: {
      port: 'der Port; normalerweise 27181, 0 für irgendeinen freien',
      address: 'eine Adresse dieses Rechners, die neben 127.0.0.1 gilt',
      'key-file': 'eine Datei mit dem Schlüssel; bei SIGHUP wird sie neu gelesen',
      model: 'das Modell, das sofort geladen wird',
      grace: 'wie viele Sekunden Antworten nach SIGTERM noch haben; normalerweise 20',
    },
  },
  run: {
    about: 'Ein Modell einmal fragen oder, im Terminal und ohne Prompt, beliebig oft.',
    options: {
      system: 'der Systemprompt',
      schema: 'die Antwort an das JSON-Schema in dieser Datei binden',
      grammar: 'die Antwort an die GBNF-Grammatik in dieser Datei binden',
      temperature: 'von 0 bis 2',
      seed: 'derselbe Seed gibt dieselbe Antwort',
      longest: 'die Antwort nach so vielen Token beenden',
      keep: 'wie lange ein laufender Hearth das Modell behält, das er dafür lädt; 0 entlädt es sofort',
      think: 'on, off oder eine Stufe, die das Modell kennt',
      json: 'ein JSON-Objekt mit der Antwort und ihren Werten ausgeben',
      verbose: 'die Werte der Antwort auf stderr ausgeben',
    },
  },
  ls: {
    about: 'Die Modelle auf diesem Rechner auflisten.',
    options: {
      json: 'JSON ausgeben',
      names: 'nur die Namen ausgeben, einen je Zeile',
      running: 'nur ein laufendes Hearth fragen; ohne eines nichts ausgeben',
    },
  },
  ps: {
    about: 'Das laufende Hearth zeigen: sein Modell, seine Antworten und seinen Server.',
    options: { json: 'JSON ausgeben' },
  },
  show: {
    about: 'Zeigen, was über ein Modell bekannt ist.',
    options: { json: 'JSON ausgeben', metadata: 'die Metadaten seiner Datei ausgeben' },
  },
  pull: {
    about: 'Ein Modell von Hugging Face herunterladen oder den Download fortsetzen.',
    options: { json: 'JSON ausgeben' },
  },
  rm: {
    about: 'Ein Modell in den Papierkorb des Systems legen.',
    options: { 'for-good': 'es endgültig löschen', yes: 'nicht fragen' },
  },
  load: {
    about: 'Ein Modell in das laufende Hearth laden oder schätzen, ob es passt.',
    options: {
      estimate: 'nur den nötigen Speicher schätzen',
      context: 'die Kontextlänge in Token, für die Schätzung',
      kv: 'die Genauigkeit des KV-Caches, für die Schätzung',
      'gpu-layers': 'die Schichten auf der GPU, für die Schätzung',
      now: 'zuerst die laufenden Antworten anhalten',
      wait: 'zuerst auf die laufenden Antworten warten',
      json: 'JSON ausgeben',
    },
  },
  stop: {
    about: 'Das Modell des laufenden Hearth entladen und seinen Speicher freigeben.',
    options: {
      now: 'zuerst die laufenden Antworten anhalten',
      wait: 'zuerst auf die laufenden Antworten warten',
    },
  },
  import: {
    about: 'Chats aus Exporten von Hearth und anderen Programmen oder Modelle aus GGUF-Dateien importieren.',
    options: {
      copy: 'Modelle in den Ordner von Hearth kopieren',
      move: 'Modelle in den Ordner von Hearth verschieben',
    },
  },
  export: {
    about: 'Chats exportieren: alle oder die mit den genannten Titeln.',
    options: {
      format: 'das Format; normalerweise jsonl, das sich wieder importieren lässt',
      out: 'die Datei; - ist stdout und gilt, wenn das kein Terminal ist',
    },
  },
  backup: {
    about:
      'Alles in eine Datei schreiben und prüfen, dass sie lesbar ist: Chats, Dokumente und Einstellungen.',
    options: { models: 'auch die Modelle in Hearths Ordner', json: 'JSON ausgeben' },
  },
  restore: {
    about: 'Eine Sicherung an die Stelle von allem setzen; was da war, bleibt daneben erhalten.',
    options: {},
  },
  bench: {
    about: 'Ein Modell auf diesem Rechner messen.',
    options: {
      prompt: 'Längen von Prompts in Token, durch Kommas getrennt',
      depth: 'Token im Kontext vor dem Decode, durch Kommas getrennt',
      generate: 'Token, die bei jeder Tiefe erzeugt werden',
      batch: 'Token je Auswertung, durch Kommas getrennt',
      repeats: 'wie oft jedes gemessen wird',
      format: 'das Format des Ergebnisses',
    },
  },
  log: {
    about: 'Das Ende des Protokolls oder eine Liste von Anfragen ausgeben.',
    options: {
      follow: 'ausgeben, was dazukommt, bis Strg+C',
      lines: 'wie viele Zeilen; normalerweise 50',
      network: 'die Anfragen ausgeben, die Hearth an andere Rechner geschickt hat',
      programs: 'die Anfragen ausgeben, die andere Programme an den lokalen Server geschickt haben',
      json: 'Anfragen als JSON ausgeben',
    },
  },
  service: {
    about: 'Eine Dienstdatei ausgeben, die hearth serve ab der Anmeldung laufen lässt.',
    options: {
      kind: 'die Art der Datei; normalerweise die dieses Systems',
      port: 'der Port des Servers',
      install: 'die Datei an ihren Ort schreiben und ausgeben, wie der Dienst startet',
    },
  },
  completion: {
    about: 'Ein Skript ausgeben, das Befehle, Optionen und Modelle in einer Shell vervollständigt.',
    options: {},
  },
  help: {
    about: 'Einen Befehl erklären.',
    options: {},
  },
};

export const cliWords: Translated<typeof english.cliWords> = {
  title: 'Hearth lässt Sprachmodelle auf diesem Rechner laufen.',
  usage: 'Aufruf:',
  command: 'BEFEHL',
  commands: 'Befehle:',
  options: 'Optionen:',
  everywhere: 'Optionen aller Befehle:',
  helpOption: 'den Befehl erklären',
  dataOption: 'der Ordner für Chats, Modelle und Einstellungen',
  versionOption: 'die Version ausgeben',
  more: 'hearth help BEFEHL erklärt einen Befehl.',
  exitCodes:
    'Exit-Codes: 0 erledigt, 1 abgelehnt oder fehlgeschlagen, 2 falsche Argumente oder ein unbrauchbarer Datenordner, 130 mit Strg+C beendet.',
  columns: {
    name: 'Name',
    size: 'Grösse',
    quantization: 'Quantisierung',
    context: 'Kontext',
    kind: 'Art',
    owner: 'Von',
    used: 'Zuletzt benutzt',
    state: 'Zustand',
    device: 'Gerät',
    time: 'Zeit',
    request: 'Anfrage',
    program: 'Programm',
    prompt: 'Prompt',
    cached: 'Aus dem Cache',
    answer: 'Antwort',
    status: 'Status',
    why: 'Wozu',
    duration: 'Dauer',
  },
  kinds: {
    chat: 'Chat',
    base: 'Basis',
    embedding: 'Embedding',
    reranker: 'Reranker',
    projector: 'Projektor',
    draft: 'Entwurf',
    adapter: 'Adapter',
  },
  loaded: 'geladen',
  unusable: 'nicht nutzbar',
  notRunning: (folder) => `Auf ${folder} läuft kein Hearth.`,
  noModels: 'Es gibt noch keine Modelle.',
  states: {
    starting: 'startet',
    loading: 'lädt',
    tuning: 'stellt sich ein',
    ready: 'bereit',
    restarting: 'startet neu',
    unloaded: 'entladen',
    measuring: 'misst',
    stopped: 'angehalten',
  },
  answers: (running) => `Chats mit laufender Antwort: ${running}`,
  server: (addresses, { running, waiting }) =>
    `Server für andere Programme: ${addresses.join(', ')}, ${running} laufen, ${waiting} warten`,
  serverOff: 'Server für andere Programme: aus',
  process: (version, folder) => `Hearth ${version} auf ${folder}`,
  facts: {
    name: 'Name',
    title: 'Titel',
    path: 'Pfad',
    size: 'Größe',
    kind: 'Art',
    architecture: 'Architektur',
    parameters: 'Parameter',
    quantization: 'Quantisierung',
    trainedContext: 'Trainierter Kontext',
    tools: 'Werkzeuge',
    thinking: 'Nachdenken',
    licence: 'Lizenz',
    source: 'Quelle',
    owner: 'Von',
    projector: 'Projektor',
    problem: 'Problem',
    context: 'Kontext',
    ram: 'Arbeitsspeicher',
    vram: 'GPU-Speicher',
    gpuLayers: 'GPU-Schichten',
    decodeSpeed: 'Decode',
  },
  yes: 'ja',
  no: 'nein',
  ofAll: (part, all) => `${part} von ${all}`,
  ofFree: (need, free) => `${need} von ${free} frei`,
  ofBytes: (done, all) => `${done} von ${all}`,
  loading: (name) => `${name} wird geladen`,
  prefill: 'Der Prompt wird verarbeitet',
  deleteForGood: (name) => `${name} endgültig löschen?`,
  moveToBin: (name) => `${name} in den Papierkorb legen?`,
  yesOrNo: '[j/N]',
  yesAnswers: ['j', 'ja'],
  deleted: (name) => `${name} wurde gelöscht.`,
  binned: (name) => `${name} liegt im Papierkorb.`,
  isLoaded: (name) => `${name} ist geladen.`,
  isUnloaded: 'Das Modell ist entladen.',
  exported: (path) => `Exportiert nach ${path}.`,
  backedUp: (path, size, counts) =>
    `${path} enthält ${counts} (${size}). Die Datei wurde zurückgelesen, und alles stimmt.`,
  backupCounts: ({ chats, messages, documents, models }) =>
    [
      `${chats} ${chats === 1 ? 'Chat' : 'Chats'}`,
      `${messages} ${messages === 1 ? 'Nachricht' : 'Nachrichten'}`,
      `${documents} ${documents === 1 ? 'Dokument' : 'Dokumente'}`,
      ...(models === 0 ? [] : [`${models} ${models === 1 ? 'Modell' : 'Modelle'}`]),
    ].join(', '),
  backupSteps: { writing: 'Schreibe', checking: 'Prüfe', restoring: 'Entpacke und prüfe' },
  notBackedUp: (name) => `Ausgelassen, weil keine Sicherung es aufnehmen kann: ${name}`,
  restores: (name, counts) => `${name} stimmt: ${counts}.`,
  downloaded: (path) => `Heruntergeladen nach ${path}.`,
  pausedDownload: 'Der Download pausiert. Derselbe Befehl setzt ihn fort.',
  left: (time) => `noch ${time}`,
  waitsForOthers: 'Ein anderer hearth-Befehl benutzt diesen Kern; er endet nach jenem.',
  interactive: (marks, end) =>
    `Gib eine Nachricht ein. ${marks} beginnt und beendet eine mit mehreren Zeilen; ${end} endet.`,
  figures: {
    prompt: (cached, fresh) => `Prompt: ${cached} aus dem Cache, ${fresh} neu`,
    prefill: (time, speed) => `Prefill: ${time}${speed === null ? '' : `, ${speed}`}`,
    decode: (tokens, time, speed) => `Antwort: ${tokens}, ${time}${speed === null ? '' : `, ${speed}`}`,
    restored: (time) => `vom Datenträger geholt: ${time}`,
    why: (why) => `nicht wiederverwendet: ${why}`,
  },
  notBound:
    'Die Antwort wurde abgeschnitten, bevor sie vollständig war, und passt deshalb nicht zum Schema oder zur Grammatik.',
  cut: 'Die Antwort wurde abgeschnitten, weil sie zu lang wurde oder der Kontext voll ist.',
  serving: (address, key) => `Hearth bedient ${address}; ${key}`,
  reachable:
    'Alle in jenem Netz, die den Schlüssel haben, können deine Modelle nutzen, und Schlüssel, Fragen und Antworten gehen unverschlüsselt hindurch.',
  keyFromEnvironment: 'der Schlüssel ist der aus HEARTH_API_KEY.',
  keyFromFile: (path) => `der Schlüssel ist in ${path}`,
  reloaded: 'Schlüssel, Modelle und Protokoll wurden neu geöffnet.',
  serviceWritten: (path) => `Geschrieben: ${path}`,
  serviceStart: 'Starten mit:',
  serviceDescription: 'Hearth, Sprachmodelle für andere Programme',
  requestsNone: 'Es gibt keine Anfragen.',
};

export const cliSentences: Translated<typeof english.cliSentences> = {
  'cli.prompt-too-long': ({ most }) => `Der Prompt hat mehr als ${most} Zeichen.`,
  'cli.no-prompt': () => 'Es fehlt ein Prompt: Gib einen als Argument oder über stdin an.',
  'cli.bad-key': ({ where }) =>
    `Der Schlüssel in ${where} braucht mindestens 16 Zeichen, alle druckbares ASCII ohne Leerzeichen.`,
  'cli.refused': ({ why }) => why,
  'cli.not-json': ({ path }) => `${path} ist kein JSON-Objekt.`,
  'cli.unknown-command': ({ name }) => [
    `hearth kennt den Befehl „${name}“ nicht.`,
    'hearth help listet alle Befehle auf.',
  ],
  'cli.usage': ({ usage }) => `Aufruf: ${usage}`,
  'cli.bad-choice': ({ option, values, text }) =>
    `--${option} muss eines von ${values.join(', ')} sein, nicht „${text}“.`,
  'cli.bad-number': ({ option, from, to, text }) =>
    `--${option} muss eine Zahl von ${from} bis ${to} sein, nicht „${text}“.`,
  'cli.exclude-each-other': ({ options }) =>
    `${options.map((option) => `--${option}`).join(' und ')} schließen einander aus.`,
  'cli.other-version': ({ running, own }) => [
    `Das laufende Hearth hat die Version ${running}, dieser Befehl die Version ${own}.`,
    'Verwende den Befehl jener Version, oder starte Hearth neu.',
  ],
  'cli.no-control': ({ folder }) => [
    `Der Befehl erreicht seinen eigenen Kern auf ${folder} nicht.`,
    'Die Einzelheiten stehen im Protokoll: hearth log.',
  ],
  'cli.not-running': ({ folder }) => [
    `Auf ${folder} läuft kein Hearth.`,
    'Starte es zuerst, zum Beispiel mit hearth serve.',
  ],
  'cli.no-such-model': ({ name }) => [
    `Kein Modell heißt „${name}“.`,
    'hearth ls listet die Modelle auf diesem Rechner auf.',
  ],
  'cli.several-models': ({ name, names }) => `„${name}“ kann ${names.join(', ')} sein.`,
  'cli.no-file': ({ path, reason }) => `${path} ließ sich nicht lesen (${reason}).`,
  'cli.not-written': ({ path, reason }) => `${path} wurde nicht geschrieben (${reason}).`,
  'cli.exists': ({ path }) => `${path} gibt es schon, mit anderem Inhalt.`,
  'cli.needs-yes': () => 'Ergänze --yes: Ohne Terminal kann dieser Befehl nicht fragen.',
  'cli.no-bin': ({ name }) => [
    `${name} kann hier in keinen Papierkorb gelegt werden.`,
    'Mit --for-good wird es endgültig gelöscht.',
  ],
  'cli.bad-model-name': ({ name }) => [
    `„${name}“ benennt kein Modell auf Hugging Face.`,
    'Schreibe owner/name oder owner/name:QUANTISIERUNG.',
  ],
  'cli.no-such-quantization': ({ name, quantization, known }) =>
    `${name} hat kein ${quantization}, sondern ${known.join(', ')}.`,
  'cli.nothing-fits': ({ name }) => [
    `Von keiner Datei von ${name} ist bekannt, dass sie auf diesen Rechner passt.`,
    'Nenne eine: owner/name:QUANTISIERUNG.',
  ],
  'cli.no-estimate': ({ name }) => `Dem Kopf von ${name} fehlt, was eine Schätzung braucht.`,
  'cli.no-such-chat': ({ name }) => `Kein Chat heißt „${name}“.`,
  'cli.export-gone': () => 'Der Export ist nicht mehr da. Exportiere die Chats noch einmal.',
  'cli.unsupported-shell': ({ name, shells }) =>
    `Für ${name} gibt es keine Vervollständigung, nur für ${shells.join(', ')}.`,
  'cli.no-service-here': () => 'Nenne mit --kind die Art der Dienstdatei.',
};
