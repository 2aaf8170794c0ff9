/** Sums over days and models. Speeds are total tokens divided by total time, never means of speeds. */
import type { DayStatistics } from '../../main/shared/contract/measuring.ts';
import { percentile } from '../plots/bins.ts';
import { benchmarkWords } from '../words/lens.ts';
import { numberOf, stepsOf, stepStart, type Span } from './statistics-days.ts';

type Rows = readonly DayStatistics[];

/** The sums of any choice of days and models. */
export type Sums = Omit<DayStatistics, 'day' | 'modelId' | 'modelName' | 'quantization'>;

export const sumsOf = (rows: Rows): Sums => {
  const sum = (of: (row: DayStatistics) => number): number => rows.reduce((total, row) => total + of(row), 0);
  const isSavingKnown = rows.some(({ savedMs }) => savedMs !== null);
  return {
    turns: sum(({ turns }) => turns),
    cachedTokens: sum(({ cachedTokens }) => cachedTokens),
    documentTokens: sum(({ documentTokens }) => documentTokens),
    newTokens: sum(({ newTokens }) => newTokens),
    writtenTokens: sum(({ writtenTokens }) => writtenTokens),
    decodeTokens: sum(({ decodeTokens }) => decodeTokens),
    prefillMs: sum(({ prefillMs }) => prefillMs),
    telling: {
      newTokens: sum(({ telling }) => telling.newTokens),
      prefillMs: sum(({ telling }) => telling.prefillMs),
    },
    decodeMs: sum(({ decodeMs }) => decodeMs),
    firstTokensMs: rows.flatMap(({ firstTokensMs }) => firstTokensMs),
    savedMs: rows.length > 0 && !isSavingKnown ? null : sum(({ savedMs }) => savedMs ?? 0),
  };
};

/** Tokens/s of the turns with enough new tokens; `null` if there were none. */
export const prefillSpeed = ({ telling: { newTokens, prefillMs } }: Sums): number | null =>
  newTokens > 0 && prefillMs > 0 ? (1_000 * newTokens) / prefillMs : null;

/** Tokens/s; `null` if nothing was generated. */
export const decodeSpeed = ({ decodeTokens, decodeMs }: Sums): number | null =>
  decodeTokens > 0 && decodeMs > 0 ? (1_000 * decodeTokens) / decodeMs : null;

/** Cached share of the prompts' tokens, 0 to 1; `null` if there were none. */
export const cachedShare = ({ cachedTokens, newTokens }: Sums): number | null =>
  cachedTokens + newTokens > 0 ? cachedTokens / (cachedTokens + newTokens) : null;

/** The part of the saved time that is due to documents, in ms; `null` if it is not known. */
export const savedByDocumentsMs = ({ savedMs, documentTokens, cachedTokens }: Sums): number | null =>
  savedMs === null || cachedTokens === 0 ? null : (savedMs * documentTokens) / cachedTokens;

/** The time to first token that `share` of the turns stayed below, in ms; `null` if none had one. */
export const firstTokenMs = ({ firstTokensMs }: Sums, share: number): number | null =>
  firstTokensMs.length > 0 ? percentile(firstTokensMs, share) : null;

/**
 * The same rows with names that tell the models apart: if several models share a name, each gets its quantization. Answers from
 * before models had identities keep only the name.
 */
export const toldApart = (rows: Rows): DayStatistics[] => {
  const models = new Map<string, Set<string | null>>();
  for (const { modelName, modelId } of rows)
    models.set(modelName, (models.get(modelName) ?? new Set()).add(modelId));
  return rows.map((row) =>
    row.quantization !== null && models.get(row.modelName)!.size > 1
      ? { ...row, modelName: benchmarkWords.model.withDetail(row.modelName, row.quantization) }
      : row,
  );
};

/** The rows of a span, and of one model, or of all with `null`. */
export const within = (rows: Rows, { from, to }: Span, model: string | null): DayStatistics[] =>
  rows.filter(({ day, modelName }) => {
    const number = numberOf(day);
    return number >= from && number <= to && (model === null || modelName === model);
  });

/** The models with their sums, those with most turns first. */
export const byModel = (rows: Rows): { name: string; rows: DayStatistics[]; sums: Sums }[] =>
  [...new Set(rows.map(({ modelName }) => modelName))]
    .map((name) => {
      const own = rows.filter(({ modelName }) => modelName === name);
      return { name, rows: own, sums: sumsOf(own) };
    })
    .toSorted((a, b) => b.sums.turns - a.sums.turns);

/** Each day or week of the span with its sums, including those without turns. */
export const byStep = (rows: Rows, span: Span): { start: number; sums: Sums }[] => {
  const held = new Map<number, DayStatistics[]>(stepsOf(span).map((start) => [start, []]));
  for (const row of rows) held.get(stepStart(numberOf(row.day), span))?.push(row);
  return [...held].map(([start, own]) => ({ start, sums: sumsOf(own) }));
};
