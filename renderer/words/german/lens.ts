import type { Translated } from '../../../main/shared/language/language.ts';
import { count, thin, unbroken } from '../figures.ts';
import type * as english from '../lens.ts';

const threadsOf = (threads: number): string => `${threads} ${threads === 1 ? 'Thread' : 'Threads'}`;

const roofline = {
  label: 'Verglichen mit den Grenzen dieses Rechners',
  empty: 'Keine Daten.',
};

export const statisticsWords: Translated<typeof english.statisticsWords> = {
  loading: 'Statistik wird geladen…',
  empty: 'Noch keine Antworten. Die Statistik erscheint nach deiner ersten Antwort.',
  startChat: 'Chat beginnen',
  emptyPeriod: (model, days) =>
    `Keine Antworten${model === null ? '' : ` von ${model}`} in den letzten ${days} Tagen.`,
  showYear: 'Ein Jahr anzeigen',
  fewLines: (models) =>
    `Die Diagramme zeigen die Geschwindigkeiten der ${models} am häufigsten verwendeten Modelle. Wähle oben ein Modell, um seine zu sehen.`,

  misdated: (answers) =>
    answers === 1
      ? 'Eine Antwort ist nicht mitgezählt. Ihr Datum liegt mehr als ein Jahr zurück, weil die Uhr dieses Rechners falsch ging.'
      : `${count(answers)} Antworten sind nicht mitgezählt. Ihr Datum liegt mehr als ein Jahr zurück, weil die Uhr dieses Rechners falsch ging.`,

  period: 'Zeitraum',
  days: (days) => (days === 365 ? '1 Jahr' : `${days} Tage`),
  model: 'Modell',
  allModels: 'Alle Modelle',

  none: 'k. A.',
  noSpeed: 'noch keine Geschwindigkeit',
  at: (speed) => `mit ${speed}`,
  explain: 'Diese Werte erklären',
  figures: {
    turns: {
      name: 'Antworten',
      onDays: (days) => `an ${days} ${days === 1 ? 'Tag' : 'Tagen'}`,
      meaning: 'Nachrichten, auf die das Modell geantwortet hat, auch mit gestoppten Antworten.',
    },
    firstToken: {
      name: 'Zeit bis zum ersten Token',
      within: (duration) => `95${thin}% innerhalb von ${duration}`,
      noAnswers: 'noch keine Antworten',
      meaning:
        'Vom Senden deiner Nachricht bis zum ersten Token der Antwort: Warten und Prefill. Die Hälfte war schneller als der Median; 95 % waren schneller als p95 und 5 % schneller als p5.',
    },
    cached: {
      name: 'Aus dem Cache',
      meaning: 'Der Anteil der Token des Prompts, die aus dem KV-Cache kamen.',
    },
    saved: {
      name: 'Gesparte Zeit',
      unknown: '–',
      noData: 'zu wenig Daten',
      byCache: 'durch den Cache',
      ofDocuments: (duration) => `davon ${duration} bei Dokumenten`,
      meaning:
        'Eine Schätzung: die Zeit, die Token aus dem Cache mit der Prefill-Geschwindigkeit desselben Modells am selben Tag gebraucht hätten, abzüglich der Zeit, sie vom Datenträger wiederherzustellen. Dokumente sparen ihren Anteil an diesen Token: Jedes wird einmal gelesen, und spätere Antworten setzen dort an.',
    },
    processed: {
      name: 'Verarbeitete Token',
      meaning:
        'Neue Token der Prompts, die verarbeitet werden mussten (Prefill). Für die Geschwindigkeit zählen nur Antworten mit mindestens 64 davon, weil weniger etwa so lange dauern wie eines.',
    },
    generated: {
      name: 'Generierte Token',
      meaning:
        'Token aller Antworten (Decode). Für die Geschwindigkeit zählt das erste Token jeder Antwort nicht mit.',
    },
  },

  models: {
    caption: 'Nach Modell',
    model: 'Modell',
    turns: 'Antworten',
    prefill: 'Prefill',
    decode: 'Decode',
    firstToken: 'Erstes Token',
    cached: 'Aus Cache',
  },

  plots: {
    day: 'Tag',
    week: 'Woche vom',
    firstToken: 'Zeit bis zum ersten Token: Median, p5 bis p95',
    noFirstToken: 'Keine Antworten in diesem Zeitraum.',
    firstTokenLine: 'Zeit bis zum ersten Token',
    median: 'Median',
    spread: ['p5', 'p95'],
    prefill: 'Prefill-Geschwindigkeit',
    noPrefill: 'In diesem Zeitraum wurden keine Prompts verarbeitet.',
    decode: 'Decode-Geschwindigkeit',
    noDecode: 'In diesem Zeitraum wurden keine Token generiert.',
    tokens: 'Token',
    noTokens: 'Keine Token in diesem Zeitraum.',
    cached: 'aus dem Cache',
    new: 'neu',
    generated: 'generiert',
    saved: 'Vom Cache gesparte Zeit',
    noSaved: 'In diesem Zeitraum hat der Cache keine Zeit gespart.',
    savedTime: 'Gesparte Zeit',
  },
};

