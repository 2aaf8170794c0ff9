import { bytes, duration, percent, speed, tokens } from '../../format/figures.ts';
import type { Translated } from '../../language/language.ts';
import type * as english from '../advice.ts';

const spent = ({ ms, waitMs }: { ms: number; waitMs: number }, on: string): string =>
  `${duration(ms)} der ${duration(waitMs)} bis zum ersten Token vergingen ${on}.`;

const limitWords = ({ of, bound }: english.Limit): string =>
  `${bound === 'memory' ? 'der Speicher' : 'die Rechenleistung'} ${{ machine: 'dieses Rechners', processor: 'des Prozessors', GPU: 'der GPU' }[of]}`;

const phases = { prefill: 'Prefill', decode: 'Decode' } as const;

const reached = ({ phase, tokensPerS, share, limit }: english.Slowed): string =>
  share === null
    ? `${phases[phase]} lief mit ${speed(tokensPerS, 1000)}`
    : `${phases[phase]} erreichte nur ${percent(share)} dessen, was ${limitWords(limit)} zulässt`;

const coldCauses: Record<english.ColdCause, readonly [why: string, remedy: string]> = {
  edited: [
    'eine Nachricht geändert wurde',
    'Alles vor einer Änderung bleibt erhalten. Setze also ans Ende, was sich am häufigsten ändert.',
  ],
  'other-version': [
    'zuletzt eine andere Version dieses Chats verarbeitet wurde',
    'Schließe eine Version ab, bevor du zu einer anderen zurückkehrst.',
  ],
  rewritten: [
    'das Template des Modells frühere Nachrichten jetzt anders formatiert',
    'In einer Pause nach einer Antwort kann Hearth sie im Voraus verarbeiten.',
  ],
  documents: [
    'davor ein Dokument hinzugefügt, entfernt oder geändert wurde',
    'Hänge ein Dokument am Anfang eines Chats an oder hinter dem, was schon gesagt wurde.',
  ],
  'system-prompt': [
    'der Systemprompt, der vor allem anderen steht, geändert wurde',
    'Ändere ihn vor einem Chat statt mittendrin.',
  ],
  dropped: [
    'die ältesten Nachrichten weggelassen wurden, um Platz zu schaffen',
    'Ein längerer Kontext oder ein neuer Chat vermeidet das.',
  ],
  'window-slid': [
    'dieses Modell nur zu einem Prüfpunkt zurückkehren kann',
    'Ein Modell ohne Sliding Window und ohne rekurrente Schichten behält von einem geänderten Chat mehr.',
  ],
  'not-kept': [
    'der Zustand dieses Chats nicht gespeichert war',
    'Gib Hearth nach einer Antwort einige Sekunden und etwas Platz unter „Chat-Cache auf dem Datenträger“.',
  ],
  evicted: [
    'der Zustand dieses Chats auf dem Datenträger anderen Platz gemacht hat',
    'Mit mehr Platz unter „Chat-Cache auf dem Datenträger“ bleiben mehr davon erhalten.',
  ],
  refused: [
    'der Zustand dieses Chats auf dem Datenträger beschädigt war',
    'Geschieht das wieder, prüfe den Datenträger des Datenordners.',
  ],
  'other-model': [
    'ein anderes Modell diesen Chat verarbeitet hatte',
    'Bleibe innerhalb eines Chats bei einem Modell.',
  ],
  'other-settings': [
    'dieser Chat mit einem anderen Backend oder einer anderen Genauigkeit des KV-Caches verarbeitet wurde',
    'Bleibe innerhalb eines Chats bei einer Einstellung.',
  ],
};

const cores = (value: number): string => `${value} ${value === 1 ? 'Kern' : 'Kerne'}`;
const ofCores = (value: number): string => `${value} ${value === 1 ? 'Kern' : 'Kernen'}`;

const either = (ways: readonly string[]): string =>
  ways.length > 1 ? `${ways.slice(0, -1).join(', ')} oder ${ways.at(-1)}` : ways.join('');

const halved = (is16Bit: boolean, next: string): string =>
  is16Bit ? `8 Bit unter „Genauigkeit des KV-Caches“ halbieren das fast. ${next}` : next;

