/**
 * A sequence of durations, each a thin vertical mark, for example the times between tokens: an even answer has a level edge,
 * and a stall is clearly taller, however many tokens there are.
 */
import { useMemo, useState } from 'react';
import { sharedGaps } from '../../main/shared/message/anatomy.ts';
import { duration } from '../words/figures.ts';
import { sharp } from './axes.tsx';
import { longestByPixel, percentile, starts } from './bins.ts';
import type { StepKey, Stops } from './cursor.tsx';
import type { PlotProps } from './figure.tsx';
import { spread } from './place.ts';
import { Plot, type Frame } from './plot.tsx';
import { unbroken } from './quantity.ts';
import { plotWords } from '../words/plots.ts';

const stripWords = plotWords.strip;

interface Props extends PlotProps {
  /** For each token after the first, the milliseconds since the one before. */
  valuesMs: readonly number[];
  /**
   * How many tokens were guessed and came together with the one before. For percentiles, each of them gets an equal share of
   * the time of its evaluation, as for the speed; stalls refer to evaluations.
   */
  guessed?: number;
  /** The horizontal axis: the tokens, or the time since the first of them. */
  along?: 'token' | 'time';
  /** The duration from which on a gap is a stall; by default five times the median. */
  stallMs?: number;
  /** Use a logarithmic height if stalls are so long that nothing else would be visible. */
  scale?: 'linear' | 'log';
  /** The height of the whole drawing with its axes, in pixels. */
  height?: number;
}

export const Strip = (props: Props) => {
  const { valuesMs, guessed = 0, along = 'token', scale = 'linear', height = 160 } = props;
  const [at, setAt] = useState<number | null>(null);
  const { p50, p95, longest, usual, times } = useMemo(() => {
    const waited = valuesMs.toSorted((a, b) => a - b).slice(Math.min(guessed, valuesMs.length - 1));
    const shared = sharedGaps(valuesMs, guessed);
    // A coarse clock may put most tokens at the same time; the median then says nothing.
    const median = percentile(waited, 0.5);
    return {
      p50: percentile(shared, 0.5),
      p95: percentile(shared, 0.95),
      longest: percentile(waited, 1),
      usual: median > 0 ? median : (2 / 5) * percentile(waited, 0.95),
      times: starts(valuesMs),
    };
  }, [valuesMs, guessed]);
  const stallMs = props.stallMs ?? 5 * usual;
  const stalls = useMemo(
    () => valuesMs.flatMap((value, index) => (value >= stallMs && value > 0 ? [index] : [])),
    [valuesMs, stallMs],
  );
  const lines = [
    { name: 'p50', ms: p50 },
    { name: 'p95', ms: p95 },
  ].map((one) => ({ ...one, text: `${one.name} ${duration(one.ms)}` }));

  /** The first gap precedes the second token. */
  const tokenOf = (index: number): number => index + 2;
  const words = (index: number): string =>
    stripWords.readout(tokenOf(index), times[index + 1]!, valuesMs[index]!, valuesMs[index]! >= stallMs);
  const summary = [
    ...lines.map(({ text }) => text),
    stripWords.longest(longest),
    stripWords.stalls(stalls.length, stallMs),
    ...(guessed > 0 ? [stripWords.drafted(guessed)] : []),
  ].join(', ');
  /** A mark is in the middle of its token, or at the time of its token. */
  const placeOf = (index: number): number => (along === 'token' ? tokenOf(index) : times[index + 1]!);
  return (
    <Plot
      {...props}
      height={height}
      isEmpty={valuesMs.length === 0}
      x={
        along === 'token'
          ? { label: stripWords.token, unit: '', domain: [1, valuesMs.length + 2] }
          : { label: stripWords.sinceFirst, unit: 'ms', domain: [0, Math.max(1, times.at(-1)!)] }
      }
      y={{
        label: stripWords.between,
        unit: 'ms',
        scale,
        ...(scale === 'log' ? { domain: logDomain(valuesMs) } : {}),
      }}
      xValues={[]}
      yValues={[longest, p95]}
      labelRoom={(_, widthOf) => Math.max(...lines.map(({ text }) => widthOf(text))) + 10}
      description={stripWords.description(valuesMs.length, summary)}
      table={() => ({
        columns: [
          { name: stripWords.columns.token },
          { name: stripWords.columns.sinceFirst, unit: 'ms' },
          { name: stripWords.columns.sinceLast, unit: 'ms' },
        ],
        rows: valuesMs.map((value, index) => [tokenOf(index), times[index + 1]!, value]),
      })}
      at={at}
      onMove={setAt}
      stops={(frame) => stopsOf(valuesMs, stalls, placeOf, frame, words)}
      readout={at !== null && at < valuesMs.length ? unbroken(words(at)) : unbroken(summary)}
    >
      {(frame) => (
        <>
          {at !== null && at < valuesMs.length && (
            <path
              className="plot-guide"
              d={`M${sharp(frame.x.at(placeOf(at)))},${frame.top - 2}V${frame.bottom}`}
            />
          )}
          <Marks valuesMs={valuesMs} stallMs={stallMs} placeOf={placeOf} frame={frame} />
          <Lines lines={lines} frame={frame} />
        </>
      )}
    </Plot>
  );
};

