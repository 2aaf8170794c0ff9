/** The shape of a point; series differ in it as well as in colour. */
import { symbol, symbolCircle, symbolDiamond, symbolSquare, symbolTriangle } from 'd3-shape';
import type { LineTone } from './tones.ts';

const shapes = {
  circle: symbolCircle,
  square: symbolSquare,
  triangle: symbolTriangle,
  diamond: symbolDiamond,
};

export type Shape = keyof typeof shapes;
export const shapeNames = Object.keys(shapes) as Shape[];

interface Props {
  shape: Shape;
  tone: LineTone;
  x: number;
  y: number;
  isHollow?: boolean;
  /** In square pixels, so that all shapes weigh the same. */
  size?: number;
}

export const Marker = ({ shape, tone, x, y, isHollow = false, size = 44 }: Props) => (
  <path
    className={isHollow ? 'plot-marker is-hollow' : 'plot-marker'}
    data-tone={tone}
    transform={`translate(${x},${y})`}
    d={symbol(shapes[shape], size)() ?? ''}
  />
);
