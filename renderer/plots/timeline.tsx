/** The parts of a turn to scale on one bar, each with its name, and beside it a list with the duration of each. */
import { useState } from 'react';
import { duration } from '../words/figures.ts';
import { sharp } from './axes.tsx';
import { starts } from './bins.ts';
import { Cursor } from './cursor.tsx';
import { Figure, type PlotProps } from './figure.tsx';
import { FillSwatch, useHatch } from './fill.tsx';
import { callouts, lengths, spread, type Callout } from './place.ts';
import { percent, shownUnit, thin, unbroken } from './quantity.ts';
import { makeScale } from './scale.ts';
import { textWidth } from './text-width.ts';
import type { Room } from './use-room.ts';
import { plotWords } from '../words/plots.ts';

const timelineWords = plotWords.timeline;

type SegmentKind = 'wait' | 'load' | 'cached' | 'read' | 'write' | 'paint';

export interface Segment {
  id: string;
  kind: SegmentKind;
  /** A word or two, for example "Prefill". */
  label: string;
  durationMs: number;
  /** The milliseconds of each slice, marked within the part; for prefill. */
  slicesMs?: readonly number[];
}

interface Props extends PlotProps {
  segments: readonly Segment[];
  /** The id of the part under the pointer, here or in a table beside the plot; by default the plot keeps it itself. */
  selected?: string | null;
  /** Called when a part is pointed at or reached by keys, and with `null` when it is left. */
  onSelect?: (id: string | null) => void;
  /** Leaves out the list if a table beside the plot says the same; the rows of that table are numbered like the parts. */
  isListHidden?: boolean;
}

export const Timeline = (props: Props) => {
  const { label, segments, isListHidden = false } = props;
  const [own, setOwn] = useState<string | null>(null);
  const selected = props.selected === undefined ? own : props.selected;
  const select = (id: string | null): void => {
    setOwn(id);
    props.onSelect?.(id);
  };
  const hatch = useHatch();
  const total = segments.reduce((sum, { durationMs }) => sum + durationMs, 0);
  const at = segments.findIndex(({ id }) => id === selected);
  const words = (index: number): string => {
    const { label: name, durationMs, slicesMs = [] } = segments[index]!;
    return timelineWords.readout(name, durationMs, total, slicesMs.length);
  };
  return (
    <Figure
      {...props}
      height={72}
      isEmpty={total <= 0}
      description={timelineWords.description(total, segments.length)}
      readout={unbroken(at >= 0 ? words(at) : timelineWords.total(total))}
      table={() => ({
        columns: [
          { name: timelineWords.part },
          { name: timelineWords.start, unit: 'ms' },
          { name: timelineWords.duration, unit: 'ms' },
          { name: timelineWords.slices },
        ],
        rows: segments.map(({ label: name, durationMs, slicesMs }, index) => [
          name,
          starts(segments.map((one) => one.durationMs))[index]!,
          durationMs,
          slicesMs?.length ?? null,
        ]),
      })}
    >
      {(room, describe) => {
        const layout = layoutOf(segments, room);
        return (
          <>
            <svg className="plot-svg" style={{ width: room.width, height: layout.height }} {...describe}>
              {hatch.hatch}
              <Labels segments={segments} layout={layout} em={room.em} selected={selected} />
              <Parts segments={segments} layout={layout} selected={selected} fillOf={hatch.fillOf} />
              <TimeAxis total={total} layout={layout} room={room} />
            </svg>
            <Cursor
              label={label}
              at={at >= 0 ? at : null}
              onMove={(index) => select(index === null ? null : segments[index]!.id)}
              stops={{ count: segments.length, words, nearest: (x) => nearestPart(layout, x) }}
              area={{ left: 0, top: 0, width: room.width, height: layout.barTop + barHeight + 3 }}
            />
            {!isListHidden && (
              <SegmentList
                segments={segments}
                selected={selected}
                select={select}
                isNumbered={layout.names === null}
              />
            )}
          </>
        );
      }}
    </Figure>
  );
};

const barHeight = 20;

interface Layout {
  /** The left edges of the parts, in whole pixels. */
  lefts: number[];
  widths: number[];
  barTop: number;
  height: number;
  rowHeight: number;
  /** The positions of names on leader lines; `null` if they do not fit and numbers replace them. */
  names: { anchors: number[]; places: Callout[] } | null;
  /** The centres of the numbers. */
  numbers: number[];
}

const layoutOf = (segments: readonly Segment[], { width, em }: Room): Layout => {
  const rowHeight = Math.round(1.4 * em);
  const gaps = segments.length - 1;
  const exact = starts(
    lengths(
      segments.map(({ durationMs }) => durationMs),
      width - gaps,
      1,
    ),
  );
  const lefts = segments.map((_, index) => Math.round(exact[index]! + index));
  const widths = lefts.map((left, index) => Math.max(1, Math.round(exact[index + 1]! + index) - left));
  const anchors = lefts.map((left, index) => left + Math.min(widths[index]! / 2, 6));
  const places = callouts(
    anchors,
    segments.map(({ label }) => textWidth(label, em)),
    { width, rows: 4, gap: 5 },
  );
  const middles = lefts.map((left, index) => left + widths[index]! / 2);
  const numbers = spread(middles, Math.min(1.6 * em, width / segments.length), 0.5 * em, width - 0.5 * em);
  const barTop = places
    ? Math.round((Math.max(...places.map(({ row }) => row)) + 1) * rowHeight + 4)
    : Math.round(rowHeight + 1.5 * em);
  return {
    lefts,
    widths,
    barTop,
    height: Math.ceil(barTop + barHeight + 2 * em),
    rowHeight,
    names: places && { anchors, places },
    numbers,
  };
};

