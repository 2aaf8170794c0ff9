/** Sums over days and models, and the days themselves, worked out by hand. */
import { describe, expect, it } from 'vitest';
import type { DayStatistics } from '../../../main/shared/contract/measuring.ts';
import {
  dayAt,
  dayName,
  numberOf,
  placeName,
  placeOf,
  spanOf,
  stepsOf,
  stepStart,
} from '../../../renderer/measuring/statistics-days.ts';
import {
  byModel,
  byStep,
  cachedShare,
  decodeSpeed,
  firstTokenMs,
  prefillSpeed,
  savedByDocumentsMs,
  sumsOf,
  toldApart,
  within,
} from '../../../renderer/measuring/statistics-sums.ts';

const row = (day: string, modelName: string, parts: Partial<DayStatistics> = {}): DayStatistics => ({
  day,
  modelId: modelName,
  modelName,
  quantization: null,
  turns: 1,
  cachedTokens: 0,
  documentTokens: 0,
  newTokens: 0,
  writtenTokens: 0,
  decodeTokens: 0,
  prefillMs: 0,
  telling: { newTokens: 0, prefillMs: 0 },
  decodeMs: 0,
  firstTokensMs: [],
  savedMs: 0,
  ...parts,
});

it('the time that documents saved is their share of the cached tokens', () => {
  const rows = [
    row('2026-03-18', 'a', { cachedTokens: 300, documentTokens: 200, savedMs: 60 }),
    row('2026-03-19', 'a', { cachedTokens: 100, savedMs: 20 }),
  ];
  expect(savedByDocumentsMs(sumsOf(rows))).toBe(40);
  expect(savedByDocumentsMs(sumsOf([]))).toBe(null);
});

describe('models', () => {
  it('of one name are told apart by their quantizations, and earlier answers keep the name', () => {
    const of = (modelId: string | null, quantization: string | null, modelName = 'm') =>
      row('2026-03-20', modelName, { modelId, quantization });
    const names = (rows: DayStatistics[]) => byModel(toldApart(rows)).map(({ name }) => name);
    expect(names([of('1', 'Q4_K_M'), of('2', 'Q8_0'), of(null, null), of('3', 'Q8_0', 'n')])).toEqual([
      'm, Q4_K_M',
      'm, Q8_0',
      'm',
      'n',
    ]);
    expect(names([of('1', 'Q4_K_M'), of('1', 'Q4_K_M')])).toEqual(['m']);
  });
});

