/** What every plot stands in: its name, its legend, the drawing, a line that reads values out, and its table. */
import { useId, useRef, type ReactNode } from 'react';
import { DataTable } from './data-table.tsx';
import { LegendRow, type LegendEntry } from './legend.tsx';
import type { Table } from './table.ts';
import { useRoom, type Room } from './use-room.ts';

/** What every plot takes. */
export interface PlotProps {
  /** Its accessible name, shown above it. */
  label: string;
  /** Shows no label, where a heading above says the same. */
  isLabelHidden?: boolean;
  /** One sentence, shown in its place while there is nothing to draw. */
  empty: string;
  /** What can be done about that, for example a button. */
  emptyAction?: ReactNode;
}

interface Props extends PlotProps {
  isEmpty: boolean;
  /** Of the drawing alone, in pixels; kept free while it is empty. */
  height: number;
  /** In words, for those who do not see the drawing: how much there is, and the figures that matter. */
  description: string;
  legend?: readonly LegendEntry[];
  /** The legend stands only in less width than this, where names have no room beside what they name. */
  legendBelow?: number;
  /** The value that is pointed at, or what can be said at rest; its line is always kept free. */
  readout: ReactNode;
  /** Made when it is opened. */
  table: () => Table;
  /** Between the drawing and the readout. */
  list?: ReactNode;
  /** The drawing, once it is known how wide it may be. */
  children: (room: Room, describe: SvgProps) => ReactNode;
}

/** Goes onto the drawing. */
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