export const adviceSentences: Translated<typeof english.adviceSentences> = {
  'advice.load': (facts) => [
    spent(facts, `beim Laden des Modells${facts.bytes === null ? '' : ` (${bytes(facts.bytes)})`}`),
    'Es bleibt geladen, bis du ein anderes Modell oder eine andere Einstellung wählst; eine kleinere Datei lädt schneller.',
  ],
  'advice.queue': (facts) => [
    spent(facts, 'beim Warten auf die Engine, die immer nur eines auf einmal tut'),
    'Ist dies dringender, stoppe zuerst die andere Antwort oder Messung.',
  ],
  'advice.restore': (facts) => [
    spent(facts, 'beim Wiederherstellen des Zustands dieses Chats vom Datenträger'),
    halved(
      facts.is16Bit,
      'Öffnest du einen Chat kurz bevor du schreibst, ist er bis dahin wiederhergestellt.',
    ),
  ],
  'advice.make-room': (facts) => [
    spent(facts, 'beim Speichern des Zustands eines anderen Chats'),
    halved(
      facts.is16Bit,
      'Wartest du einige Sekunden, bevor du den Chat wechselst, ist er bis dahin gespeichert.',
    ),
  ],
  'advice.cold-cache': ({ again, ms, cause }) => {
    const [why, remedy] = coldCauses[cause];
    return [`${tokens(again)} wurden in ${duration(ms)} neu verarbeitet, weil ${why}.`, remedy];
  },
  'advice.too-many-threads': (facts) => [
    `${facts.threads} Threads teilen sich ${cores(facts.cores)} und warten aufeinander; ${reached(facts)}.`,
    `Lass „Threads“ leer oder setze höchstens ${facts.cores}.`,
  ],
  'advice.layers-on-processor': (facts) => [
    `Nur ${facts.gpuLayers} von ${facts.layers} Schichten sind auf der GPU; ${reached(facts)}.`,
    `Mehr davon passen mit ${either([
      'einer kleineren Quantisierung oder einem kleineren Modell',
      'einem kürzeren Kontext',
      ...(facts.is16Bit ? ['8 Bit als Genauigkeit des KV-Caches'] : []),
    ])}.`,
  ],
  'advice.other-processes': (facts) => [
    `Andere Prozesse haben ${facts.otherCores} von ${ofCores(facts.cores)} beschäftigt; ${reached(facts)}.`,
    'Schließe, was du währenddessen nicht brauchst.',
  ],
  'advice.throttled': (facts) => [
    `Der Prozessor wurde ${facts.times === 1 ? 'einmal' : `${facts.times}-mal`} wegen Hitze langsamer; ${reached(facts)}.`,
    'Kühlere Luft oder weniger Threads halten ihn auf voller Geschwindigkeit.',
  ],
  'advice.few-threads': (facts) => [
    `Die Engine nutzt ${facts.threads} ${facts.threads === 1 ? 'Thread' : 'Threads'} auf ${ofCores(facts.cores)}; ${reached(facts)}.`,
    'Lass „Threads“ leer.',
  ],
  'advice.stalls': (facts) => [
    `${facts.stalls} von ${tokens(facts.gaps)} brauchten ${duration(facts.stallMs)} der ${duration(facts.decodeMs)} von Decode; der Median brauchte ${duration(facts.medianMs)}.`,
    'Etwas hält diesen Rechner gelegentlich auf, zum Beispiel knapper Speicher. Seine Systemüberwachung zeigt es vielleicht.',
  ],
  'advice.long-context': (facts) => [
    `Mindestens ${percent(facts.share)} dessen, was Decode las, war der KV-Cache von ${tokens(facts.held)}.`,
    halved(facts.is16Bit, 'Ein neuer Chat aus einer Zusammenfassung beginnt mit wenig.'),
  ],
  'advice.memory-bound': (facts) => [
    `Decode las ${bytes(facts.bytesPerS)}/s, ${percent(facts.share)} dessen, was ${limitWords(facts.limit)} zulässt.`,
    `Weniger Bytes pro Token helfen: ${either([
      ...(facts.quantization === null
        ? []
        : [`eine kleinere Quantisierung${facts.quantization === '' ? '' : ` als ${facts.quantization}`}`]),
      'ein kleineres Modell',
      ...(facts.couldDraft ? ['ein Draft-Modell aus seiner Familie'] : []),
    ])}.`,
  ],
  'advice.arithmetic-bound': (facts) => [
    `Prefill von ${tokens(facts.tokens)} erreichte ${percent(facts.share)} dessen, was ${limitWords(facts.limit)} zulässt.`,
    `Weniger zu verarbeitende Token helfen: ${either([
      'eine kürzere Nachricht',
      'ein Chat, der das meiste davon schon verarbeitet hat',
      ...(facts.isOnGpu ? [] : ['eine GPU']),
    ])}.`,
  ],
};
