/** Which documents the library lists, and in which order. */
import type { DocumentInfo } from '../../main/shared/contract/documents.ts';
import type { DocumentOrder } from '../state/documents.ts';

/** Documents whose name or path has all words of `text`. */
export const matching = (documents: readonly DocumentInfo[], text: string): readonly DocumentInfo[] => {
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  return documents.filter(({ name, path }) => {
    const known = `${name} ${path ?? ''}`.toLowerCase();
    return wanted.every((word) => known.includes(word));
  });
};

/** Names begin at A, the other orders with the latest or the largest. */
export const ordered = (documents: readonly DocumentInfo[], order: DocumentOrder): DocumentInfo[] =>
  documents.toSorted((a, b) =>
    order === 'name'
      ? a.name.localeCompare(b.name, undefined, { numeric: true })
      : order === 'size'
        ? b.bytes - a.bytes
        : b.usedAt - a.usedAt,
  );