export const benchmarkWords: Translated<typeof english.benchmarkWords> = {
  label: 'Benchmark',
  start: 'Starten',
  stop: 'Stoppen',
  heldUp: 'Hearth misst gerade diesen Rechner. Starte den Benchmark danach.',
  waiting: 'Wartet auf die Engine',
  whileRunning:
    'Während eines Laufs pausieren Chats. Stoppst du ihn, bleiben die bisherigen Ergebnisse erhalten.',
  stopped: 'Gestoppt. Die bisherigen Ergebnisse sind unten gespeichert.',
  loading: 'Frühere Benchmarks werden geladen…',
  notConnected: 'Frühere Benchmarks erscheinen, sobald Hearth verbunden ist.',
  empty: 'Noch keine Benchmarks. Läufe werden hier zum Vergleich gespeichert.',
  noneSelected: 'Wähle oben einen Lauf, um seine Geschwindigkeiten zu sehen.',
  results: 'Ergebnisse',

  model: {
    label: 'Modell',
    otherFile: 'Andere Datei…',
    path: 'Pfad einer GGUF-Datei',
    choose: 'Wählen…',
    withDetail: (name, detail) => `${name}, ${detail}`,
  },

  plan: {
    label: 'Plan',
    quick: 'Kurz',
    thorough: 'Gründlich',
    custom: 'Eigener',
    settings: 'Einstellungen des Tests',
    fields: {
      promptLengths: {
        label: 'Prompt-Längen',
        hint: 'Token; jeder Prompt wird ohne Cache verarbeitet.',
      },
      depths: { label: 'Tiefen', hint: 'Token, die vor Decode schon im Kontext sind.' },
      decodeTokens: { label: 'Zu generierende Token', hint: 'In jeder Tiefe.' },
      batchSizes: { label: 'Batchgrößen', hint: 'Token pro Batch.' },
      repeats: { label: 'Wiederholungen', hint: 'Mehr davon ergeben genauere Fehlerbalken.' },
    },
    empty: 'Gib mindestens eine Prompt-Länge oder eine Tiefe ein.',
    noPath: 'Gib den Pfad einer Modelldatei ein.',
    chatsPause: 'Während eines Laufs pausieren Chats.',
    takes: (duration) => `Dauert nach dem letzten Lauf dieses Modells ${duration}. `,
    leftOut: (contextLength, tests) =>
      unbroken(
        `Der Kontext des Modells hat ${count(contextLength)} Token. ${tests.join(', ')} ${tests.length === 1 ? 'wird' : 'werden'} deshalb ausgelassen.`,
      ),
    aFewSeconds: 'einige Sekunden',
    seconds: (seconds) => `etwa ${seconds}\u202fs`,
    minutes: (minutes) => `etwa ${minutes}\u202fmin`,
    hours: (hours) => `etwa ${hours}\u202fh`,
  },

  runs: {
    title: 'Läufe',
    deleted: (model) => `${model} wurde gelöscht.`,
    deleteRun: (model, date) => `${model} vom ${date} löschen`,
    stopped: 'gestoppt',
    threads: threadsOf,
    cache: (precision) => `KV ${precision}`,
    flashAttention: 'Flash Attention',
    noFlashAttention: 'ohne Flash Attention',
  },

  export: {
    label: 'Export',
    copyAs: (format) => `Als ${format} kopieren`,
    saveAs: (format) => `Als ${format} speichern`,
  },

  plots: {
    spread: ['Mittelwert − Standardabweichung', 'Mittelwert + Standardabweichung'],
    prefill: 'Prefill-Geschwindigkeit nach Prompt-Länge',
    noPrefill: 'Keiner dieser Läufe hat Prefill gemessen.',
    prompt: 'Prompt',
    decode: 'Decode-Geschwindigkeit nach Tiefe',
    noDecode: 'Keiner dieser Läufe hat Decode gemessen.',
    depth: 'Token, die schon im Kontext sind',
    batches: 'Prefill-Geschwindigkeit nach Batchgröße, längster Prompt',
    noBatches: 'Keiner dieser Läufe hat mehrere Batchgrößen gemessen.',
    batch: 'Batch',
    roofline: { ...roofline, noCeilings: 'Miss diesen Rechner, um seine Grenzen zu sehen.' },
    prefillOf: (run) => `Prefill, ${run}`,
    decodeOf: (run) => `Decode, ${run}`,
  },

  table: {
    label: 'Alle Ergebnisse',
    model: 'Modell',
    size: 'Größe',
    parameters: 'Param.',
    parametersHint: 'Parameter',
    parametersOf: (parameters) => `${parameters} Parameter`,
    backend: 'Backend',
    withCache: (backend, precision) => `${backend}, KV ${precision}`,
    threads: 'Threads',
    threadsOf: (threads) => `${threads} Threads`,
    threadsOfPhases: (prefill, decode) => `${prefill} und ${decode}`,
    batch: 'Batch',
    test: 'Test',
    testHint:
      'pp: Verarbeitung des Prompts, tg: Generieren von Token, d: Tiefe, die Token, die schon im Kontext sind',
    speed: 'Token/s',
    speedHint: 'Mittelwert und Standardabweichung der Wiederholungen',
  },
};

