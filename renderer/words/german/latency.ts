import type { SharedPrompt } from '../../../main/shared/contract/message.ts';
import type { Translated } from '../../../main/shared/language/language.ts';
import { count, leastPrefillTokens, percent, thin, tokens, unbroken } from '../figures.ts';
import type * as english from '../latency.ts';

const promptTokens = (cached: number): string => `${count(cached)}${thin}Token des Prompts`;

const gainWords = (gain: number): string => {
  const change = Math.round(100 * Math.abs(gain - 1));
  if (change === 0) return 'so schnell wie ohne Vorschläge';
  return `${percent(change / 100)} ${gain > 1 ? 'schneller' : 'langsamer'} als ohne Vorschläge`;
};

const notAtOnce = {
  memory: 'weil der freie Speicher nicht für alle zugleich reichte',
  'no-gain': 'weil sie zugleich mit diesem Modell auf diesem Rechner nicht schneller entstehen',
  model: 'weil der Zustand dieses Modells nicht kopiert werden kann',
} satisfies Record<Exclude<SharedPrompt['why'], null>, string>;

const sharedSentence = ({ answers, isAtOnce, why, gain }: SharedPrompt): string => {
  const once = `Der Prompt wurde für ${count(answers)} Antworten nur einmal verarbeitet.`;
  if (!isAtOnce) return `${once} Sie wurden nacheinander generiert, ${notAtOnce[why ?? 'model']}.`;
  const faster = gain === null ? '' : `, ${percent(gain - 1)} schneller als nacheinander`;
  return `${once} Sie wurden zugleich generiert: Jeder Durchgang durch die Gewichte ergab ein Token jeder Antwort${faster}.`;
};

