/** Formats the metadata of a header as text. */
import type { MetadataLine } from '../contract/library.ts';
import { metadataTexts } from '../words/gguf.ts';
import type { GgufHeader } from './gguf-header.ts';

/** UTF-16 code units; most chat templates are shorter. */
const longestValue = 20_000;
/** Real files have a few dozen lines. */
const mostLines = 1000;

/** One line for each entry, in the file's own order. */
export const metadataLines = ({ metadata }: GgufHeader): MetadataLine[] =>
  [...metadata]
    .slice(0, mostLines)
    .map(([key, value]) => ({ key: shortened(key, 200), value: textOf(value) }));

const textOf = (value: GgufHeader['metadata'] extends Map<string, infer Value> ? Value : never): string => {
  if (typeof value !== 'object') return shortened(String(value), longestValue);
  if (Array.isArray(value)) return shortened(value.join(', '), longestValue);
  return metadataTexts.items(value.items);
};

const shortened = (text: string, most: number): string =>
  text.length <= most ? text : metadataTexts.cut(text.slice(0, most), text.length);
