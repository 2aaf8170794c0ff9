/** What the model reached compared with what the machine allows: prefill and decode under the limits of memory and compute. */
import { useState } from 'react';
import { sharp } from './axes.tsx';
import type { Stops } from './cursor.tsx';
import type { PlotProps } from './figure.tsx';
import { Marker } from './marker.tsx';
import { lineBoxes, placeBeside, type Box } from './place.ts';
import { Plot, type Frame } from './plot.tsx';
import { quantity, unbroken } from './quantity.ts';
import { beyond } from '../../main/shared/speed/phases.ts';
import { ridge, roofAt, type Ceilings } from './roof.ts';
import type { Axis } from './scale.ts';
import type { Table } from './table.ts';
import { plotWords } from '../words/plots.ts';

const rooflineWords = plotWords.roofline;

export interface RooflinePoint {
  /** For example "Prefill", or the model's name where there are several. */
  name: string;
  kind: 'prefill' | 'decode';
  /** Floating-point operations for each byte read from memory. */
  intensity: number;
  flopsPerS: number;
  /** The weights may come from a cache of the processor, which is faster than memory. */
  isFromCache?: boolean;
}

interface Props extends PlotProps {
  /** Measured on this machine; `null` until it was measured, and then only the points are drawn. */
  ceilings: Ceilings | null;
  /** One sentence that is shown while there are no ceilings. */
  withoutCeilings: string;
  points: readonly RooflinePoint[];
  /** The height of the whole drawing with its axes, in pixels. */
  height?: number;
}

const looks = {
  prefill: { shape: 'circle', tone: 'read' },
  decode: { shape: 'square', tone: 'write' },
} as const;

const xAxis: Axis = { label: rooflineWords.intensity, unit: 'FLOP/byte', scale: 'log' };
const yAxis: Axis = { label: rooflineWords.performance, unit: 'FLOP/s', scale: 'log' };

/**
 * The share of the roof that was reached, 1 being all of it; `null` above the scatter of measurements, where the roof was
 * measured too low.
 */
const shareOf = ({ intensity, flopsPerS }: RooflinePoint, ceilings: Ceilings): number | null => {
  const share = flopsPerS / roofAt(ceilings, intensity).flopsPerS;
  return share > beyond ? null : share;
};

const shareWords = (point: RooflinePoint, ceilings: Ceilings): string => {
  const share = shareOf(point, ceilings);
  if (share !== null) return rooflineWords.reached(share, roofAt(ceilings, point.intensity).bound);
  return point.isFromCache ? rooflineWords.fromCache : rooflineWords.beyond;
};

export const Roofline = (props: Props) => {
  const { ceilings, withoutCeilings, height = 300 } = props;
  const [at, setAt] = useState<number | null>(null);
  const points = props.points.filter(({ intensity, flopsPerS }) => intensity > 0 && flopsPerS > 0);
  const words = (index: number): string => {
    const point = points[index]!;
    const reached = rooflineWords.readout(
      point.name,
      quantity(point.flopsPerS, 'FLOP/s'),
      quantity(point.intensity, 'FLOP/byte'),
    );
    return ceilings ? `${reached}, ${shareWords(point, ceilings)}` : reached;
  };
  const [xDomain, yDomain] = domains(points, ceilings);
  const chosen = at === null ? undefined : points[at];
  return (
    <Plot
      {...props}
      height={height}
      isEmpty={points.length === 0 && ceilings === null}
      x={{ ...xAxis, domain: xDomain }}
      y={{ ...yAxis, domain: yDomain }}
      xValues={[]}
      yValues={[]}
      grid="both"
      description={[
        ...(ceilings
          ? [
              rooflineWords.memory(quantity(ceilings.bandwidthBytesPerS, 'B/s')),
              rooflineWords.compute(quantity(ceilings.flopsPerS, 'FLOP/s')),
            ]
          : [withoutCeilings.replace(/\.$/, '')]),
        ...points.map((_, index) => words(index)),
      ].join('. ')}
      table={() => (points.length === 0 && ceilings ? roofTable(ceilings) : pointTable(points, ceilings))}
      at={at}
      onMove={setAt}
      {...(points.length > 0 && { stops: (frame: Frame) => stopsOf(points, frame, words) })}
      readout={chosen ? unbroken(words(at!)) : ceilings === null && withoutCeilings}
      list={
        ceilings &&
        points.length > 0 && (
          <ul className="plot-list">
            {points.map((point, index) => (
              <li key={point.name} className={at === index ? 'plot-row is-chosen' : 'plot-row'}>
                <svg className="plot-sample" width="12" height="12" aria-hidden="true">
                  <Marker {...looks[point.kind]} x={6} y={6} />
                </svg>
                <span>{point.name}</span>
                <span className="plot-row-figure">{shareWords(point, ceilings)}</span>
              </li>
            ))}
          </ul>
        )
      }
    >
      {(frame) => (
        <>
          {ceilings && <Roof ceilings={ceilings} frame={frame} />}
          <Points points={points} ceilings={ceilings} frame={frame} at={at} />
        </>
      )}
    </Plot>
  );
};