export const latencyWords: Translated<typeof english.latencyWords> = {
  line: {
    label: 'Latenz',
    notMeasured: 'keine Messwerte',
    cached: 'aus dem Cache',
    new: 'neu',
    firstToken: 'erstes Token',
    firstAnswerToken: 'erstes Antwort-Token',
    generated: 'generiert',
    thinking: 'Gedanken',
    answering: 'Antwort',
    continued: (times) => (times === 1 ? 'fortgesetzt' : `${count(times)}-mal fortgesetzt`),
    shared: (answers, isAtOnce) =>
      isAtOnce ? `${count(answers)} Antworten zugleich` : `Prompt von ${count(answers)} Antworten geteilt`,
    continuesFrom: { before: 'setzt „', after: '“ fort' },
    continuesFromOther: 'setzt einen gelöschten Chat fort',
    documents: (all, cached) =>
      `Dokumente ${tokens(all)}, ${cached === all ? 'alle' : cached === 0 ? 'keine' : count(cached)} aus dem Cache`,
    whereStarted: 'Anzeigen, wie viel des Prompts aus dem Cache kam',
    explain: 'Diese Werte erklären',
    copy: 'Werte kopieren',
  },

  endings: {
    finished: 'fertig',
    stopped: 'von dir gestoppt',
    'context-full': 'Kontext voll',
    'too-long': 'zu lang',
    repeating: 'wiederholt sich',
    'engine-lost': 'Engine abgestürzt',
    interrupted: 'unterbrochen',
    failed: 'fehlgeschlagen',
  },
  stopped: 'gestoppt',
  endingMeanings: {
    finished: 'Das Modell hat sein End-Token generiert.',
    stopped: 'Die Antwort wurde gestoppt. Der bisherige Text bleibt erhalten.',
    'context-full': 'Im Kontext war kein Platz für ein weiteres Token.',
    'too-long': 'Die Antwort hat die Höchstlänge erreicht oder den Kontext gefüllt, ohne zu enden.',
    repeating: 'Das Modell hat dieselbe Stelle wiederholt. Hearth hat die Antwort deshalb beendet.',
    'engine-lost': 'Die Engine ist während der Antwort abgestürzt. Der bisherige Text bleibt erhalten.',
    interrupted: 'Hearth wurde während der Antwort beendet. Der bisherige Text bleibt erhalten.',
    failed: 'Das Modell konnte nicht antworten.',
  },

  table: {
    none: 'k. A.',
    cached: {
      name: 'Token aus dem Cache',
      meaning: 'Token des Prompts, die aus dem KV-Cache kamen. Sie mussten nicht verarbeitet werden.',
    },
    new: { name: 'Neue Token', meaning: 'Token des Prompts, die verarbeitet werden mussten.' },
    documents: {
      name: 'Token der Dokumente',
      meaning:
        'Was von den neuen Token und denen aus dem Cache auf Dokumente entfällt. Der Rest ist der Chat.',
    },
    prefill: {
      name: 'Prefill',
      meaning:
        'Verarbeitung des Prompts: vom ersten neuen Token des Prompts bis zum ersten Token der Antwort.',
    },
    prefillSpeed: {
      name: 'Prefill-Geschwindigkeit',
      meaning: `Neue Token ÷ Prefill-Zeit. Nicht verfügbar unter ${leastPrefillTokens} neuen Token, denn diese dauern etwa so lange wie eines.`,
    },
    firstToken: {
      name: 'Erstes Token',
      meaning: 'Vom Senden deiner Nachricht bis zum ersten Token: Warten und Prefill.',
    },
    firstAnswerToken: {
      name: 'Erstes Antwort-Token',
      meaning: 'Vom Senden deiner Nachricht bis zum ersten Token nach den Gedanken.',
    },
    generated: {
      name: 'Generiert',
      meaning: 'Token der Antwort einschließlich der Gedanken. Das End-Token zählt nicht.',
    },
    decode: {
      name: 'Decode',
      meaning: 'Generieren: vom ersten bis zum letzten Token der Antwort.',
    },
    decodeSpeed: {
      name: 'Decode-Geschwindigkeit',
      meaning: 'Generierte Token ÷ Decode-Zeit. Zählt das End-Token mit, aber nicht das erste Token.',
    },
    thinking: { name: 'Nachdenken', meaning: 'Der Teil von Decode, der die Gedanken erzeugt hat.' },
    answer: { name: 'Antwort', meaning: 'Der Teil von Decode, der die Antwort erzeugt hat.' },
    shared: { name: 'Verglichen' },
    continued: {
      name: 'Fortgesetzt',
      meaning:
        'Die Werte sind Summen über alle Durchgänge, aus denen diese Antwort entstand; Token aus dem Cache und erstes Token stammen aus dem ersten.',
    },
    ending: { name: 'Ende' },
  },

  progress: {
    label: 'Verarbeitung des Prompts',
    value: (done, total) => `${count(done)} von ${count(total)} Token`,
    processing: (done, total, cached) => [
      'Prompt wird verarbeitet: ',
      done,
      ` von ${tokens(total)}`,
      cached > 0 && ` (weitere ${count(cached)} aus dem Cache)`,
    ],
    timeLeft: (duration) => `noch etwa ${duration}`,
    mostTimeLeft: (duration) => `noch höchstens ${duration}`,
    thinking: 'Denkt nach…',
    generating: 'Generiert…',
    waiting: 'Wartet auf die Engine',
    waitingForAnswer: 'Wartet, bis eine andere Antwort fertig ist',
    waitingFor: {
      loading: 'Wartet, bis das Modell geladen ist',
      starting: 'Wartet, bis das Modell geladen ist',
      restarting: 'Wartet auf den Neustart der Engine',
      tuning: 'Wartet, während Hearth das Modell auf diesen Rechner abstimmt',
      measuring: 'Wartet auf das Ende der Messung',
    },
  },

  reuse: {
    nothing: 'Der ganze Prompt wurde verarbeitet.',
    shared: sharedSentence,
    whenContinued: 'Beim Fortsetzen: ',
    hot: (cached) => `${unbroken(promptTokens(cached))} kamen aus dem Arbeitsspeicher.`,
    snapshot: (cached, duration) =>
      `${unbroken(promptTokens(cached))} wurden in ${unbroken(duration)} vom Datenträger wiederhergestellt.`,
    documents: (all, cached) =>
      cached === all
        ? `Alle ${unbroken(tokens(all))} der Dokumente kamen aus dem Cache und mussten nicht neu verarbeitet werden.`
        : `${unbroken(count(cached))} von ${unbroken(tokens(all))} der Dokumente kamen aus dem Cache.`,
    fromDocument: { before: 'Der Anfang ist der gespeicherte Zustand des Dokuments „', after: '“.' },
    fromOtherDocument:
      'Der Anfang ist der gespeicherte Zustand eines Dokuments, das inzwischen entfernt wurde.',
    readAgain: { before: 'Das Dokument „', between: '“ wurde noch einmal gelesen: ', after: '.' },
    reprocessedFrom: { before: ' Neu verarbeitet ab ', after: '.' },
    yourMessage: 'deiner Nachricht',
    theAnswer: 'der Antwort',
    causes: {
      'first-time': 'Dieses Modell hatte diesen Chat noch nicht verarbeitet.',
      edited: 'Eine Nachricht wurde bearbeitet.',
      'other-version': 'Zuletzt wurde eine andere Version dieses Chats verarbeitet.',
      rewritten:
        'Das Chat-Template des Modells formatiert frühere Nachrichten jetzt anders; meist lässt es ihre Gedanken weg.',
      documents: 'Davor wurde ein Dokument hinzugefügt, entfernt oder geändert.',
      'system-prompt': 'Der Systemprompt wurde geändert, und er steht vor allen Nachrichten.',
      dropped: 'Die ältesten Nachrichten dieses Chats wurden weggelassen, um Platz zu schaffen.',
      'window-slid':
        'Dieses Modell kann nur zu einem Prüfpunkt zurückkehren, und der letzte lag weiter oben.',
      'not-kept': 'Der Rest war nicht gespeichert, als die Engine endete, oder zu kurz, um ihn zu speichern.',
      evicted: 'Der gespeicherte Zustand dieses Chats wurde verdrängt, um Platz für andere zu schaffen.',
      refused: 'Der gespeicherte Zustand dieses Chats war beschädigt und wurde nicht verwendet.',
      'other-model':
        'Ein anderes Modell hat diesen Chat verarbeitet, und Modelle können keinen Zustand teilen.',
      'other-settings':
        'Dieser Chat wurde mit einem anderen Backend, einer anderen Genauigkeit des KV-Caches, einer anderen Einstellung von Flash Attention oder einer anderen Version von llama.cpp verarbeitet.',
    },
  },

  warmth: {
    ready: 'Heiß: sofort bereit',
    hot: (wait) => `Heiß: bereit in etwa ${wait}`,
    warm: (wait) => `Warm: bereit in etwa ${wait}`,
    cold: (wait) => `Kalt: etwa ${wait} Verarbeitung`,
    unknown: {
      hot: 'Heiß: sofort bereit',
      warm: 'Warm: auf dem Datenträger gespeichert',
      cold: 'Kalt: muss neu verarbeitet werden',
    },
  },

  turn: {
    advice: 'Vorschläge',
    time: 'Wohin die Zeit ging',
    noTime: 'Keine Messwerte.',
    gaps: 'Zeit zwischen Token',
    noGaps: 'Nur ein Token.',
    roofline: 'Verglichen mit den Grenzen dieses Rechners',
    noRoofline: 'Keine Daten.',
    noCeilings: 'Miss diesen Rechner, um seine Grenzen zu sehen: Leistung, Dieser Rechner.',
    wholeChat: (phase) => `${phase}, ganzer Chat`,
    parts: {
      send: 'Senden',
      queue: 'Warten',
      load: 'Modell laden',
      handover: 'Übergabe',
      tokenise: 'Tokenisieren',
      lookup: 'Cache-Suche',
      'make-room': 'Platz schaffen',
      restore: 'Wiederherstellen',
      prefill: 'Prefill',
      decode: 'Decode',
      finish: 'Speichern',
      paint: 'Zeichnen',
    },
    speculation: (drafted, accepted, gain, isPaused) =>
      [
        `Spekulatives Decoding: ${count(accepted)} von ${count(drafted)} vorgeschlagenen Token wurden angenommen (${percent(accepted / drafted)})`,
        gain === null ? '' : `; das Generieren war ${gainWords(gain)}`,
        isPaused ? '; vorerst pausiert.' : '.',
      ].join(''),
    nothingDrafted: 'Spekulatives Decoding: pausiert, weil Vorschläge frühere Antworten verlangsamt haben.',
  },
};
