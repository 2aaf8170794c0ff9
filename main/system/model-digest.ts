/** The identity of a model, computed from the content of its files. */
import { createHash } from 'node:crypto';
import type { ModelId } from '../shared/contract/model.ts';
import type { ByteSource } from '../shared/gguf/gguf-header.ts';
import { partPaths } from '../shared/gguf/split-name.ts';
import { openFileSource } from './file-source.ts';

const sampleBytes = 64 * 1024;
const samples = 32;

/**
 * The digest of one file: SHA-256 over its size and 32 evenly spread samples of 64 KB, among them its beginning, which names
 * the model, and its end. At most 2 MB are read whatever the size of the file, which takes a few milliseconds; all of a file
 * of 40 GB would take longer than the prefill that its stored states save. Files up to 2 MB are read whole.
 *
 * KV states, measured speeds and tuning results are stored under this digest, so another formula would lose them.
 */
export const fileDigest = async ({ size, read }: ByteSource): Promise<string> => {
  const hash = createHash('sha256').update(`${size}:`);
  const length = Math.min(sampleBytes, size);
  const offsets = Array.from({ length: samples }, (_, index) =>
    Math.floor(((size - length) * index) / (samples - 1)),
  );
  if (size <= samples * sampleBytes) {
    // The samples overlap: one read is faster than 32.
    const all = await read(0, size);
    for (const offset of offsets) hash.update(all.subarray(offset, offset + length));
  } else
    for (const sample of await Promise.all(offsets.map((offset) => read(offset, length))))
      hash.update(sample);
  return hash.digest('hex');
};

/**
 * The identity of the model whose files, in their order, have these digests; `null` if one is not known. All parts of a split
 * model count: its first part may hold no weights, and is then the same for several quantizations.
 */
export const modelIdOf = (digests: readonly (string | null)[]): ModelId | null => {
  if (digests.length === 0 || digests.includes(null)) return null;
  return digests.length === 1 ? digests[0]! : createHash('sha256').update(digests.join(' ')).digest('hex');
};

/**
 * Reads the identity of the model at `path`, and the size of all its files. `id` is `null` if one of them cannot be read;
 * `bytes` is the size of those that can.
 */
export const readIdentity = async (path: string): Promise<{ id: ModelId | null; bytes: number }> => {
  const digests: (string | null)[] = [];
  let bytes = 0;
  for (const part of partPaths(path)) {
    const source = await openFileSource(part).catch(() => null);
    digests.push(source && (await fileDigest(source).catch(() => null)));
    bytes += source?.size ?? 0;
    await source?.close();
  }
  return { id: modelIdOf(digests), bytes };
};
