/** Maps values to pixels, and chooses the ticks of an axis. */
import { scaleLinear, scaleLog } from 'd3-scale';
import { shownUnit, takesPrefix, unitName } from './quantity.ts';
import { areApart, linearTexts, logText, logTicks, type Tick } from './ticks.ts';

export interface Axis {
  /** The quantity, for example "Prompt". */
  label: string;
  /**
   * The unit of the data: ms, tokens, tokens/s, B, B/s, FLOP/s, FLOP/byte, or any other; '' for none. Long times are shown in
   * seconds or minutes, and bytes and FLOP with a prefix.
   */
  unit: string;
  scale?: 'linear' | 'log';
  /** The range; by default the range of the data, which on a linear y axis begins at zero. */
  domain?: readonly [from: number, to: number];
  /** Formats a value if its unit is not enough, for example for a day. */
  format?: (value: number) => string;
}

export interface Scale {
  at: (value: number) => number;
  ticks: Tick[];
  /** The title of the axis, with the unit if the ticks do not have it. */
  title: string;
}

interface Room {
  /** In pixels; for a y axis, the first is the larger. */
  range: readonly [number, number];
  /** The least distance between ticks in pixels. */
  spacing: number;
  /** The length of a label along the axis: its width if labels are side by side, else its height. */
  lengthOf: (text: string) => number;
  /** The least gap between two labels in pixels. */
  gap: number;
  /** Extends the range to the next ticks. */
  isNice: boolean;
  /** Leaves the unit out of the labels of a logarithmic axis. */
  isShort: boolean;
}

/** The range of the data; a single value gets a range around it. */
export const extent = (values: readonly number[], isFromZero: boolean): [number, number] => {
  let low = isFromZero ? 0 : Infinity;
  let high = -Infinity;
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (!Number.isFinite(low) || !Number.isFinite(high)) return [0, 1];
  if (low < high) return [low, high];
  return isFromZero ? [0, 1] : low === 0 ? [-1, 1] : [low - Math.abs(low) / 2, low + Math.abs(low) / 2];
};

export const makeScale = (axis: Axis, domain: readonly [number, number], room: Room): Scale => {
  const { range, spacing, lengthOf, gap } = room;
  const most = Math.max(2, Math.floor(Math.abs(range[1] - range[0]) / spacing) + 1);
  const make = axis.scale === 'log' ? logScale : linearScale;
  for (let tried = most; tried > 2; tried--) {
    const scale = make(axis, domain, room, tried);
    if (areApart(scale.ticks, lengthOf, gap)) return scale;
  }
  const fewest = make(axis, domain, room, 2);
  return areApart(fewest.ticks, lengthOf, gap) ? fewest : { ...fewest, ticks: fewest.ticks.slice(0, 1) };
};

const logScale = (
  { label, unit, format }: Axis,
  domain: readonly [number, number],
  { range, isNice, isShort }: Room,
  most: number,
): Scale => {
  const low = Math.max(Number.MIN_VALUE, domain[0]);
  const scale = scaleLog([low, Math.max(domain[1], low * 1.001)], [...range]);
  if (isNice) scale.nice();
  const [from, to] = scale.domain() as [number, number];
  const write = format ?? ((value: number) => logText(value, unit, isShort));
  const carriesUnit = unit === 'ms' || (takesPrefix(unit) && !isShort);
  return {
    at: scale,
    ticks: logTicks(from, to, most).map((value) => ({ value, text: write(value), at: scale(value) })),
    title: titleOf(label, carriesUnit ? '' : unitName(unit)),
  };
};

const linearScale = (
  axis: Axis,
  domain: readonly [number, number],
  { range, isNice }: Room,
  most: number,
): Scale => {
  const { factor, unit } = axis.format ? { factor: 1, unit: '' } : shownUnit(axis.unit, domain[1]);
  const scale = scaleLinear([domain[0] / factor, domain[1] / factor], [...range]);
  if (isNice) scale.nice(most - 1);
  const { format } = axis;
  const all = scale.ticks(most - 1);
  // There is no day between two days, although there is a number between their positions.
  const values = format
    ? all.filter((value, index) => index === 0 || format(value) !== format(all[index - 1]!))
    : all;
  const texts = format ? values.map(format) : linearTexts(values);
  return {
    at: (value) => scale(value / factor),
    ticks: values.map((value, index) => ({ value: value * factor, text: texts[index]!, at: scale(value) })),
    title: titleOf(axis.label, unit),
  };
};

/** Avoids titles such as "Tokens, tokens". */
const titleOf = (label: string, unit: string): string =>
  unit === '' || unit.toLowerCase() === label.toLowerCase() ? label : `${label}, ${unit}`;
