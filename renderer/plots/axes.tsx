/** Axes as hairlines: labels of values on the outside, a line for each across the plot, and the title where reading begins. */
import type { Scale } from './scale.ts';

/** The edges of the plot area, in pixels. */
export interface Edges {
  left: number;
  right: number;
  top: number;
  bottom: number;
}

/** Moves a coordinate to the middle of a pixel, so that a line one pixel wide stays sharp. */
export const sharp = (place: number): number => Math.round(place - 0.5) + 0.5;

interface Props {
  scale: Scale;
  edges: Edges;
  em: number;
}

export const YAxis = ({ scale, edges: { left, right, top }, em }: Props) => (
  <g aria-hidden="true">
    <text className="plot-title" x={0} y={top - 1.4 * em}>
      {scale.title}
    </text>
    {scale.ticks.map(({ value, text, at }) => (
      <g key={value}>
        <path className="plot-grid" d={`M${left},${sharp(at)}H${right}`} />
        <text className="plot-tick" x={left - 0.5 * em} y={at} dy="0.35em" textAnchor="end">
          {text}
        </text>
      </g>
    ))}
  </g>
);

interface XProps extends Props {
  widthOf: (text: string) => number;
  /** Draws a line at each tick, for plots in which the position along this axis matters as much as the height. */
  hasGrid?: boolean;
}

export const XAxis = ({ scale, edges: { right, top, bottom }, em, widthOf, hasGrid = false }: XProps) => (
  <g aria-hidden="true">
    {scale.ticks.map(({ value, text, at }) => (
      <g key={value}>
        <path
          className={hasGrid ? 'plot-grid' : 'plot-tick-mark'}
          d={`M${sharp(at)},${hasGrid ? top : bottom}V${bottom + 4}`}
        />
        <text
          className="plot-tick"
          x={Math.max(at, widthOf(text) / 2)}
          y={bottom + 0.5 * em}
          dy="0.9em"
          textAnchor="middle"
        >
          {text}
        </text>
      </g>
    ))}
    <text className="plot-title" x={right} y={bottom + 2 * em} dy="0.9em" textAnchor="end">
      {scale.title}
    </text>
  </g>
);
