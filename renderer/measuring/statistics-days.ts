/** Days as whole numbers, counted from 1 January 1970 by the calendar, so that they can stand on an axis. */

const dayMs = 86_400_000;

/** Of a day as YYYY-MM-DD, which is a date without a time zone. */
export const numberOf = (day: string): number => Date.parse(day) / dayMs;

/** The day that it is here. */
export const dayAt = (time: Date): number =>
  Date.UTC(time.getFullYear(), time.getMonth(), time.getDate()) / dayMs;

/** The first of them was a Thursday. */
const mondayOf = (day: number): number => day - ((day + 3) % 7);

const format = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' });

/** For example "3 Mar". */
export const dayName = (day: number): string => format.format(day * dayMs);

/** The days that are shown, both ends among them. */
export interface Span {
  from: number;
  to: number;
  /** More days than can be told apart on a small drawing are put together by week. */
  isByWeek: boolean;
}

const mostDays = 62;

/** The last `days` before `today`, but none before the first day with anything, down to a week. */
export const spanOf = (days: number, firstDay: number, today: number): Span => {
  const from = Math.max(today - days + 1, Math.min(firstDay, today - 6));
  return { from, to: today, isByWeek: today - from >= mostDays };
};

const stepOf = ({ isByWeek }: Span): number => (isByWeek ? 7 : 1);

/** What a day is counted with: itself, or the Monday of its week. */
export const stepStart = (day: number, { isByWeek }: Span): number => (isByWeek ? mondayOf(day) : day);

/** The days or Mondays of a span, first to last. */
export const stepsOf = (span: Span): number[] => {
  const first = stepStart(span.from, span);
  const step = stepOf(span);
  return Array.from({ length: Math.floor((span.to - first) / step) + 1 }, (_, index) => first + index * step);
};

/** Where a step stands on an axis: whole numbers up to 0, which is the last, so that an axis names that one. */
export const placeOf = (start: number, span: Span): number =>
  (start - stepStart(span.to, span)) / stepOf(span);

/** The name of the step at a place, and of all that lies between it and the next. */
export const placeName = (place: number, span: Span): string =>
  dayName(stepStart(span.to, span) + Math.floor(place) * stepOf(span));
