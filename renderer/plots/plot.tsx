/** A figure with two axes. Its child gets the scales and draws the data. */
import type { ReactNode } from 'react';
import { sharp, XAxis, YAxis, type Edges } from './axes.tsx';
import { Cursor, type Stops } from './cursor.tsx';
import { Figure, type PlotProps } from './figure.tsx';
import type { LegendEntry } from './legend.tsx';
import { extent, makeScale, type Axis, type Scale } from './scale.ts';
import type { Table } from './table.ts';
import { textWidth } from './text-width.ts';

/** The positions of values in the drawing. */
export interface Frame extends Edges {
  x: Scale;
  y: Scale;
  width: number;
  /** The text size in pixels, and the width of a text. */
  em: number;
  widthOf: (text: string) => number;
}

interface Props extends PlotProps {
  x: Axis;
  y: Axis;
  /** The values that the axes must cover, in the units of the axes. */
  xValues: readonly number[];
  yValues: readonly number[];
  /** The height of the whole drawing with its axes, in pixels. */
  height?: number;
  /** Lines across the plot: at the ticks of y, or of both axes. */
  grid?: 'y' | 'both';
  /** Pixels between the first and last values and the sides, for markers. */
  inset?: number;
  /** Pixels to the right of the plot area for labels, given the width of the drawing. */
  labelRoom?: (width: number, widthOf: (text: string) => number) => number;
  description: string;
  legend?: readonly LegendEntry[];
  legendBelow?: number;
  isEmpty?: boolean;
  /** Created when it is opened. */
  table: () => Table;
  /** The value that is read out, as an index of the stops. */
  at?: number | null;
  onMove?: (at: number | null) => void;
  /** Without stops, the plot does not react to the pointer. */
  stops?: (frame: Frame) => Stops;
  readout?: ReactNode;
  list?: ReactNode;
  children: (frame: Frame) => ReactNode;
}

/** Below this width, whatever is beside the plot area moves above or below it, and units move into the titles. */
export const narrow = 480;

const frameOf = (
  { x, y, xValues, yValues, height = 240, inset = 0, labelRoom }: Props,
  width: number,
  em: number,
): Frame => {
  const widthOf = (text: string): number => textWidth(text, em);
  const isShort = width < narrow;
  const top = Math.round(2.4 * em);
  const bottom = Math.round(height - 3.25 * em);
  const yScale = makeScale(y, y.domain ?? extent(yValues, y.scale !== 'log'), {
    range: [bottom, top],
    spacing: 2.5 * em,
    lengthOf: () => em,
    gap: em,
    isNice: y.domain === undefined,
    isShort,
  });
  const left = Math.ceil(Math.max(0, ...yScale.ticks.map(({ text }) => widthOf(text))) + 0.75 * em);
  const room = labelRoom?.(width, widthOf) ?? 0;
  const xScaleTo = (right: number): Scale =>
    makeScale(x, x.domain ?? extent(xValues, false), {
      range: [left + inset, right - inset],
      spacing: 3 * em,
      lengthOf: widthOf,
      gap: 2 * em,
      isNice: false,
      isShort,
    });
  // The label of the last tick extends to the right unless there is space for it.
  let right = Math.floor(width - room - 1);
  let xScale = xScaleTo(right);
  const last = xScale.ticks.at(-1);
  const over = last ? Math.ceil(last.at + widthOf(last.text) / 2 - width) : 0;
  if (over > 0) xScale = xScaleTo((right -= over));
  return { x: xScale, y: yScale, left, right, top, bottom, width, em, widthOf };
};

export const Plot = (props: Props) => {
  const {
    label,
    height = 240,
    grid = 'y',
    isEmpty = false,
    at = null,
    stops,
    onMove,
    readout,
    children,
  } = props;
  return (
    <Figure {...props} height={height} isEmpty={isEmpty} readout={readout}>
      {({ width, em }, describe) => {
        const frame = frameOf(props, width, em);
        const { x, y, left, right, top, bottom } = frame;
        return (
          <>
            <svg className="plot-svg" style={{ width, height }} {...describe}>
              <YAxis scale={y} edges={frame} em={em} />
              <XAxis scale={x} edges={frame} em={em} widthOf={frame.widthOf} hasGrid={grid === 'both'} />
              <path className="plot-base" d={`M${left},${sharp(bottom)}H${right}`} />
              {children(frame)}
            </svg>
            {stops && onMove && (
              <Cursor
                label={label}
                stops={stops(frame)}
                at={at}
                onMove={onMove}
                area={{ left, top, width: right - left, height: bottom - top }}
              />
            )}
          </>
        );
      }}
    </Figure>
  );
};
