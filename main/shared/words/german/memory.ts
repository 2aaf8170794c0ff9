import { bytes, speed, tokens } from '../../format/figures.ts';
import type { Translated } from '../../language/language.ts';
import type * as english from '../memory.ts';

type Place = Parameters<(typeof english.memorySentences)['memory.best-is-enough']>[0];

const placeOf = ({ isOnGpu, contextLength }: Pick<Place, 'isOnGpu' | 'contextLength'>): string =>
  `mit einem Kontext von ${tokens(contextLength)} ${isOnGpu ? 'auf die GPU' : 'auf diesen Rechner'}`;

const ofFree = ({ need, free }: english.NeedOfFree): string => `${bytes(need)} von ${bytes(free)} freien`;

/** Behind "Es". */
const shortage = ({ need, free, returned, where, kept }: english.Shortage): string => {
  const more = returned > 0 ? `, dazu ${bytes(returned)}, sobald das geladene Modell entladen ist` : '';
  if (where === 'gpu')
    return `braucht ${bytes(need)} auf der GPU. Dort sind aber nur ${bytes(free)} frei${more}, und der Treiber behält davon ${bytes(kept)}`;
  return `braucht ${bytes(need)}${where === 'ram' ? ' RAM' : ''}. Frei sind aber nur ${bytes(free)}${more}`;
};

const change = ({ contextLength, isEightBit, gpuLayers }: english.FitSettings): string =>
  [
    ...(contextLength === null ? [] : [`die Kontextlänge auf ${tokens(contextLength)}`]),
    ...(isEightBit ? ['die Genauigkeit des KV-Caches auf 8 Bit'] : []),
    ...(gpuLayers === null ? [] : [`die GPU-Schichten auf ${gpuLayers}`]),
  ].join(' und ');

export const memorySentences: Translated<typeof english.memorySentences> = {
  'memory.fits': ({ isTight, some, isWithoutGpu, contextLength, needsUnload, ram, vram }) => {
    const how = [
      isTight ? 'Passt gerade noch' : 'Passt',
      ...(some === null ? [] : [`mit ${some.gpuLayers} von ${some.layers} Schichten auf der GPU`]),
      ...(isWithoutGpu ? ['ohne die GPU'] : []),
      ...(contextLength === null ? [] : [`mit einem Kontext von ${tokens(contextLength)}`]),
      ...(needsUnload ? ['sobald das geladene Modell entladen ist'] : []),
    ];
    const needs = vram === null ? ofFree(ram) : `${ofFree(vram)} auf der GPU und ${ofFree(ram)} im RAM`;
    return [`${how.join(' ').replace(' sobald', ', sobald')}.`, `Braucht ${needs}.`];
  },
  'memory.too-large': (facts) => ['Passt nicht.', `Es ${shortage(facts)}.`],
  'memory.refused': (facts) => [
    `${facts.name} passt nicht: Es ${shortage(facts.shortage)}.`,
    facts.with === null
      ? 'Wähle ein kleineres Modell oder eine kleinere Quantisierung, oder schließe andere Programme.'
      : `Setze ${change(facts.with)}, dann braucht es ${facts.with.isOnGpu ? 'dort ' : ''}${bytes(facts.with.need)}.`,
  ],
  'memory.best-is-faster': (facts) =>
    `${facts.name} würde hier ${speed(facts.speed, 1000)} generieren, ${facts.slower} nur ${speed(facts.slowerSpeed, 1000)}, und dessen Antworten sind kaum besser.`,
  'memory.best-is-poor': ({ name }) => [
    `${name} ist die beste, die passt, verliert aber viel von der Qualität des Modells.`,
    'Wähle stattdessen ein kleineres Modell.',
  ],
  'memory.best-is-worse': ({ name }) => [
    `${name} ist die beste, die passt. Ihre Antworten sind merklich schlechter als die des Originals.`,
    'Ein kleineres Modell in Q4_K_M ist vielleicht besser.',
  ],
  'memory.best-is-split': (facts) =>
    `${facts.name} behält mit einem Kontext von ${tokens(facts.contextLength)} ${facts.gpuLayers} von ${facts.layers} Schichten auf der GPU: Kleinere verlieren an Qualität, größere sind langsamer.`,
  'memory.best-is-enough': (facts) =>
    `${facts.name} passt ${placeOf(facts)}, in ${bytes(facts.size)}, und größere sind kaum besser.`,
  'memory.best-is-largest': (facts) =>
    `${facts.name} ist die größte, die ${placeOf(facts)} ${facts.isTight ? 'gerade noch passt' : 'passt'}.`,
  'memory.change': (facts) => `Damit es passt, setze ${change(facts)}.`,
};
