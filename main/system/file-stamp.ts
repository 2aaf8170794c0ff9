/** Tells whether a file may have changed since it was read, without reading it. */
import type { BigIntStats } from 'node:fs';
import { stat } from 'node:fs/promises';

/** Another one when the content of the file may be another. */
export const stampOf = ({ size, mtimeNs, ino }: Pick<BigIntStats, 'size' | 'mtimeNs' | 'ino'>): string =>
  `${size}:${mtimeNs}:${ino}`;

/** The stamps of files, in their order, as one text; `null` if one of them is not there or does not answer. */
export const stampsOf = async (paths: readonly string[]): Promise<string | null> => {
  try {
    const all = await Promise.all(paths.map((path) => stat(path, { bigint: true })));
    return JSON.stringify(all.map(stampOf));
  } catch {
    return null;
  }
};