/** The part at a position; a very thin one also a few pixels beside it. */
const nearestPart = ({ lefts, widths }: Layout, x: number): number => {
  let narrowest = -1;
  for (const [index, left] of lefts.entries()) {
    const away = Math.abs(left + widths[index]! / 2 - x);
    const best = narrowest === -1 ? 4 : Math.abs(lefts[narrowest]! + widths[narrowest]! / 2 - x);
    if (widths[index]! < 8 && away < best) narrowest = index;
  }
  if (narrowest !== -1) return narrowest;
  return Math.max(
    0,
    lefts.findLastIndex((left) => left <= x),
  );
};

interface PartsProps {
  segments: readonly Segment[];
  layout: Layout;
  selected: string | null;
}

const Parts = ({
  segments,
  layout: { lefts, widths, barTop },
  selected,
  fillOf,
}: PartsProps & { fillOf: (kind: SegmentKind) => string | undefined }) => (
  <>
    {segments.map(({ id, kind, durationMs, slicesMs = [] }, index) => (
      <g key={id}>
        <rect
          className="plot-fill"
          data-tone={kind}
          fill={fillOf(kind)}
          x={lefts[index]}
          y={barTop}
          width={widths[index]}
          height={barHeight}
        />
        <path
          className="plot-slice"
          d={sliceMarks(slicesMs, durationMs, lefts[index]!, widths[index]!, barTop + barHeight)}
        />
      </g>
    ))}
    {segments.map(
      ({ id }, index) =>
        id === selected && (
          <rect
            key={id}
            className="plot-selected"
            x={lefts[index]! - 1.5}
            y={barTop - 1.5}
            width={widths[index]! + 3}
            height={barHeight + 3}
          />
        ),
    )}
  </>
);

/** The boundaries between slices; none if they would run together. */
const sliceMarks = (
  slices: readonly number[],
  durationMs: number,
  left: number,
  width: number,
  bottom: number,
): string => {
  if (slices.length < 2 || width / slices.length < 4) return '';
  return starts(slices)
    .slice(1, -1)
    .map((start) => `M${sharp(left + (start / durationMs) * width)},${bottom}v${-barHeight / 2}`)
    .join('');
};

const Labels = ({ segments, layout, em, selected }: PartsProps & { em: number }) => {
  const { names, numbers, lefts, widths, barTop, rowHeight } = layout;
  return segments.map(({ id, label }, index) => {
    const className = id === selected ? 'plot-name is-chosen' : 'plot-name';
    if (names === null) {
      const middle = lefts[index]! + widths[index]! / 2;
      return (
        <g key={id} aria-hidden="true">
          <path className="plot-leader" d={`M${numbers[index]},${rowHeight - 1}L${middle},${barTop}`} />
          <text className={className} x={numbers[index]} y={rowHeight / 2} dy="0.35em" textAnchor="middle">
            {index + 1}
          </text>
        </g>
      );
    }
    const { row, x } = names.places[index]!;
    const middle = barTop - 4 - (row + 0.5) * rowHeight;
    return (
      <g key={id} aria-hidden="true">
        <path
          className="plot-leader"
          d={`M${sharp(names.anchors[index]!)},${barTop}V${Math.round(middle - em / 2)}`}
        />
        <text className={className} x={x} y={middle} dy="0.35em">
          {label}
        </text>
      </g>
    );
  });
};

/** The time axis below the bar. Each part is to scale within itself, since the thinnest are drawn wider than they are. */
const TimeAxis = ({ total, layout, room }: { total: number; layout: Layout; room: Room }) => {
  const { width, em } = room;
  const widthOf = (text: string): number => textWidth(text, em);
  const { unit } = shownUnit('ms', total);
  const { ticks } = makeScale({ label: '', unit: 'ms' }, [0, total], {
    range: [0, width],
    spacing: 6 * em,
    lengthOf: (text) => widthOf(`${text} ${unit}`),
    gap: 2.5 * em,
    isNice: false,
    isShort: false,
  });
  const bottom = layout.barTop + barHeight;
  return (
    <g aria-hidden="true">
      {ticks.map(({ value, text, at }) => {
        const words = `${text}${thin}${unit}`;
        const half = widthOf(words) / 2;
        return (
          <g key={value}>
            <path className="plot-tick-mark" d={`M${sharp(at)},${bottom + 2}v4`} />
            <text
              className="plot-tick"
              x={Math.max(half, Math.min(width - half, at))}
              y={bottom + 0.6 * em}
              dy="0.9em"
              textAnchor="middle"
            >
              {words}
            </text>
          </g>
        );
      })}
    </g>
  );
};

interface ListProps {
  segments: readonly Segment[];
  selected: string | null;
  select: (id: string | null) => void;
  isNumbered: boolean;
}

/** Rows react to the pointer; keys go through the bar, which is one tab stop instead of many. */
const SegmentList = ({ segments, selected, select, isNumbered }: ListProps) => {
  const total = segments.reduce((sum, { durationMs }) => sum + durationMs, 0);
  return (
    <ol className="plot-list">
      {segments.map(({ id, kind, label, durationMs }, index) => (
        <li key={id}>
          <button
            type="button"
            tabIndex={-1}
            className={isNumbered ? 'plot-row is-numbered' : 'plot-row'}
            aria-pressed={id === selected}
            onPointerEnter={() => select(id)}
            onPointerLeave={(event) => event.pointerType !== 'touch' && select(null)}
            onClick={() => select(id)}
          >
            {isNumbered && <span className="plot-number">{index + 1}</span>}
            <FillSwatch tone={kind} />
            <span>{label}</span>
            <span className="plot-row-figure">{duration(durationMs)}</span>
            <span className="plot-row-share">{percent(durationMs / total)}</span>
          </button>
        </li>
      ))}
    </ol>
  );
};
