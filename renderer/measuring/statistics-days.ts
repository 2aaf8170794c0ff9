/** Days as whole numbers, counted from 1 January 1970 by the calendar, so that they can be placed on an axis. */
import { dateLocale } from '../words/figures.ts';

const dayMs = 86_400_000;

/** The number of a day given as YYYY-MM-DD, which is a date without a time zone. */
export const numberOf = (day: string): number => Date.parse(day) / dayMs;

/** The number of the day in the local time zone. */
export const dayAt = (time: Date): number =>
  Date.UTC(time.getFullYear(), time.getMonth(), time.getDate()) / dayMs;

/** Day 0 was a Thursday. */
const mondayOf = (day: number): number => day - ((day + 3) % 7);

const format = new Intl.DateTimeFormat(dateLocale(), { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** For example "3 Mar". */
export const dayName = (day: number): string => format.format(day * dayMs);

/** The days that are shown, including both ends. */
export interface Span {
  from: number;
  to: number;
  /** Too many days to tell apart on a small drawing are grouped by week. */
  isByWeek: boolean;
}

const mostDays = 62;

/** The last `days` up to `today`, but not before the first day with data, and at least a week. */
export const spanOf = (days: number, firstDay: number, today: number): Span => {
  const from = Math.max(today - days + 1, Math.min(firstDay, today - 6));
  return { from, to: today, isByWeek: today - from >= mostDays };
};

const stepOf = ({ isByWeek }: Span): number => (isByWeek ? 7 : 1);

/** The day under which a day is counted: itself, or the Monday of its week. */
export const stepStart = (day: number, { isByWeek }: Span): number => (isByWeek ? mondayOf(day) : day);

/** The days or Mondays of a span, in order. */
export const stepsOf = (span: Span): number[] => {
  const first = stepStart(span.from, span);
  const step = stepOf(span);
  return Array.from({ length: Math.floor((span.to - first) / step) + 1 }, (_, index) => first + index * step);
};

/** The position of a step on an axis: whole numbers up to 0, which is the last, so that an axis labels that one. */
export const placeOf = (start: number, span: Span): number =>
  (start - stepStart(span.to, span)) / stepOf(span);

/** The name of the step at a position, and of everything between it and the next. */
export const placeName = (place: number, span: Span): string =>
  dayName(stepStart(span.to, span) + Math.floor(place) * stepOf(span));
