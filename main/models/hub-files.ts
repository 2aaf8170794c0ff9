/** The model files of a repository: those that are one in several parts as one, each with what its name says of it. */
import type { HubFile } from '../contract/model-types.ts';
import type { RepositoryFile } from './hub-replies.ts';

/** As llama.cpp's gguf-split names them (`llama_split_path`). */
const splitName = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/i;

/** Smallest first. Of a split one all parts must be there; what is no GGUF is left out. `isHere` is false for all. */
export const groupFiles = (files: readonly RepositoryFile[]): HubFile[] => {
  const whole: RepositoryFile[][] = [];
  const splits = new Map<string, Map<number, RepositoryFile>>();
  for (const file of files) {
    if (!/\.gguf$/i.test(file.path)) continue;
    const split = splitName.exec(file.path);
    if (split === null) {
      whole.push([file]);
      continue;
    }
    const [, stem, number, total] = split;
    const key = `${stem} ${total}`;
    const parts = splits.get(key) ?? new Map<number, RepositoryFile>();
    splits.set(key, parts.set(Number(number), file));
  }
  for (const [key, parts] of splits) {
    const total = Number(key.slice(-5));
    const inOrder = Array.from({ length: Math.min(total, parts.size) }, (_, index) => parts.get(index + 1));
    if (total > 0 && inOrder.length === total && inOrder.every((part) => part !== undefined))
      whole.push(inOrder as RepositoryFile[]);
  }
  return whole
    .map((parts) => {
      const { path } = parts[0]!;
      return {
        path,
        parts,
        bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
        kind: kindOf(path),
        quantisation: quantisationOf(path),
        isHere: false,
      };
    })
    .toSorted((a, b) => a.bytes - b.bytes || a.path.localeCompare(b.path));
};

/** By the names that llama.cpp's own repositories and the usual quantisers give. */
export const kindOf = (path: string): HubFile['kind'] => {
  const name = fileName(path).toLowerCase();
  if (/(^|[-_.])mmproj([-_.]|$)/.test(name)) return 'projector';
  if (/(^|[-_.])imatrix([-_.]|$)|^ggml-vocab-/.test(name)) return 'other';
  // A whole model can have a head for this of its own and say so in the middle of its name.
  if (/^(mtp|dflash|eagle\d?)[-_.]|(^|[-_.])draft(er)?([-_.]|$)/.test(name)) return 'draft';
  return 'model';
};

const quantisation = new RegExp(
  String.raw`(?<=^|[-_./])(?:UD-)?(?:` +
    [
      String.raw`IQ\d_(?:XXS|XS|S|M|NL|XL)`,
      String.raw`Q\d_K(?:_(?:XXS|XS|S|M|L|XL))?`,
      String.raw`Q\d_[01](?:_[48]_[48]|_(?:XL|L))?`,
      String.raw`TQ\d_0`,
      'MXFP4(?:_MOE)?',
      'NVFP4',
      'BF16',
      'FP?16',
      'FP?32',
    ].join('|') +
    String.raw`)(?=$|[-_./])`,
  'g',
);

/**
 * The type of a file by its name, for example `Q4_K_M`, `UD-IQ3_XXS` or `MXFP4`; where its name does not say, by its
 * folder's. `null` where neither does.
 */
export const quantisationOf = (path: string): string | null => {
  const upper = path.replace(/\.gguf$/i, '').toUpperCase();
  const parts = upper.split('/').toReversed();
  for (const part of parts) {
    // Where a name has several, what the file is comes last.
    const found = part.match(quantisation)?.at(-1);
    if (found !== undefined) return found.replace('FP16', 'F16').replace('FP32', 'F32');
  }
  return null;
};

const fileName = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
