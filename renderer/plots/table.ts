/** The numbers of a plot in rows and columns, and their formatting. */
import { numberLocale } from '../words/figures.ts';
import { shownUnit } from './quantity.ts';

interface Column {
  name: string;
  /** Shown in the header, so that the cells are plain numbers. */
  unit?: string;
}

export interface Table {
  columns: readonly Column[];
  /** `null` is an empty cell. */
  rows: readonly (readonly (string | number | null)[])[];
}

/** Headers and cells as texts, in the same order; columns of bytes and FLOP/s share one prefix. */
export const tableTexts = ({ columns, rows }: Table): { headers: string[]; cells: string[][] } => {
  const shown = columns.map(({ unit = '' }, index) => {
    // Milliseconds are kept: one unit for the whole column says more than a short figure.
    if (unit === 'ms') return { factor: 1, unit };
    return shownUnit(
      unit,
      Math.max(0, ...rows.map((row) => (typeof row[index] === 'number' ? row[index] : 0))),
    );
  });
  return {
    headers: columns.map(({ name }, index) => {
      const unit = shown[index]!.unit;
      return unit === '' ? name : `${name} (${unit})`;
    }),
    cells: rows.map((row) =>
      row.map((cell, index) => {
        if (typeof cell !== 'number') return cell ?? '';
        const value = cell / shown[index]!.factor;
        // Six digits are enough, but a whole number is never rounded.
        const digits =
          Math.abs(value) < 100_000 ? { maximumSignificantDigits: 6 } : { maximumFractionDigits: 0 };
        return value.toLocaleString(numberLocale(), digits);
      }),
    ),
  };
};

/** The format of spreadsheets: numbers without separators, in the unit of the header. */
export const tabSeparated = (table: Table): string =>
  [
    table.columns.map(({ name, unit = '' }) => (unit === '' ? name : `${name} (${unit})`)),
    ...table.rows.map((row) => row.map((cell) => cell ?? '')),
  ]
    .map((row) => row.join('\t'))
    .join('\n');
