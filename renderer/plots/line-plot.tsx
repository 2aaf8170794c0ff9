/** Values over a quantity, as lines with points and with the spread of the measurements. */
import { area, line as lineOver } from 'd3-shape';
import { useState } from 'react';
import { sharp } from './axes.tsx';
import type { Stops } from './cursor.tsx';
import type { PlotProps } from './figure.tsx';
import { Marker, shapeNames, type Shape } from './marker.tsx';
import { spread } from './place.ts';
import { narrow, Plot, type Frame } from './plot.tsx';
import { quantity, quantityRange, unbroken } from './quantity.ts';
import type { Axis } from './scale.ts';
import type { Table } from './table.ts';
import type { LineTone } from './tones.ts';
import { plotWords } from '../words/plots.ts';

interface Point {
  x: number;
  y: number;
  /** The spread of the measurements, for example the 5th and the 95th percentile. */
  low?: number;
  high?: number;
}

export interface Series {
  name: string;
  /** The meaning of the series; a second series with the same tone is drawn hollow and dashed. */
  tone: LineTone;
  points: readonly Point[];
}

interface Props extends PlotProps {
  x: Axis;
  y: Axis;
  series: readonly Series[];
  /** How the spread is drawn. */
  spreadAs?: 'bars' | 'band';
  /** The names of low and high in the table, for example "p5" and "p95". */
  spreadNames?: readonly [low: string, high: string];
  /** The height of the whole drawing with its axes, in pixels. */
  height?: number;
}

interface Drawn extends Series {
  shape: Shape;
  isHollow: boolean;
  dash: string | undefined;
  points: Point[];
}

const dashes = [undefined, '5 3', '1.5 3', '8 3 1.5 3'];

/** Each series differs from the others in its marker, and in its dash from those with the same tone. */
const drawnSeries = (series: readonly Series[], x: Axis, y: Axis): Drawn[] =>
  series.map((one, index) => {
    const before = series.slice(0, index).filter(({ tone }) => tone === one.tone).length;
    return {
      ...one,
      shape: shapeNames[index % shapeNames.length]!,
      isHollow: before % 2 === 1,
      dash: dashes[before % dashes.length],
      // A logarithmic scale has no place for zero.
      points: one.points
        .filter((point) => (x.scale !== 'log' || point.x > 0) && (y.scale !== 'log' || point.y > 0))
        .toSorted((a, b) => a.x - b.x),
    };
  });

export const LinePlot = (props: Props) => {
  const { x, y, spreadAs = 'bars', spreadNames = plotWords.lines.spread } = props;
  const [at, setAt] = useState<number | null>(null);
  const series = drawnSeries(props.series, x, y).filter(({ points }) => points.length > 0);
  const all = series.flatMap((one) => one.points.map((point) => ({ point, one })));
  const chosen = at === null ? undefined : all[at];
  const words = (index: number): string => {
    const { point, one } = all[index]!;
    const value = valueWords(point, x, y);
    return series.length > 1 ? plotWords.lines.readout(one.name, value) : value;
  };
  const hasDirectLabels = (width: number): boolean => series.length > 1 && width >= narrow;
  return (
    <Plot
      {...props}
      isEmpty={all.length === 0}
      xValues={all.map(({ point }) => point.x)}
      yValues={all.flatMap(({ point }) => [point.y, point.low ?? point.y, point.high ?? point.y])}
      inset={8}
      labelRoom={(width, widthOf) =>
        hasDirectLabels(width) ? Math.max(...series.map(({ name }) => widthOf(name))) + 30 : 0
      }
      description={series
        .map(({ name, points }) => plotWords.lines.description(name, points.length))
        .join('. ')}
      legendBelow={narrow}
      legend={series.length > 1 ? series.map((one) => ({ name: one.name, mark: <Sample {...one} /> })) : []}
      table={() => tableOf(series, x, y, spreadNames)}
      at={at}
      onMove={setAt}
      stops={(frame) => stopsOf(series, frame, words)}
      readout={
        chosen && (
          <>
            <Sample {...chosen.one} />
            {unbroken(words(at!))}
          </>
        )
      }
    >
      {(frame) => (
        <>
          {chosen && (
            <path
              className="plot-guide"
              d={`M${sharp(frame.x.at(chosen.point.x))},${frame.top}V${frame.bottom}`}
            />
          )}
          {series.map((one) => (
            <SeriesMarks key={one.name} one={one} frame={frame} spreadAs={spreadAs} />
          ))}
          {chosen && (
            <circle
              className="plot-ring"
              cx={frame.x.at(chosen.point.x)}
              cy={frame.y.at(chosen.point.y)}
              r={7}
            />
          )}
          {hasDirectLabels(frame.width) && <EndLabels series={series} frame={frame} />}
        </>
      )}
    </Plot>
  );
};

const valueWords = ({ x: at, y: value, low, high }: Point, x: Axis, y: Axis): string => {
  const write = (axis: Axis, of: number): string => axis.format?.(of) ?? quantity(of, axis.unit);
  const ends =
    low === undefined || high === undefined
      ? ''
      : ` (${y.format ? `${y.format(low)}–${y.format(high)}` : quantityRange(low, high, y.unit)})`;
  return `${write(x, at)}: ${write(y, value)}${ends}`;
};

interface MarksProps {
  one: Drawn;
  frame: Frame;
  spreadAs: 'bars' | 'band';
}

