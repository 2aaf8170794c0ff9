/** Reads the memory shape of a model from the headers of its files, local or on a hub. */
import { memoryShapeOf, type MemoryShape } from './memory-shape.ts';
import { BadGguf, fault } from '../gguf/bad-gguf.ts';
import { readGgufHeader, type ByteSource, type GgufHeader } from '../gguf/gguf-header.ts';

/**
 * Reads the shape from the headers of all parts of a model, in their order; a model that is not split has one part. Returns
 * `null` if the headers are not understood. Throws `BadGguf` if a header is damaged or a part is missing.
 */
export const readMemoryShape = async (parts: readonly ByteSource[]): Promise<MemoryShape | null> => {
  const headers: GgufHeader[] = [];
  // One at a time, since each header may hold megabytes of vocabulary.
  for (const part of parts) headers.push(await readGgufHeader(part));
  const [first] = headers;
  if (first === undefined) return null;
  const count = first.metadata.get('split.count');
  if (typeof count === 'number' && count > 0 && count !== parts.length)
    throw new BadGguf(fault('gguf.missing-parts', { parts: count, there: parts.length }));
  return memoryShapeOf(
    first.metadata,
    headers.flatMap(({ tensors }) => tensors),
  );
};