export const machineWords: Translated<typeof english.machineWords> = {
  takes: unbroken(`Etwa 15${thin}s. Dein Modell wird dazu entladen und wieder geladen.`),
  loading: 'Wartet, bis das Modell geladen ist…',
  noModel: 'Es ist kein Modell geladen. Lade zuerst eines: Hearth misst die Hardware, auf der es läuft.',
  openModel: 'Modell wählen',
  notMeasured: (place) => `${place} wurde noch nicht gemessen. `,
  about:
    'Hearth lässt Testmodelle laufen, um die höchste Speicherbandbreite und Rechenleistung dieses Rechners zu bestimmen. So lässt sich jede Antwort damit vergleichen.',
  place: (device, backend) => `${device} (${backend})`,
  measuredOn: (place, threads) =>
    `Gemessen mit llama.cpp auf ${place}${threads === null ? '' : ` mit ${threadsOf(threads)}`} am `,
  measuredEnd: '.',
  otherThreads: (threads) =>
    ` Hearth verwendet jetzt ${threadsOf(threads)}. Miss erneut, um diese Werte zu aktualisieren.`,
  measuring: 'Messung',
  waiting: 'Wartet auf die Engine',
  measure: 'Messen',
  measureAgain: 'Erneut messen',
  stop: 'Stoppen',
  stopped: 'Gestoppt, bevor es Ergebnisse gab.',
  bandwidth: {
    name: 'Speicherbandbreite',
    note: (how) => `Höchste Leserate bei Decode: ${how}.`,
  },
  compute: {
    name: 'Rechenleistung',
    note: (how) => `Höchste Rate bei Prefill: ${how}.`,
  },
  balance: {
    name: 'Gleichgewichtspunkt',
    note: (tokens) =>
      'Arbeit mit weniger Rechenschritten pro Byte wird vom Speicher begrenzt, so wie Decode; Arbeit mit mehr davon von der Rechenleistung. ' +
      `Er liegt bei einem Batch von ${tokens} Token mit 4‑Bit-Gewichten.`,
  },
  roofline: { label: 'Grenzen dieses Rechners', empty: 'Keine Daten.' },
};
