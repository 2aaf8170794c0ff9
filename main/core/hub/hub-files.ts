/** The model files of a repository. The parts of a split file become one entry, and each entry has what its name tells. */
import type { HubFile } from '../../shared/contract/hub.ts';
import type { RepositoryFile } from './hub-replies.ts';
import { kindOfName } from '../../shared/model/name-kind.ts';
import { quantizationOfName } from '../../shared/model/quantization.ts';
import { partOfName } from '../../shared/gguf/split-name.ts';

/** Smallest first. All parts of a split file must exist; files that are not GGUF are left out. `isHere` is false for all. */
export const groupFiles = (files: readonly RepositoryFile[]): HubFile[] => {
  const whole: RepositoryFile[][] = [];
  const splits = new Map<string, { count: number; parts: Map<number, RepositoryFile> }>();
  for (const file of files) {
    if (!/\.gguf$/i.test(file.path)) continue;
    const split = partOfName(file.path);
    if (split === null) {
      whole.push([file]);
      continue;
    }
    const { prefix, part, count } = split;
    const key = `${prefix} ${count}`;
    const set = splits.get(key) ?? { count, parts: new Map<number, RepositoryFile>() };
    set.parts.set(part, file);
    splits.set(key, set);
  }
  for (const { count, parts } of splits.values()) {
    const inOrder = Array.from({ length: Math.min(count, parts.size) }, (_, index) => parts.get(index + 1));
    if (inOrder.length === count && inOrder.every((part) => part !== undefined)) whole.push(inOrder);
  }
  return whole
    .map((parts) => {
      const { path } = parts[0]!;
      return {
        path,
        parts,
        bytes: parts.reduce((sum, { bytes }) => sum + bytes, 0),
        kind: kindOf(path),
        quantization: quantizationOfName(path),
        isHere: false,
      };
    })
    .toSorted((a, b) => a.bytes - b.bytes || a.path.localeCompare(b.path));
};

const kindOf = (path: string): HubFile['kind'] =>
  kindOfName(path.slice(path.lastIndexOf('/') + 1)) ?? 'model';
