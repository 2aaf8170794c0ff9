/** Names of the parts of split models: `NAME-00001-of-00003.gguf` (`llama_split_path` in llama.cpp's src/llama.cpp). */

export interface PartName {
  prefix: string;
  /** From 1. */
  part: number;
  count: number;
}

/** `null` for what is no part, or the only one. */
export const partOfName = (fileName: string): PartName | null => {
  const [, prefix, part, count] = /^(.+)-(\d{5})-of-(\d{5})\.gguf$/i.exec(fileName) ?? [];
  return prefix === undefined || Number(count) < 2
    ? null
    : { prefix, part: Number(part), count: Number(count) };
};

/** The same for all parts of a model, which lie in one folder and differ in their number; any other file's own path. */
export const setOf = (path: string): string => {
  const part = partOfName(path);
  return part === null ? path : `${part.prefix}/${part.count}`;
};

/** The name of a part, from 1. */
export const partName = (prefix: string, part: number, count: number): string =>
  `${prefix}-${String(part).padStart(5, '0')}-of-${String(count).padStart(5, '0')}.gguf`;

/** A file's name without what says that it is a GGUF file, and which part. */
export const titleOfName = (fileName: string): string =>
  partOfName(fileName)?.prefix ?? fileName.replace(/(-\d{5}-of-\d{5})?\.gguf$/i, '');
