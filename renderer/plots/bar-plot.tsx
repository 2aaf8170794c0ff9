/** Amounts side by side, each a stack of parts: vertical if the names fit below, else horizontal. */
import { scaleBand } from 'd3-scale';
import { useState } from 'react';
import { sharp, XAxis, YAxis, type Edges } from './axes.tsx';
import { Cursor, type Stops } from './cursor.tsx';
import { Figure, type PlotProps } from './figure.tsx';
import { FillSwatch, useHatch } from './fill.tsx';
import { listed, quantity, unbroken } from './quantity.ts';
import { extent, makeScale, type Axis } from './scale.ts';
import { textWidth } from './text-width.ts';
import type { FillTone } from './tones.ts';
import type { Room } from './use-room.ts';
import { plotWords } from '../words/plots.ts';

export interface Part {
  name: string;
  tone: FillTone;
}

export interface Bar {
  /** For example a day or a model. */
  name: string;
  /** One value for each part, in the same order. */
  values: readonly number[];
}

interface Props extends PlotProps {
  /** The quantity, with its unit. */
  amount: Pick<Axis, 'label' | 'unit' | 'format'>;
  /** From the inside out: the first part touches the axis. */
  parts: readonly Part[];
  bars: readonly Bar[];
  /** By default columns if all names fit side by side. With `columns`, for example for days, only some bars are named. */
  direction?: 'columns' | 'rows';
  /** What a bar is, as the header of its column in the table. */
  barLabel: string;
  /** The height of the whole drawing as columns, in pixels; rows take the height that they need. */
  height?: number;
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

export const BarPlot = (props: Props) => {
  const { label, amount, parts, bars, barLabel, height = 220 } = props;
  const [at, setAt] = useState<number | null>(null);
  const hatch = useHatch();
  const write = (value: number): string => amount.format?.(value) ?? quantity(value, amount.unit);
  const words = (index: number): string => {
    const { name, values } = bars[index]!;
    const whole = write(sum(values));
    if (parts.length === 1) return plotWords.bars.single(name, whole);
    const figures = listed([...parts.map((_, of) => write(values[of] ?? 0)), whole]);
    const named = parts.map((part, of) => `${part.name} ${figures[of]}`);
    return plotWords.bars.parts(name, named, whole);
  };
  const total = sum(bars.map(({ values }) => sum(values)));
  return (
    <Figure
      {...props}
      height={height}
      isEmpty={total === 0}
      description={plotWords.bars.description(
        bars.length,
        parts.map(({ name }) => name),
        write(total),
      )}
      legend={
        parts.length > 1 ? parts.map(({ name, tone }) => ({ name, mark: <FillSwatch tone={tone} /> })) : []
      }
      readout={at !== null && at < bars.length && unbroken(words(at))}
      table={() => ({
        columns: [{ name: barLabel }, ...parts.map(({ name }) => ({ name, unit: amount.unit }))],
        rows: bars.map(({ name, values }) => [name, ...parts.map((_, of) => values[of] ?? 0)]),
      })}
    >
      {(room, describe) => {
        const isUpright = (props.direction ?? fittingDirection(bars, room)) === 'columns';
        const { size, edges, stops, drawing } = (isUpright ? columns : rows)(props, room, at, hatch.fillOf);
        return (
          <>
            <svg className="plot-svg" style={{ width: room.width, height: size }} {...describe}>
              {hatch.hatch}
              {drawing}
            </svg>
            <Cursor
              label={label}
              at={at}
              onMove={setAt}
              stops={{ ...stops, count: bars.length, words }}
              area={{
                left: edges.left,
                top: edges.top,
                width: edges.right - edges.left,
                height: edges.bottom - edges.top,
              }}
            />
          </>
        );
      }}
    </Figure>
  );
};

const fittingDirection = (bars: readonly Bar[], { width, em }: Room): 'columns' | 'rows' => {
  const widest = Math.max(...bars.map(({ name }) => textWidth(name, em)));
  return (width - 4 * em) / bars.length >= widest + em ? 'columns' : 'rows';
};

/** The layout of the bars in either direction. */
type Layout = (
  props: Props,
  room: Room,
  at: number | null,
  fillOf: (tone: FillTone) => string | undefined,
) => { size: number; edges: Edges; stops: Pick<Stops, 'nearest'>; drawing: React.ReactNode };

/** The ends of a bar's parts, in whole pixels from the axis; every part that is not zero stays visible. */
const partEnds = (values: readonly number[], at: (value: number) => number): [number, number][] => {
  const zero = Math.round(at(0));
  const way = at(1) >= at(0) ? 1 : -1;
  let from = zero;
  let total = 0;
  return values.map((value) => {
    total += value;
    const end = Math.round(at(total));
    const begin = from;
    from = value > 0 && (end - begin) * way < 1 ? begin + way : end;
    return [begin, from];
  });
};

const columns: Layout = ({ amount, parts, bars, height = 220 }, { width, em }, at, fillOf) => {
  const widthOf = (text: string): number => textWidth(text, em);
  const top = Math.round(2.4 * em);
  const bottom = Math.round(height - 2 * em);
  const scale = makeScale(
    amount,
    extent(
      bars.map(({ values }) => sum(values)),
      true,
    ),
    {
      range: [bottom, top],
      spacing: 2.5 * em,
      lengthOf: () => em,
      gap: em,
      isNice: true,
      isShort: false,
    },
  );
  const left = Math.ceil(Math.max(...scale.ticks.map(({ text }) => widthOf(text))) + 0.75 * em);
  const edges = { left, right: width - 1, top, bottom };
  const band = scaleBand<number>(bars.keys(), [left, edges.right]).padding(0.28);
  const thick = Math.max(1, Math.min(48, Math.floor(band.bandwidth())));
  const middle = (index: number): number => Math.round(band(index)! + band.bandwidth() / 2);
  // From the last one backwards, since people look for that one, for example today.
  const widest = Math.max(...bars.map(({ name }) => widthOf(name)));
  const every = Math.max(1, Math.ceil((widest + em) / band.step()));
  return {
    size: height,
    edges,
    stops: {
      nearest: (x) =>
        Math.max(0, Math.min(bars.length - 1, Math.floor((x - left) / ((edges.right - left) / bars.length)))),
    },
    drawing: (
      <>
        <YAxis scale={scale} edges={edges} em={em} />
        {bars.map(({ name, values }, index) => (
          <g key={name}>
            {at === index && (
              <rect
                className="plot-chosen"
                x={Math.round(middle(index) - band.step() / 2)}
                y={top}
                width={Math.round(band.step())}
                height={bottom - top}
              />
            )}
            {partEnds(values, scale.at).map(([from, to], of) => {
              const { tone, name: part } = parts[of]!;
              // A gap in the colour of the page between parts, if there is space for it.
              const gap = of > 0 && from - to > 2 ? 1 : 0;
              return (
                <rect
                  key={part}
                  className="plot-fill"
                  data-tone={tone}
                  fill={fillOf(tone)}
                  x={middle(index) - Math.floor(thick / 2)}
                  y={to}
                  width={thick}
                  height={Math.max(0, from - to - gap)}
                />
              );
            })}
            {(bars.length - 1 - index) % every === 0 && (
              <text
                aria-hidden="true"
                className={at === index ? 'plot-tick is-chosen' : 'plot-tick'}
                x={Math.max(left + widthOf(name) / 2, Math.min(width - widthOf(name) / 2, middle(index)))}
                y={bottom + 0.5 * em}
                dy="0.9em"
                textAnchor="middle"
              >
                {name}
              </text>
            )}
          </g>
        ))}
        <path className="plot-base" d={`M${left},${sharp(bottom)}H${edges.right}`} />
      </>
    ),
  };
};

const rows: Layout = ({ amount, parts, bars }, { width, em }, at, fillOf) => {
  const widthOf = (text: string): number => textWidth(text, em);
  const write = (value: number): string => amount.format?.(value) ?? quantity(value, amount.unit);
  const widest = Math.ceil(Math.max(...bars.map(({ name }) => widthOf(name))));
  // Names are beside their bars or, if that would leave little space for the bars, above them.
  const isBeside = widest <= 0.34 * width;
  const step = Math.round((isBeside ? 2.25 : 3.25) * em);
  const thick = Math.round(em);
  const totals = bars.map(({ values }) => sum(values));
  const totalRoom = Math.ceil(Math.max(...totals.map((total) => widthOf(write(total))))) + 8;
  const edges = {
    left: isBeside ? widest + Math.round(em) : 1,
    right: width - totalRoom,
    top: 0,
    bottom: bars.length * step + 4,
  };
  const size = Math.ceil(edges.bottom + 3.25 * em);
  const scale = makeScale(amount, extent(totals, true), {
    range: [edges.left, edges.right],
    spacing: 3 * em,
    lengthOf: widthOf,
    gap: 2 * em,
    isNice: false,
    isShort: false,
  });
  return {
    size,
    edges: { ...edges, left: 0, right: width },
    stops: { nearest: (_, y) => Math.max(0, Math.min(bars.length - 1, Math.floor(y / step))) },
    drawing: (
      <>
        {at !== null && at < bars.length && (
          <rect className="plot-chosen" x={0} y={at * step} width={width} height={step} />
        )}
        <XAxis scale={scale} edges={edges} em={em} widthOf={widthOf} hasGrid />
        {bars.map(({ name, values }, index) => {
          const middle = index * step + (isBeside ? step / 2 : step - 1.1 * em);
          const y = Math.round(middle - thick / 2);
          const ends = partEnds(values, scale.at);
          return (
            <g key={name}>
              <text
                aria-hidden="true"
                className={at === index ? 'plot-name is-chosen' : 'plot-name'}
                x={isBeside ? edges.left - 0.75 * em : edges.left}
                y={isBeside ? middle : index * step + 0.9 * em}
                dy="0.35em"
                textAnchor={isBeside ? 'end' : 'start'}
              >
                {name}
              </text>
              {ends.map(([from, to], of) => {
                const { tone, name: part } = parts[of]!;
                const gap = of > 0 && to - from > 2 ? 1 : 0;
                return (
                  <rect
                    key={part}
                    className="plot-fill"
                    data-tone={tone}
                    fill={fillOf(tone)}
                    x={from + gap}
                    y={y}
                    width={Math.max(0, to - from - gap)}
                    height={thick}
                  />
                );
              })}
              <text
                aria-hidden="true"
                className="plot-name"
                x={(ends.at(-1)?.[1] ?? edges.left) + 6}
                y={middle}
                dy="0.35em"
              >
                {write(totals[index]!)}
              </text>
            </g>
          );
        })}
        <path className="plot-base" d={`M${sharp(edges.left)},0V${edges.bottom}`} />
      </>
    ),
  };
};
