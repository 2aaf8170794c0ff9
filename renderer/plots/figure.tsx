/** The frame of every plot: its name, its legend, the drawing, a line that reads values out, and its table. */
import { useId, useRef, type ReactNode } from 'react';
import { DataTable } from './data-table.tsx';
import { LegendRow, type LegendEntry } from './legend.tsx';
import type { Table } from './table.ts';
import { useRoom, type Room } from './use-room.ts';

/** The properties that all plots share. */
export interface PlotProps {
  /** The accessible name, shown above the plot. */
  label: string;
  /** Hides the label if a heading above says the same. */
  isLabelHidden?: boolean;
  /** One sentence that is shown in place of the drawing while there is no data. */
  empty: string;
  /** An action against that, for example a button. */
  emptyAction?: ReactNode;
}

interface Props extends PlotProps {
  isEmpty: boolean;
  /** The height of the drawing alone, in pixels; the space is kept while it is empty. */
  height: number;
  /** A description for people who do not see the drawing: how much data there is, and the figures that matter. */
  description: string;
  legend?: readonly LegendEntry[];
  /** Shows the legend only below this width, where there is no space for names beside the lines. */
  legendBelow?: number;
  /** The value under the pointer, or a general text; its line always keeps its space. */
  readout: ReactNode;
  /** Created when it is opened. */
  table: () => Table;
  /** Shown between the drawing and the readout. */
  list?: ReactNode;
  /** The drawing, once its width is known. */
  children: (room: Room, describe: SvgProps) => ReactNode;
}

/** Properties for the `svg` element. */
interface SvgProps {
  role: 'img';
  'aria-label': string;
}

export const Figure = ({
  label,
  isLabelHidden = false,
  empty,
  emptyAction,
  isEmpty,
  height,
  description,
  legend = [],
  legendBelow = Infinity,
  readout,
  table,
  list,
  children,
}: Props) => {
  const caption = useId();
  const body = useRef<HTMLDivElement>(null);
  const room = useRoom(body);
  return (
    <figure className="plot" aria-labelledby={caption}>
      <figcaption id={caption} className={isLabelHidden ? 'hidden' : 'plot-label'}>
        {label}
      </figcaption>
      {!isEmpty && legend.length > 0 && room.width < legendBelow && <LegendRow entries={legend} />}
      <div ref={body} className="plot-body" style={isEmpty ? { minHeight: height } : undefined}>
        {isEmpty ? (
          <div className="plot-empty">
            <p>{empty}</p>
            {emptyAction}
          </div>
        ) : (
          room.width > 0 && children(room, { role: 'img', 'aria-label': `${label}. ${description}` })
        )}
      </div>
      {!isEmpty && (
        <>
          {list}
          <div className="plot-foot">
            {/* A space keeps the line as high as with words. */}
            <p className="plot-readout">{readout || '\u00a0'}</p>
            <DataTable label={label} table={table} />
          </div>
        </>
      )}
    </figure>
  );
};
