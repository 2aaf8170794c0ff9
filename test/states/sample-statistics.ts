/**
 * Turns of ten weeks, as the statistics page gets them: a small model at first, then a large one, now and then a third;
 * days off, a week away, and one day on which the cache was lost. The last day is today.
 */
import type { DayStatistics } from '../../main/contract/lens-types.ts';

/** The same numbers each time, between 0 and 1. */
const random = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (state * 1_664_525 + 1_013_904_223) % 2 ** 32;
    return state / 2 ** 32;
  };
};
const next = random(11);
const around = (value: number, spread: number): number => value * (1 + spread * (2 * next() - 1));

interface Speeds {
  name: string;
  /** Tokens/s. */
  prefill: number;
  decode: number;
}

const guide: Speeds = { name: 'Hearth guide', prefill: 9_400, decode: 310 };
const large: Speeds = { name: 'Qwen3 8B Instruct', prefill: 812, decode: 21.6 };
const third: Speeds = { name: 'Gemma 3 4B Instruct', prefill: 1_460, decode: 38.2 };

/** `daysBack` from today. */
const dayOf = (daysBack: number): string => {
  const now = new Date();
  return new Date(Date.UTC(now.getFullYear(), now.getMonth(), now.getDate() - daysBack))
    .toISOString()
    .slice(0, 10);
};

/** Each turn knows most of its prompt from the turn before, unless the cache was lost. */
const dayWith = (daysBack: number, { name, prefill, decode }: Speeds, turns: number, isCold = false) => {
  const day: DayStatistics = {
    day: dayOf(daysBack),
    modelName: name,
    turns,
    cachedTokens: 0,
    newTokens: 0,
    writtenTokens: 0,
    decodeTokens: 0,
    prefillMs: 0,
    telling: { newTokens: 0, prefillMs: 0 },
    decodeMs: 0,
    firstTokensMs: [],
    savedMs: 0,
  };
  const prefillToday = around(prefill, 0.06);
  const decodeToday = around(decode, 0.05);
  let history = 180;
  for (let turn = 0; turn < turns; turn++) {
    // Every fifth turn begins another chat.
    if (turn % 5 === 4) history = 180;
    const question = Math.round(around(60, 0.7) + (next() > 0.85 ? 900 * next() : 0));
    const written = Math.round(around(260, 0.8));
    const cached = isCold || turn === 0 ? 0 : history;
    const fresh = (isCold || turn === 0 ? history : 0) + question;
    const prefillMs = (fresh * 1_000) / prefillToday + 14;
    day.cachedTokens += cached;
    day.newTokens += fresh;
    day.prefillMs += prefillMs;
    day.decodeTokens += written;
    day.writtenTokens += written;
    if (fresh >= 64) {
      day.telling.newTokens += fresh;
      day.telling.prefillMs += prefillMs;
    }
    day.decodeMs += (written * 1_000) / decodeToday;
    day.firstTokensMs.push(Math.round((prefillMs + around(24, 0.5)) * 10) / 10);
    history += question + written + (isCold ? 1_900 : 0);
  }
  day.savedMs = day.newTokens < 64 ? 0 : (day.cachedTokens * day.prefillMs) / day.newTokens;
  return day;
};

const isAway = (daysBack: number): boolean => daysBack >= 38 && daysBack <= 45;

const days: DayStatistics[] = [];
for (let back = 69; back >= 0; back--) {
  // Two days of seven are mostly free.
  if (isAway(back) || (back % 7 >= 5 && next() > 0.25)) continue;
  if (back > 52) days.push(dayWith(back, guide, 2 + Math.floor(next() * 9)));
  if (back <= 56) days.push(dayWith(back, large, 3 + Math.floor(next() * 26), back === 17));
  if (back <= 24 && back % 4 !== 1) days.push(dayWith(back, third, 1 + Math.floor(next() * 8)));
}

export const statistics = days;
