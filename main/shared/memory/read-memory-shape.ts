/** What memory a model takes is told by the headers of its files, here or on a hub. */
import { memoryShapeOf, type MemoryShape } from './memory-shape.ts';
import { BadGguf, readGgufHeader, type ByteSource, type GgufHeader } from '../gguf/gguf-header.ts';

/**
 * Reads it from the headers of all parts of a model, in their order; one for a model that is not split. `null` where what
 * they say is not understood. Throws `BadGguf` where one is not as it should be, or a part is missing.
 */
export const readMemoryShape = async (parts: readonly ByteSource[]): Promise<MemoryShape | null> => {
  const headers: GgufHeader[] = [];
  // One after another: each may hold megabytes of vocabulary.
  for (const part of parts) headers.push(await readGgufHeader(part));
  const [first] = headers;
  if (first === undefined) return null;
  const count = first.metadata.get('split.count');
  if (typeof count === 'number' && count > 0 && count !== parts.length)
    throw new BadGguf(`is one of ${count} parts, of which ${parts.length} are there`);
  return memoryShapeOf(
    first.metadata,
    headers.flatMap(({ tensors }) => tensors),
  );
};
