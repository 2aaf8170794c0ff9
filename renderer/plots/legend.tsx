/** Explains the marks of a plot. */
import type { ReactNode } from 'react';

export interface LegendEntry {
  name: string;
  mark: ReactNode;
}

export const LegendRow = ({ entries }: { entries: readonly LegendEntry[] }) => (
  <ul className="plot-legend">
    {entries.map(({ name, mark }) => (
      <li key={name}>
        {mark}
        {name}
      </li>
    ))}
  </ul>
);
