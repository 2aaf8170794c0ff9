/** How large a document is, in the unit that people count it in. */
import type { DocumentInfo } from '../../main/shared/contract/documents.ts';
import { documentsWords as words } from '../words/documents.ts';

const countedInLines = new Set(['text', 'markdown', 'code', 'table', 'json', 'sheet', 'folder']);

/** Pages, or lines of what is read by lines, otherwise bytes. */
export const sizeOf = ({ facts, bytes }: Pick<DocumentInfo, 'facts' | 'bytes'>): string => {
  if (facts?.pages) return words.pages(facts.pages.count);
  if (facts !== null && countedInLines.has(facts.kind)) return words.lines(facts.lines);
  return words.size(bytes);
};
