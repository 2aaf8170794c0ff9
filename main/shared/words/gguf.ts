/** Why a file cannot be read as GGUF. `name`: of the file. */
import { bytes, count, percent } from '../format/figures.ts';
import type { Sentences } from './told.ts';
import { translatable } from '../language/language.ts';

interface Name {
  name: string;
}
interface Tensor extends Name {
  tensor: string;
}

const again = 'Download it again.';

/** Values of a model's metadata that are not shown whole. */
export const metadataTexts = translatable('metadataTexts', {
  items: (items: number): string => `${count(items)} items`,
  /** `begin`: the beginning of a text of `length` UTF-16 code units. */
  cut: (begin: string, length: number): string => `${begin}… (${count(length)} characters)`,
} as const);

export const ggufSentences = {
  'gguf.ends-in-header': ({ name }: Name) => [`${name} is incomplete: it ends within its header.`, again],
  /** `share`: of the file, from 0 to 1. */
  'gguf.incomplete': ({ name, share }: Name & { share: number }) => [
    `${name} is incomplete: ${share < 0.01 ? 'less than 1\u2009%' : `only ${percent(Math.floor(100 * share) / 100)}`} of it is there.`,
    again,
  ],
  'gguf.endless-header': ({ name }: Name) => [
    `${name} is damaged: its header is longer than any other.`,
    again,
  ],
  'gguf.endless-text': ({ name }: Name) => [
    `${name} is damaged: its header has a text without an end.`,
    again,
  ],
  'gguf.unknown-type': ({ name }: Name) => [
    `${name} is damaged: its header has a value of unknown type.`,
    again,
  ],
  'gguf.duplicate-key': ({ name, key }: Name & { key: string }) => [
    `${name} is damaged: its header contains “${key}” twice.`,
    again,
  ],
  'gguf.bad-alignment': ({ name }: Name) => [
    `${name} is damaged: its alignment is not a power of two.`,
    again,
  ],
  'gguf.duplicate-tensor': ({ name, tensor }: Tensor) => [
    `${name} is damaged: it lists the tensor “${tensor}” twice.`,
    again,
  ],
  'gguf.misplaced-tensor': ({ name, tensor }: Tensor) => [
    `${name} is damaged: its tensor “${tensor}” has an impossible position.`,
    again,
  ],
  'gguf.bad-type': ({ name, tensor }: Tensor) => [
    `${name} is damaged: its tensor “${tensor}” has a type that no such tensor can have.`,
    again,
  ],
  'gguf.bad-rank': ({ name, tensor, dimensions }: Tensor & { dimensions: number }) => [
    `${name} is damaged: its tensor “${tensor}” has ${count(dimensions)} dimensions.`,
    again,
  ],
  'gguf.too-many-entries': ({ name }: Name) => [
    `${name} is damaged: its header announces more entries than any model has.`,
    again,
  ],
  'gguf.too-long': ({ name, fileBytes, needed }: Name & { fileBytes: number; needed: number }) => [
    `${name} is damaged: it is ${bytes(fileBytes)} long, but its tensors take only ${bytes(needed)}.`,
    again,
  ],
  /** `value`: as text, since JSON has neither infinities nor NaN. */
  'gguf.not-finite': ({ name, key, value }: Name & { key: string; value: string }) => [
    `${name} is damaged: its ${key} is ${value}.`,
    again,
  ],
  'gguf.too-small': ({ name, key, value, least }: Name & { key: string; value: number; least: number }) => [
    `${name} is damaged: its ${key} is ${value}, but must be at least ${least}.`,
    again,
  ],
  'gguf.too-many-experts': ({ name, used, experts }: Name & { used: number; experts: number }) => [
    `${name} is damaged: it uses ${count(used)} of ${count(experts)} experts.`,
    again,
  ],
  'gguf.too-many-merges': ({ name, merges, tokens }: Name & { merges: number; tokens: number }) => [
    `${name} is damaged: its vocabulary has ${count(merges)} merges for ${count(tokens)} tokens, more than any model has.`,
    again,
  ],
  /** `tensor`: `null` if its name is not readable. */
  'gguf.not-numbers': ({ name, tensor }: Name & { tensor: string | null }) => [
    `${name} is damaged: its weights are not numbers (${tensor ?? 'one of its tensors'}).`,
    again,
  ],
  'gguf.not-gguf': ({ name }: Name) => [`${name} is not a GGUF file.`, 'Choose a model in GGUF format.'],
  'gguf.version-1': ({ name }: Name) => [
    `${name} is in version 1 of GGUF, which llama.cpp no longer supports.`,
    'Choose a newer file of this model.',
  ],
  'gguf.byte-order': ({ name }: Name) => [
    `${name} is damaged, or made for processors with a different byte order.`,
    again,
  ],
  'gguf.unknown-version': ({ name, version }: Name & { version: number }) => [
    `${name} is in version ${version} of GGUF, which this version of Hearth does not support.`,
    'Look for a newer version of Hearth.',
  ],
  'gguf.missing-parts': ({ name, parts, there }: Name & { parts: number; there: number }) => [
    `${name} is one of ${count(parts)} parts, but only ${count(there)} ${there === 1 ? 'is' : 'are'} in the folder.`,
    'Download the missing parts.',
  ],
  'gguf.not-a-file': ({ name }: Name) => [`${name} is not a regular file.`, 'Choose a GGUF file.'],
} as const satisfies Sentences<'gguf'>;
