/** Plots by day: the wait, both speeds, processed and generated tokens, and what the cache saved. */
import { useMemo } from 'react';
import type { DayStatistics } from '../../main/shared/contract/measuring.ts';
import { BarPlot } from '../plots/bar-plot.tsx';
import { LinePlot, type Series } from '../plots/line-plot.tsx';
import type { Axis } from '../plots/scale.ts';
import { speedAxis } from '../plots/speed-axis.ts';
import type { LineTone } from '../plots/tones.ts';
import { dayName, placeName, placeOf, type Span } from './statistics-days.ts';
import { byModel, byStep, decodeSpeed, firstTokenMs, prefillSpeed, type Sums } from './statistics-sums.ts';
import { statisticsWords } from '../words/lens.ts';

const words = statisticsWords.plots;

/** More lines than this cross too often to be followed. */
export const mostLines = 3;

const waitSeries = (rows: readonly DayStatistics[], span: Span): Series => ({
  name: words.firstTokenLine,
  tone: 'ink',
  points: byStep(rows, span).flatMap(({ start, sums }) => {
    const y = firstTokenMs(sums, 0.5);
    const low = firstTokenMs(sums, 0.05);
    const high = firstTokenMs(sums, 0.95);
    return y === null || low === null || high === null ? [] : [{ x: placeOf(start, span), y, low, high }];
  }),
});

/** A line for each model, in order of turns, most first. */
const speedSeries = (
  rows: readonly DayStatistics[],
  span: Span,
  tone: LineTone,
  speedOf: (sums: Sums) => number | null,
): Series[] =>
  byModel(rows)
    .slice(0, mostLines)
    .map((model) => ({
      name: model.name,
      tone,
      points: byStep(model.rows, span).flatMap(({ start, sums }) => {
        const y = speedOf(sums);
        return y === null ? [] : [{ x: placeOf(start, span), y }];
      }),
    }));

/** In pixels. A plot without a legend is taller by the legend's height, so that plots beside each other share a baseline. */
const columnHeight = 220;
const legendHeight = 25;

const tokenParts = [
  { name: words.cached, tone: 'cached' },
  { name: words.new, tone: 'read' },
  { name: words.generated, tone: 'write' },
] as const;

export const StatisticsPlots = ({ rows, span }: { rows: readonly DayStatistics[]; span: Span }) => {
  const { wait, prefill, decode, bars } = useMemo(
    () => ({
      wait: waitSeries(rows, span),
      prefill: speedSeries(rows, span, 'read', prefillSpeed),
      decode: speedSeries(rows, span, 'write', decodeSpeed),
      bars: byStep(rows, span).map(({ start, sums }) => ({ name: dayName(start), sums })),
    }),
    [rows, span],
  );
  const step = span.isByWeek ? words.week : words.day;
  const x: Axis = {
    label: step,
    unit: '',
    format: (place) => placeName(place, span),
    domain: [1 - bars.length, 0],
  };
  return (
    <div className="statistics-plots">
      <div className="is-wide">
        <LinePlot
          label={words.firstToken}
          empty={words.noFirstToken}
          x={x}
          y={{ label: words.median, unit: 'ms', scale: 'log' }}
          series={[wait]}
          spreadAs="band"
          spreadNames={words.spread}
        />
      </div>
      <LinePlot label={words.prefill} empty={words.noPrefill} x={x} y={speedAxis(prefill)} series={prefill} />
      <LinePlot label={words.decode} empty={words.noDecode} x={x} y={speedAxis(decode)} series={decode} />
      <BarPlot
        label={words.tokens}
        empty={words.noTokens}
        barLabel={step}
        direction="columns"
        height={columnHeight}
        amount={{ label: words.tokens, unit: 'tokens' }}
        parts={tokenParts}
        bars={bars.map(({ name, sums }) => ({
          name,
          values: [sums.cachedTokens, sums.newTokens, sums.writtenTokens],
        }))}
      />
      <BarPlot
        label={words.saved}
        empty={words.noSaved}
        barLabel={step}
        direction="columns"
        height={columnHeight + legendHeight}
        amount={{ label: words.savedTime, unit: 'ms' }}
        parts={[{ name: words.savedTime, tone: 'cached' }]}
        bars={bars.map(({ name, sums }) => ({ name, values: [sums.savedMs ?? 0] }))}
      />
    </div>
  );
};