describe('days', () => {
  const friday = numberOf('2026-03-20');

  it('are numbers by the calendar', () => {
    expect(numberOf('1970-01-02')).toBe(1);
    expect(dayAt(new Date(2026, 2, 20, 0, 0))).toBe(friday);
    expect(dayAt(new Date(2026, 2, 20, 23, 59))).toBe(friday);
    expect(dayName(friday)).toBe('20 Mar');
  });

  it('span the period, but begin with the first day that has anything, down to a week', () => {
    expect(spanOf(30, friday - 400, friday)).toEqual({ from: friday - 29, to: friday, isByWeek: false });
    expect(spanOf(30, friday - 12, friday)).toEqual({ from: friday - 12, to: friday, isByWeek: false });
    expect(spanOf(30, friday, friday)).toEqual({ from: friday - 6, to: friday, isByWeek: false });
    expect(spanOf(7, friday - 2, friday)).toEqual({ from: friday - 6, to: friday, isByWeek: false });
    expect(spanOf(365, friday - 61, friday).isByWeek).toBe(false);
    expect(spanOf(365, friday - 62, friday)).toEqual({ from: friday - 62, to: friday, isByWeek: true });
  });

  it('are put together by weeks that begin on Monday', () => {
    const span = spanOf(365, friday - 70, friday);
    expect(dayName(stepStart(friday, span))).toBe('16 Mar');
    expect(stepStart(numberOf('2026-03-16'), span)).toBe(numberOf('2026-03-16'));
    expect(stepStart(numberOf('2026-03-15'), span)).toBe(numberOf('2026-03-09'));
    const steps = stepsOf(span);
    // 9 January, the first day, is in the week of the 5th.
    expect([dayName(steps[0]!), dayName(steps.at(-1)!), steps.length]).toEqual(['5 Jan', '16 Mar', 11]);
    expect(steps.map((start) => placeOf(start, span) + 10)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
    expect([-10, -1, -0.5, 0].map((place) => placeName(place, span))).toEqual([
      '5 Jan',
      '9 Mar',
      '9 Mar',
      '16 Mar',
    ]);
  });

  it('have a place each where they are not', () => {
    const span = spanOf(7, friday, friday);
    expect(stepsOf(span).map(dayName)).toEqual([14, 15, 16, 17, 18, 19, 20].map((day) => `${day} Mar`));
    expect(placeName(-6, span)).toBe('14 Mar');
  });
});

describe('sums', () => {
  const rows = [
    row('2026-03-19', 'a', {
      turns: 2,
      cachedTokens: 100,
      newTokens: 300,
      prefillMs: 3_000,
      telling: { newTokens: 290, prefillMs: 2_900 },
      writtenTokens: 11,
      decodeTokens: 10,
      decodeMs: 1_000,
      firstTokensMs: [100, 400],
      savedMs: 20,
    }),
    row('2026-03-20', 'a', {
      turns: 1,
      cachedTokens: 500,
      newTokens: 100,
      prefillMs: 200,
      telling: { newTokens: 100, prefillMs: 220 },
      writtenTokens: 90,
      decodeTokens: 90,
      decodeMs: 3_000,
      firstTokensMs: [200],
      savedMs: 5,
    }),
    row('2026-03-20', 'b', { turns: 4, newTokens: 8, prefillMs: 2 }),
  ];

  it('add everything up, and divide only then', () => {
    const sums = sumsOf(rows.slice(0, 2));
    expect(sums).toEqual({
      turns: 3,
      cachedTokens: 600,
      documentTokens: 0,
      newTokens: 400,
      prefillMs: 3_200,
      telling: { newTokens: 390, prefillMs: 3_120 },
      writtenTokens: 101,
      decodeTokens: 100,
      decodeMs: 4_000,
      firstTokensMs: [100, 400, 200],
      savedMs: 25,
    });
    // What is not known of one day says nothing of the others; where nothing is known, neither is the sum.
    const unknown = row('2026-03-18', 'a', { cachedTokens: 9, savedMs: null });
    expect(sumsOf([unknown, ...rows]).savedMs).toBe(25);
    expect([sumsOf([unknown]).savedMs, sumsOf([]).savedMs]).toEqual([null, 0]);
    // Turns with few tokens do not count, and the mean of the two days' speeds would be 277.
    expect(prefillSpeed(sums)).toBe(125);
    expect(decodeSpeed(sums)).toBe(25);
    expect(cachedShare(sums)).toBe(0.6);
    expect([0, 0.5, 1].map((share) => firstTokenMs(sums, share))).toEqual([100, 200, 400]);
  });

  it('say nothing where there was nothing', () => {
    const sums = sumsOf([]);
    expect([prefillSpeed(sums), decodeSpeed(sums), cachedShare(sums), firstTokenMs(sums, 0.5)]).toEqual([
      null,
      null,
      null,
      null,
    ]);
  });

  it('are of the days and the model that were chosen, most turns first', () => {
    const today = numberOf('2026-03-20');
    expect(within(rows, { from: today, to: today, isByWeek: false }, null)).toEqual(rows.slice(1));
    expect(within(rows, { from: today - 1, to: today, isByWeek: false }, 'a')).toEqual(rows.slice(0, 2));
    // A clock that was set back leaves days behind that are still to come.
    expect(within(rows, { from: today - 7, to: today - 1, isByWeek: false }, null)).toEqual(rows.slice(0, 1));
    expect(byModel(rows).map(({ name, sums }) => [name, sums.turns])).toEqual([
      ['b', 4],
      ['a', 3],
    ]);
  });

  it('are made for each day or week, those without turns too', () => {
    const today = numberOf('2026-03-20');
    const days = byStep(rows, { from: today - 2, to: today, isByWeek: false });
    expect(days.map(({ start, sums }) => [dayName(start), sums.turns])).toEqual([
      ['18 Mar', 0],
      ['19 Mar', 2],
      ['20 Mar', 5],
    ]);
    const weeks = byStep(rows, { from: today - 7, to: today, isByWeek: true });
    expect(weeks.map(({ start, sums }) => [dayName(start), sums.turns])).toEqual([
      ['9 Mar', 0],
      ['16 Mar', 7],
    ]);
  });
});
