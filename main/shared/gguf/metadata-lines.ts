/** A header's metadata as text, for people to read. */
import type { MetadataLine } from '../contract/library.ts';
import type { GgufHeader } from './gguf-header.ts';

/** UTF-16 code units; a chat template is mostly within it. */
const longestValue = 20_000;
/** Real files have some tens. */
const mostLines = 1000;

/** In the file's own order. */
export const metadataLines = ({ metadata }: GgufHeader): MetadataLine[] =>
  [...metadata]
    .slice(0, mostLines)
    .map(([key, value]) => ({ key: shortened(key, 200), value: textOf(value) }));

const textOf = (value: GgufHeader['metadata'] extends Map<string, infer Value> ? Value : never): string => {
  if (typeof value !== 'object') return shortened(String(value), longestValue);
  if (Array.isArray(value)) return shortened(value.join(', '), longestValue);
  return `${value.items.toLocaleString('en')} items`;
};

const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most)}… (${text.length.toLocaleString('en')} characters)`;