/** Leaves space below the shortest, so that its mark is visible; zeros are drawn at the same height. */
const logDomain = (values: readonly number[]): [number, number] => {
  let low = Infinity;
  let high = 1;
  for (const value of values) {
    if (value > 0 && value < low) low = value;
    if (value > high) high = value;
  }
  return [Math.min(low, high) / 3, high * 1.2];
};

interface MarksProps {
  valuesMs: readonly number[];
  stallMs: number;
  placeOf: (index: number) => number;
  frame: Frame;
}

/** One path for all tokens and one for the stalls, with at most one mark in each pixel: that of its longest gap. */
const Marks = ({ valuesMs, stallMs, placeOf, frame: { x, y, left, right, top, bottom } }: MarksProps) => {
  const longest = longestByPixel(valuesMs, (index) => x.at(placeOf(index)) - left, right - left);
  const wide = valuesMs.length > 0 ? (right - left) / valuesMs.length : 1;
  const strokeWidth = Math.max(1, Math.min(3, Math.floor(wide / 2)));
  let even = '';
  let stalled = '';
  let heads = '';
  for (const [pixel, index] of longest.entries()) {
    if (index === -1) continue;
    const value = valuesMs[index]!;
    const place = left + pixel + 0.5;
    // Even the shortest gap is visible.
    const height = Math.max(top, Math.min(bottom - 1, Math.round(y.at(value))));
    const mark = `M${place},${bottom}V${height}`;
    if (value >= stallMs && value > 0) {
      stalled += mark;
      heads += `M${place - 3.5},${height - 6}h7l-3.5,6z`;
    } else even += mark;
  }
  return (
    <>
      <path className="plot-strip" d={even} strokeWidth={strokeWidth} />
      <path className="plot-strip is-stall" d={stalled} strokeWidth={strokeWidth} />
      <path className="plot-stall-head" d={heads} />
    </>
  );
};

/** The median and the 95th percentile as hairlines, named on the right. */
const Lines = ({ lines, frame }: { lines: { name: string; ms: number; text: string }[]; frame: Frame }) => {
  const { y, left, right, top, bottom, em } = frame;
  const at = lines.map(({ ms }) => y.at(ms));
  const places = spread(at, 1.3 * em, top, bottom - 0.25 * em);
  return lines.map(({ name, text }, index) => (
    <g key={name} aria-hidden="true">
      <path
        className="plot-percentile"
        d={`M${left},${sharp(at[index]!)}H${right}L${right + 6},${places[index]}`}
      />
      <text className="plot-name" x={right + 9} y={places[index]} dy="0.35em">
        {text}
      </text>
    </g>
  ));
};

/** Left and right go from token to token, up and down from stall to stall. */
const stopsOf = (
  values: readonly number[],
  stalls: readonly number[],
  placeOf: (index: number) => number,
  { x, left, right }: Frame,
  words: (at: number) => string,
): Stops => ({
  count: values.length,
  words,
  nearest: (from) => {
    // Each pixel shows its longest gap, so the pointer reads out that one.
    const longest = longestByPixel(values, (index) => x.at(placeOf(index)) - left, right - left);
    const pixel = Math.floor(from - left);
    for (let away = 0; away < longest.length; away++) {
      const found = [longest[pixel - away] ?? -1, longest[pixel + away] ?? -1].find((index) => index !== -1);
      if (found !== undefined) return found;
    }
    return null;
  },
  step: (at, key: StepKey) => {
    const page = Math.max(1, Math.round(values.length / 20));
    switch (key) {
      case 'ArrowLeft':
        return at - 1;
      case 'ArrowRight':
        return at + 1;
      case 'ArrowDown':
        return stalls.find((stall) => stall > at) ?? at;
      case 'ArrowUp':
        return stalls.findLast((stall) => stall < at) ?? at;
      case 'PageUp':
        return at - page;
      case 'PageDown':
        return at + page;
      case 'Home':
        return 0;
      case 'End':
        return values.length - 1;
    }
  },
});
