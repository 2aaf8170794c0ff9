/** Tables as comma-separated values (RFC 4180), for spreadsheets. */
import type { Inline, TableRow } from './nodes.ts';

export const csvOf = (rows: readonly TableRow[]): string =>
  rows.map((row) => `${row.map((cell) => fieldOf(plainOf(cell)).trim()).join(',')}\r\n`).join('');

/** A spreadsheet computes such a field, which can send its cells to a server; numbers with a sign stay as they are. */
const isFormula = /^\s*(?:[=@\t\r]|[+-](?![\d.,\s%]*$))/;

const fieldOf = (text: string): string => {
  const safe = isFormula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
};

const plainOf = (nodes: readonly Inline[]): string => nodes.map(plainOfOne).join('');

const plainOfOne = (node: Inline): string => {
  switch (node.type) {
    case 'text':
    case 'html':
    case 'inlineCode':
    case 'inlineMath':
      return node.value;
    case 'break':
      return '\n';
    case 'image':
      return node.alt || node.url;
    case 'footnoteReference':
      return `[${node.label}]`;
    default:
      return plainOf(node.children);
  }
};
