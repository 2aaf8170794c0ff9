/** The header of a model file on this machine. */
import { basename } from 'node:path';
import { Refusal } from '../rpc/refusal.ts';
import { openFileSource } from './file-source.ts';
import { BadGguf, readGgufHeader, type GgufHeader } from './gguf-header.ts';

/** `null` where the file cannot be opened, which is for others to explain. Throws `Refusal` where it is no good GGUF. */
export const readLocalHeader = async (path: string): Promise<GgufHeader | null> => {
  const source = await openFileSource(path).catch(() => null);
  if (source === null) return null;
  try {
    return await readGgufHeader(source);
  } catch (error) {
    if (error instanceof BadGguf) throw new Refusal(error.sentence(basename(path)));
    // A folder can be opened and not read.
    return null;
  } finally {
    await source.close();
  }
};
