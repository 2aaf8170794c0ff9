/** The names of the parts of split models: `NAME-00001-of-00003.gguf` (`llama_split_path` in llama.cpp's src/llama.cpp). */

export interface PartName {
  prefix: string;
  /** Counted from 1. */
  part: number;
  count: number;
}

/** Returns `null` if the name is not that of a part, or if there is only one part. */
export const partOfName = (fileName: string): PartName | null => {
  const [, prefix, part, count] = /^(.+)-(\d{5})-of-(\d{5})\.gguf$/i.exec(fileName) ?? [];
  return prefix === undefined || Number(count) < 2
    ? null
    : { prefix, part: Number(part), count: Number(count) };
};

/**
 * The same key for all parts of a model, which are in one folder and differ only in their number; for any other file its own
 * path.
 */
export const setOf = (path: string): string => {
  const part = partOfName(path);
  return part === null ? path : `${part.prefix}/${part.count}`;
};

/** The name of a part, counted from 1. */
export const partName = (prefix: string, part: number, count: number): string =>
  `${prefix}-${String(part).padStart(5, '0')}-of-${String(count).padStart(5, '0')}.gguf`;

/** A file's name without the extension and the number of the part. */
export const titleOfName = (fileName: string): string =>
  partOfName(fileName)?.prefix ?? fileName.replace(/(-\d{5}-of-\d{5})?\.gguf$/i, '');
