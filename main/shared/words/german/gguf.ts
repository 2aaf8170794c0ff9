import { bytes, count, percent } from '../../format/figures.ts';
import type { Translated } from '../../language/language.ts';
import type * as english from '../gguf.ts';

const again = 'Lade die Datei noch einmal herunter.';

export const metadataTexts: Translated<typeof english.metadataTexts> = {
  items: (items) => `${count(items)} Einträge`,
  cut: (begin, length) => `${begin}… (${count(length)} Zeichen)`,
};

export const ggufSentences: Translated<typeof english.ggufSentences> = {
  'gguf.ends-in-header': ({ name }) => [
    `${name} ist unvollständig: Die Datei endet mitten im Header.`,
    again,
  ],
  'gguf.incomplete': ({ name, share }) => [
    `${name} ist unvollständig: ${share < 0.01 ? 'Weniger als 1\u2009%' : `Nur ${percent(Math.floor(100 * share) / 100)}`} davon sind da.`,
    again,
  ],
  'gguf.endless-header': ({ name }) => [
    `${name} ist beschädigt: Der Header ist länger als jeder andere.`,
    again,
  ],
  'gguf.endless-text': ({ name }) => [
    `${name} ist beschädigt: Der Header enthält einen Text ohne Ende.`,
    again,
  ],
  'gguf.unknown-type': ({ name }) => [
    `${name} ist beschädigt: Der Header enthält einen Wert von unbekanntem Typ.`,
    again,
  ],
  'gguf.duplicate-key': ({ name, key }) => [
    `${name} ist beschädigt: Der Header enthält „${key}“ zweimal.`,
    again,
  ],
  'gguf.bad-alignment': ({ name }) => [
    `${name} ist beschädigt: Die Ausrichtung ist keine Zweierpotenz.`,
    again,
  ],
  'gguf.duplicate-tensor': ({ name, tensor }) => [
    `${name} ist beschädigt: Der Tensor „${tensor}“ kommt zweimal vor.`,
    again,
  ],
  'gguf.misplaced-tensor': ({ name, tensor }) => [
    `${name} ist beschädigt: Der Tensor „${tensor}“ hat eine unmögliche Position.`,
    again,
  ],
  'gguf.bad-type': ({ name, tensor }) => [
    `${name} ist beschädigt: Der Tensor „${tensor}“ hat einen Typ, den kein solcher Tensor haben kann.`,
    again,
  ],
  'gguf.bad-rank': ({ name, tensor, dimensions }) => [
    `${name} ist beschädigt: Der Tensor „${tensor}“ hat ${count(dimensions)} Dimensionen.`,
    again,
  ],
  'gguf.too-many-entries': ({ name }) => [
    `${name} ist beschädigt: Der Header kündigt mehr Einträge an, als irgendein Modell hat.`,
    again,
  ],
  'gguf.too-long': ({ name, fileBytes, needed }) => [
    `${name} ist beschädigt: Die Datei ist ${bytes(fileBytes)} lang, ihre Tensoren brauchen aber nur ${bytes(needed)}.`,
    again,
  ],
  'gguf.not-finite': ({ name, key, value }) => [`${name} ist beschädigt: ${key} ist ${value}.`, again],
  'gguf.too-small': ({ name, key, value, least }) => [
    `${name} ist beschädigt: ${key} ist ${value}, muss aber mindestens ${least} sein.`,
    again,
  ],
  'gguf.too-many-experts': ({ name, used, experts }) => [
    `${name} ist beschädigt: Die Datei verwendet ${count(used)} von ${count(experts)} Experten.`,
    again,
  ],
  'gguf.too-many-merges': ({ name, merges, tokens }) => [
    `${name} ist beschädigt: Das Vokabular hat ${count(merges)} Merges für ${count(tokens)} Token, mehr als irgendein Modell.`,
    again,
  ],
  'gguf.not-numbers': ({ name, tensor }) => [
    `${name} ist beschädigt: Die Gewichte sind keine Zahlen (${tensor ?? 'in einem der Tensoren'}).`,
    again,
  ],
  'gguf.not-gguf': ({ name }) => [`${name} ist keine GGUF-Datei.`, 'Wähle ein Modell im Format GGUF.'],
  'gguf.version-1': ({ name }) => [
    `${name} hat Version 1 von GGUF, die llama.cpp nicht mehr unterstützt.`,
    'Wähle eine neuere Datei dieses Modells.',
  ],
  'gguf.byte-order': ({ name }) => [
    `${name} ist beschädigt oder für Prozessoren mit anderer Byte-Reihenfolge gemacht.`,
    again,
  ],
  'gguf.unknown-version': ({ name, version }) => [
    `${name} hat Version ${version} von GGUF, die diese Version von Hearth nicht unterstützt.`,
    'Suche nach einer neueren Version von Hearth.',
  ],
  'gguf.missing-parts': ({ name, parts, there }) => [
    `${name} ist einer von ${count(parts)} Teilen, aber nur ${count(there)} ${there === 1 ? 'liegt' : 'liegen'} im Ordner.`,
    'Lade die fehlenden Teile herunter.',
  ],
  'gguf.not-a-file': ({ name }) => [`${name} ist keine gewöhnliche Datei.`, 'Wähle eine GGUF-Datei.'],
};