const pointTable = (points: readonly RooflinePoint[], ceilings: Ceilings | null): Table => ({
  columns: [
    { name: rooflineWords.columns.phase },
    { name: rooflineWords.intensity, unit: 'FLOP/byte' },
    { name: rooflineWords.performance, unit: 'FLOP/s' },
    ...(ceilings
      ? [
          { name: rooflineWords.columns.roof, unit: 'FLOP/s' },
          { name: rooflineWords.columns.reached, unit: '%' },
          { name: rooflineWords.columns.bound },
        ]
      : []),
  ],
  rows: points.map((point) => {
    const { name, intensity, flopsPerS } = point;
    const roof = ceilings && roofAt(ceilings, intensity);
    const share = ceilings && shareOf(point, ceilings);
    return [
      name,
      intensity,
      flopsPerS,
      ...(roof && ceilings
        ? [roof.flopsPerS, share === null ? rooflineWords.columns.beyond : 100 * share, roof.bound]
        : []),
    ];
  }),
});

/** Without points, the table has only the roof. */
const roofTable = (ceilings: Ceilings): Table => ({
  columns: [
    { name: rooflineWords.columns.memory, unit: 'B/s' },
    { name: rooflineWords.columns.compute, unit: 'FLOP/s' },
    { name: rooflineWords.columns.balance, unit: 'FLOP/byte' },
  ],
  rows: [[ceilings.bandwidthBytesPerS, ceilings.flopsPerS, ridge(ceilings)]],
});

/**
 * The ranges of the axes: all points and the ridge with some space around, so that the slope is visible and the flat part is
 * long enough for its name.
 */
const domains = (
  points: readonly RooflinePoint[],
  ceilings: Ceilings | null,
): [x: [number, number], y: [number, number]] => {
  const xs = [...points.map(({ intensity }) => intensity), ...(ceilings ? [ridge(ceilings)] : [])];
  if (xs.length === 0)
    return [
      [1, 10],
      [1, 10],
    ];
  // Without points, more of the roof is shown.
  const [below, above] = points.length === 0 ? [30, 10] : [3, 5];
  const x: [number, number] = [Math.min(...xs) / below, Math.max(...xs) * above];
  const roofs = ceilings ? [roofAt(ceilings, x[0]).flopsPerS, ceilings.flopsPerS] : [];
  const ys = [...points.map(({ flopsPerS }) => flopsPerS), ...roofs];
  return [x, [Math.min(...ys) / 2, Math.max(...ys) * 2.2]];
};

/** The two ceilings as one line, each named along its part. */
const Roof = ({ ceilings, frame }: { ceilings: Ceilings; frame: Frame }) => {
  const corners = roofCorners(ceilings, frame);
  const [start, corner, end] = corners;
  const slope = Math.hypot(corner[0] - start[0], corner[1] - start[1]);
  const degrees = (Math.atan2(corner[1] - start[1], corner[0] - start[0]) * 180) / Math.PI;
  const memory = rooflineWords.roof.memory(quantity(ceilings.bandwidthBytesPerS, 'B/s'));
  const compute = rooflineWords.roof.compute(quantity(ceilings.flopsPerS, 'FLOP/s'));
  return (
    <g aria-hidden="true">
      <path
        className="plot-beyond"
        d={`M${start.join()}L${corner.join()}L${end.join()}V${frame.top}H${start[0]}Z`}
      />
      <path className="plot-roof" d={`M${start.join()}L${corner.join()}L${end.join()}`} />
      {slope > frame.widthOf(memory) + 8 && (
        <text
          className="plot-name"
          transform={`translate(${(start[0] + corner[0]) / 2},${(start[1] + corner[1]) / 2}) rotate(${degrees})`}
          dy="-0.5em"
          textAnchor="middle"
        >
          {memory}
        </text>
      )}
      <text className="plot-name" x={end[0]} y={end[1]} dy="-0.5em" textAnchor="end">
        {compute}
      </text>
    </g>
  );
};

