import type { Translated } from '../../../main/shared/language/language.ts';
import { bytes, speed, thin, tokens } from '../figures.ts';
import type * as english from '../fit.ts';

const pace = (tokensPerS: number): string => speed(tokensPerS, 1_000) ?? `0${thin}Token/s`;

export const fitWords: Translated<typeof english.fitWords> = {
  title: 'Speicher',
  verdicts: { fits: 'Passt', tight: 'Knapp', 'too-large': 'Zu groß' },
  parts: {
    weights: { name: 'Gewichte', meaning: 'Das Modell selbst, wie es in der Datei gespeichert ist' },
    kvCache: {
      name: 'KV-Cache',
      meaning: 'Der verarbeitete Text eines Chats; wächst mit der Kontextlänge',
    },
    compute: { name: 'Rechenpuffer', meaning: 'Zwischenergebnisse eines Batches' },
    engine: { name: 'Engine', meaning: 'Der Prozess der Engine selbst' },
  },
  estimating: 'Speicherbedarf wird geschätzt…',
  unknown: 'Speicherbedarf unbekannt: Im Header der Datei fehlen die nötigen Angaben.',
  used: (need, room) => `${bytes(need)} von ${bytes(room)}`,
  free: (free, returned) =>
    returned > 0
      ? `${bytes(free)} frei, dazu ${bytes(returned)}, sobald das jetzige Modell entladen ist`
      : `${bytes(free)} frei`,
  gpu: (name, gpuLayers, layers) => `${name}, ${gpuLayers} von ${layers} Schichten`,
  ram: 'Speicher',
  speed: (tokensPerS) => `Etwa ${pace(tokensPerS)}`,
  shortSpeed: (tokensPerS) => `≈${thin}${pace(tokensPerS)}`,
  speedHint:
    'Decode-Geschwindigkeit bei leerem Kontext, geschätzt aus der gemessenen Speicherbandbreite dieses Rechners. Lange Chats sind langsamer.',
  contextLength: 'Kontextlänge',
  exactContextLength: 'Kontextlänge (Token)',
  tokens: 'Token',
  keepContext: (length) => `${tokens(length)} verwenden`,
};
