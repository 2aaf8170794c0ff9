/** Divides the time of a turn, read from the clocks of two processes, into consecutive parts without gaps. */
import type { Part, PartName } from '../contract/anatomy.ts';

/** Times in ms, all by the same clock. */
export interface TurnTimes {
  /** The core received the message. */
  sentAt: number;
  /** The part of the wait for the engine in which the model was being loaded. */
  loadMs: number;
  /** The core sent the request to the engine process. */
  postedAt: number;
  /** The engine began to work on it. */
  startedAt: number;
  tokenisedAt: number;
  makeRoomMs: number;
  restoreMs: number;
  /** The KV cache was ready at the point where the prompt continues. */
  foundAt: number;
  /** The first token; `null` if the turn ended before. */
  firstAt: number | null;
  /** The last token, or the end if there was none. */
  lastAt: number;
  /** The answer was stored. */
  finishedAt: number;
}

/** The parts from the core's receipt of the message to its report that the answer is finished. */
export const partsOf = (times: TurnTimes): Part[] => {
  const { sentAt, loadMs, postedAt, startedAt, tokenisedAt, makeRoomMs, restoreMs, foundAt } = times;
  const { firstAt, lastAt, finishedAt } = times;
  const found = foundAt - tokenisedAt;
  const readUntil = firstAt ?? lastAt;
  const all: [PartName, number][] = [
    ['queue', postedAt - sentAt - loadMs],
    ['load', loadMs],
    ['handover', startedAt - postedAt],
    ['tokenise', tokenisedAt - startedAt],
    ['lookup', found - makeRoomMs - restoreMs],
    ['make-room', makeRoomMs],
    ['restore', restoreMs],
    ['prefill', readUntil - foundAt],
    ['decode', lastAt - readUntil],
    ['finish', finishedAt - lastAt],
  ];
  // The offset between the clocks of two processes is known only to about 0.1 ms.
  return all.map(([name, ms]) => ({ name, ms: Math.max(0, ms) })).filter(({ ms }) => ms > 0);
};

/** `parts` with the two that the window measures: from the key to the core, and from the core to the screen. */
export const withWindow = (parts: readonly Part[], sendMs: number, paintMs: number): Part[] => [
  { name: 'send', ms: sendMs },
  ...parts,
  { name: 'paint', ms: paintMs },
];

/**
 * The time of each token if `guessed` of them arrived together with the one before, since one evaluation yielded them all: each
 * gets an equal share of the time of its evaluation, so that the median agrees with the speed. The shortest gaps are those of
 * guessed tokens.
 */
export const sharedGaps = (gaps: readonly number[], guessed: number): number[] => {
  const shortest = [...gaps.keys()].toSorted((a, b) => gaps[a]! - gaps[b]!).slice(0, guessed);
  const isGuessed = new Set(shortest);
  const shared: number[] = [];
  for (let from = 0; from < gaps.length;) {
    let to = from + 1;
    while (to < gaps.length && isGuessed.has(to)) to += 1;
    const whole = gaps.slice(from, to).reduce((sum, gap) => sum + gap, 0);
    for (let at = from; at < to; at += 1) shared.push(whole / (to - from));
    from = to;
  }
  return shared;
};

/** The times between consecutive readings. */
export const gapsOf = (times: readonly number[]): number[] =>
  times.slice(1).map((time, index) => time - times[index]!);