type Corner = readonly [x: number, y: number];

/** Where the roof enters the drawing, bends and leaves it. */
const roofCorners = (ceilings: Ceilings, { x, y, left, right }: Frame): [Corner, Corner, Corner] => {
  const bend = [x.at(ridge(ceilings)), y.at(ceilings.flopsPerS)] as const;
  // On two logarithmic axes the slope is straight, so a second point determines it.
  const second = [x.at(ridge(ceilings) / 10), y.at(ceilings.flopsPerS / 10)] as const;
  const rise = (second[1] - bend[1]) / (second[0] - bend[0]);
  return [[left, bend[1] + (left - bend[0]) * rise], bend, [right, bend[1]]];
};

interface PointsProps {
  points: readonly RooflinePoint[];
  ceilings: Ceilings | null;
  frame: Frame;
  at: number | null;
}

const Points = ({ points, ceilings, frame, at }: PointsProps) => {
  const { x, y, left, right, top, bottom, em, widthOf } = frame;
  const placed = points.map((point) => {
    const share = ceilings && shareOf(point, ceilings);
    return {
      point,
      x: x.at(point.intensity),
      y: y.at(point.flopsPerS),
      roof: ceilings && y.at(roofAt(ceilings, point.intensity).flopsPerS),
      text: share === null ? point.name : rooflineWords.withReached(point.name, share),
    };
  });
  const roof = ceilings ? roofCorners(ceilings, frame) : null;
  /** The roof with the names above it. */
  const alongRoof = (lift: number, size: number): Box[] =>
    roof
      ? roof.slice(1).flatMap(([toX, toY], index) => {
          const [fromX, fromY] = roof[index]!;
          return lineBoxes([fromX, fromY - lift], [toX, toY - lift], size);
        })
      : [];
  const obstacles: Box[] = [
    ...placed.map((one) => ({ x: one.x - 6, y: one.y - 6, width: 12, height: 12 })),
    ...placed.flatMap((one) => (one.roof === null ? [] : lineBoxes([one.x, one.y], [one.x, one.roof], 4))),
    ...alongRoof(0, 8),
    ...alongRoof(em, 1.3 * em),
  ];
  const labels = placeBeside(
    placed.map((one) => ({ x: one.x, y: one.y, width: widthOf(one.text), height: 1.2 * em })),
    obstacles,
    { x: left, y: top, width: right - left, height: bottom - top },
    12,
  );
  return (
    <>
      {placed.map(({ point, x: across, y: height, roof: to }) =>
        to === null ? null : (
          <path key={point.name} className="plot-drop" d={`M${sharp(across)},${height}V${to}`} />
        ),
      )}
      {placed.map(({ point, x: across, y: height, text }, index) => {
        const label = labels[index];
        return (
          <g key={point.name}>
            <Marker {...looks[point.kind]} x={across} y={height} size={64} />
            {at === index && <circle className="plot-ring" cx={across} cy={height} r={8} />}
            {label && (
              <text
                aria-hidden="true"
                className={at === index ? 'plot-name is-chosen' : 'plot-name'}
                x={label.x}
                y={label.y + label.height / 2}
                dy="0.35em"
              >
                {text}
              </text>
            )}
          </g>
        );
      })}
    </>
  );
};

const stopsOf = (
  points: readonly RooflinePoint[],
  { x, y }: Frame,
  words: (at: number) => string,
): Stops => ({
  count: points.length,
  words,
  nearest: (left, top) => {
    const away = points.map(({ intensity, flopsPerS }) =>
      Math.hypot(x.at(intensity) - left, y.at(flopsPerS) - top),
    );
    return away.indexOf(Math.min(...away));
  },
});
