import { bytes, count, percent, tokens } from '../../format/figures.ts';
import type { Translated } from '../../language/language.ts';
import type * as english from '../measuring.ts';

type Sentences = typeof english.measuringSentences;
type Weights = Parameters<Sentences['measuring.generating']>[0]['weights'];
type Fastest = Parameters<Sentences['measuring.bandwidth-how']>[0];
type Prefill = Parameters<Sentences['measuring.warming-prefill']>[0];

/** In the dative, without an article. */
const weightsOf = (weights: Weights): string => `${weights.type}-Gewichten von ${bytes(weights.bytes)}`;

const runsOf = ({ runs, spread, others }: Fastest): string =>
  [
    `bester von ${runs} Läufen, die Hälfte davon innerhalb von ${percent(spread)}`,
    ...others.map(({ type, share }) => `${type} erreichte ${percent(share)}`),
  ].join('; ');

export const exportTexts: Translated<typeof english.exportTexts> = {
  build: (releases) => `Build: llama.cpp ${releases.join(', ')}, gemessen von Hearth`,
  stopped: (models) => `Vor dem Ende gestoppt: ${models.join(', ')}`,
};

const prefillOf = (facts: Prefill): string =>
  `${tokens(facts.tokens)}${facts.batchSize === null ? '' : ` in Batches von ${count(facts.batchSize)}`}`;

const insteadOf = (text: string): string => (text === '' ? '' : `, nicht „${text}“`);

export const measuringSentences: Translated<Sentences> = {
  'measuring.waiting': () => 'Wartet auf die Engine',
  'measuring.starting': () => 'llama.cpp startet',
  'measuring.generating': ({ weights }) => `Erzeugen von ${weightsOf(weights)}`,
  'measuring.decoding-through': ({ weights }) => `Decode mit ${weightsOf(weights)}`,
  'measuring.prefilling-through': ({ weights }) => `Prefill mit ${weightsOf(weights)}`,
  'measuring.done': () => 'Fertig',
  'measuring.loading': ({ loaded }) => `Modell wird geladen, ${percent(loaded)}`,
  'measuring.tuning': () => 'Die Engine wird auf diesen Rechner abgestimmt',
  'measuring.warming-prefill': (facts) => `Aufwärmen für Prefill von ${prefillOf(facts)}`,
  'measuring.prefilling': (facts) => `Prefill von ${prefillOf(facts)}, ${facts.repeat} von ${facts.repeats}`,
  'measuring.warming-decode': () => 'Aufwärmen für Decode',
  'measuring.filling': ({ depth }) => `Verarbeiten von ${tokens(depth)} vor Decode`,
  'measuring.decoding': (facts) =>
    `Decode von ${tokens(facts.tokens)}${facts.depth === 0 ? '' : ` nach ${count(facts.depth)}`}, ${facts.repeat} von ${facts.repeats}`,
  'measuring.without-tests': (facts, what) =>
    `${what(facts.step)}; ohne ${facts.tests.join(', ')}, ${facts.tests.length === 1 ? 'länger' : 'alle länger'} als der Kontext des Modells von ${tokens(facts.contextLength)}`,
  'measuring.bandwidth-how': (facts) =>
    `einmal pro Token gelesen, mit ${weightsOf(facts.weights)}; ${runsOf(facts)}`,
  'measuring.compute-how': (facts) =>
    `${tokens(facts.batchSize)} auf einmal mit ${weightsOf(facts.weights)}; ${runsOf(facts)}`,
  'measuring.busy': () => ['Eine Messung läuft schon.', 'Warte darauf, oder stoppe sie.'],
  'measuring.not-possible': () => 'Diese Engine kann nicht messen.',
  'measuring.stopped': () => 'Die Messung wurde gestoppt.',
  'measuring.stopped-early': () => 'Der Benchmark wurde gestoppt, bevor es Ergebnisse gab.',
  'measuring.engine-ended': () => [
    'Die Engine endete während der Messung. Die Einzelheiten stehen im Protokoll.',
    'Versuche es erneut.',
  ],
  'measuring.too-busy': ({ cores }) => [
    `Andere Programme haben ${cores.toFixed(1).replace('.', ',')} Kerne beschäftigt. Diese Messung wurde deshalb verworfen.`,
    'Schließe sie und miss erneut.',
  ],
  'measuring.no-memory': () => [
    'Zum Messen ist zu wenig Speicher frei.',
    'Schließe zuerst andere Programme.',
  ],
  'measuring.disk-full': () => [
    'Zum Messen mit erzeugten Modellen ist der Datenträger zu voll.',
    'Schaffe 1 GB Platz und versuche es dann erneut.',
  ],
  'measuring.not-whole': ({ field, from, to, text }) =>
    `${field}: Erlaubt ist eine ganze Zahl von ${count(from)} bis ${count(to)}${insteadOf(text)}.`,
  'measuring.not-all-whole': ({ field, from, to, text }) =>
    `${field}: Erlaubt sind ganze Zahlen von ${count(from)} bis ${count(to)}, durch Kommas getrennt${insteadOf(text)}.`,
  'measuring.too-many-numbers': ({ field, most }) =>
    `${field}: Erlaubt sind höchstens ${count(most)} Zahlen.`,
  'measuring.no-tests': () => [
    'Der Plan enthält keine Tests.',
    'Gib mindestens eine Prompt-Länge oder eine Tiefe ein.',
  ],
  'measuring.nothing-fits': ({ name, contextLength }) => [
    `${name} hat einen Kontext von ${count(contextLength)} Token, und jeder Test braucht mehr.`,
    'Wähle kürzere Prompts oder kleinere Tiefen.',
  ],
};
