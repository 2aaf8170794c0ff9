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

/** No model is split into more parts; llama.cpp's tools write a few dozen at most. */
const mostParts = 1000;

/** The paths of all parts of the model that the file at `path` is or is a part of, in their order, by the names alone. */
export const partPaths = (path: string): string[] => {
  const { prefix, count } = partOfName(path) ?? { prefix: '', count: 1 };
  return count === 1 || count > mostParts
    ? [path]
    : Array.from({ length: count }, (_, index) => partName(prefix, index + 1, count));
};

/** A file's name without the extension and the number of the part. */
export const titleOfName = (fileName: string): string =>
  partOfName(fileName)?.prefix ?? fileName.replace(/(-\d{5}-of-\d{5})?\.gguf$/i, '');
