/** The relations between the parts of Office documents (ECMA-376, part 2). */
import { posix } from 'node:path';
import type { Zip } from '../zip.ts';
import { readXml } from './xml.ts';

export interface Relation {
  id: string;
  /** The last part of its name, as `footnotes`. */
  type: string;
  /** The path in the archive. */
  target: string;
}

/** The relations of the part with this path, or of the whole document if it is empty. None if they are missing. */
export const relationsOf = async (zip: Zip, path: string): Promise<Relation[]> => {
  const folder = posix.dirname(path);
  const xml = await zip.readText(posix.join(folder, '_rels', `${posix.basename(path)}.rels`));
  const relations: Relation[] = [];
  readXml(xml ?? '', {
    open: (_name, { Id: id, Type: type = '', Target: target, TargetMode: mode }) => {
      if (id === undefined || target === undefined || mode === 'External') return;
      const inside = target.startsWith('/') ? target : posix.join('/', folder, target);
      relations.push({ id, type: type.slice(type.lastIndexOf('/') + 1), target: inside.slice(1) });
    },
  });
  return relations;
};