const SeriesMarks = ({ one: { points, tone, shape, isHollow, dash }, frame, spreadAs }: MarksProps) => {
  const { x, y } = frame;
  const placeX = (point: Point): number => x.at(point.x);
  const low = (point: Point): number => y.at(point.low ?? point.y);
  const high = (point: Point): number => y.at(point.high ?? point.y);
  const hasSpread = points.some((point) => point.low !== undefined && point.high !== undefined);
  const band = area<Point>(placeX, low, high);
  const path = lineOver<Point>(placeX, (point) => y.at(point.y));
  return (
    <g data-tone={tone}>
      {hasSpread && spreadAs === 'band' && <path className="plot-band" d={band(points) ?? ''} />}
      {hasSpread && spreadAs === 'bars' && (
        <path
          className="plot-spread"
          d={points.map((point) => `M${sharp(placeX(point))},${low(point)}V${high(point)}`).join('')}
        />
      )}
      <path className="plot-line" d={path(points) ?? ''} strokeDasharray={dash} />
      {points.map((point) => (
        <Marker
          key={point.x}
          shape={shape}
          tone={tone}
          isHollow={isHollow}
          x={placeX(point)}
          y={y.at(point.y)}
          size={points.length > 60 ? 16 : 44}
        />
      ))}
    </g>
  );
};

/** The name of each series at the end of its line, moved apart if lines end close together. */
const EndLabels = ({
  series,
  frame: { x, y, em, top, bottom, right },
}: {
  series: Drawn[];
  frame: Frame;
}) => {
  const ends = series.map(({ points }) => points.at(-1)!);
  const places = spread(
    ends.map((end) => y.at(end.y)),
    1.3 * em,
    top,
    bottom,
  );
  return series.map((one, index) => {
    const from = [x.at(ends[index]!.x) + 7, y.at(ends[index]!.y)] as const;
    const to = [right + 6, places[index]!] as const;
    const isAside = Math.hypot(to[0] - from[0], to[1] - from[1]) > 12;
    return (
      <g key={one.name} aria-hidden="true">
        {isAside && <path className="plot-leader" d={`M${from.join()}L${to.join()}`} />}
        <Marker {...one} x={right + 14} y={to[1]} />
        <text className="plot-name" x={right + 23} y={to[1]} dy="0.35em">
          {one.name}
        </text>
      </g>
    );
  });
};

/** A short piece of the line with its marker. */
const Sample = ({ tone, shape, isHollow, dash }: Drawn) => (
  <svg className="plot-sample" width="24" height="12" data-tone={tone} aria-hidden="true">
    <path className="plot-line" d="M0,6H24" strokeDasharray={dash} />
    <Marker shape={shape} tone={tone} isHollow={isHollow} x={12} y={6} />
  </svg>
);

/** Left and right go along a line; up and down go to the nearest point of another line. */
const stopsOf = (series: Drawn[], { x, y }: Frame, words: (at: number) => string): Stops => {
  const all = series.flatMap(({ points }, line) => points.map((point) => ({ point, line })));
  const lineOf = (at: number): number => all[at]?.line ?? 0;
  const bounds = (line: number): [number, number] => [
    all.findIndex((one) => one.line === line),
    all.findLastIndex((one) => one.line === line),
  ];
  const closest = (distanceTo: (one: (typeof all)[number]) => number): number | null => {
    let found: number | null = null;
    let least = Infinity;
    for (const [index, one] of all.entries()) {
      const distance = distanceTo(one);
      if (distance < least) [found, least] = [index, distance];
    }
    return found;
  };
  return {
    count: all.length,
    words,
    nearest: (left, top) =>
      closest(({ point }) => Math.hypot(x.at(point.x) - left, (y.at(point.y) - top) / 2)),
    step: (at, key) => {
      const line = lineOf(at);
      const [first, last] = bounds(line);
      const clamp = (to: number): number => Math.max(first, Math.min(last, to));
      const other = line + (key === 'ArrowDown' ? 1 : -1);
      switch (key) {
        case 'ArrowLeft':
          return clamp(at - 1);
        case 'ArrowRight':
          return clamp(at + 1);
        case 'PageUp':
          return clamp(at - 10);
        case 'PageDown':
          return clamp(at + 10);
        case 'Home':
          return first;
        case 'End':
          return last;
        default:
          if (other < 0 || other >= series.length) return at;
          return (
            closest((one) =>
              one.line === other ? Math.abs(x.at(one.point.x) - x.at(all[at]!.point.x)) : Infinity,
            ) ?? at
          );
      }
    },
  };
};

const tableOf = (series: readonly Drawn[], x: Axis, y: Axis, names: readonly [string, string]): Table => {
  const isSeveral = series.length > 1;
  const hasSpread = series.some(({ points }) => points.some(({ low, high }) => (low ?? high) !== undefined));
  const write = (axis: Axis, value: number): string | number => axis.format?.(value) ?? value;
  const unit = (axis: Axis) => (axis.format ? {} : { unit: axis.unit });
  return {
    columns: [
      ...(isSeveral ? [{ name: plotWords.table.series }] : []),
      { name: x.label, ...unit(x) },
      { name: y.label, ...unit(y) },
      ...(hasSpread ? names.map((name) => ({ name, ...unit(y) })) : []),
    ],
    rows: series.flatMap(({ name, points }) =>
      points.map((point) => [
        ...(isSeveral ? [name] : []),
        write(x, point.x),
        write(y, point.y),
        ...(hasSpread
          ? [point.low, point.high].map((end) => (end === undefined ? null : write(y, end)))
          : []),
      ]),
    ),
  };
};
