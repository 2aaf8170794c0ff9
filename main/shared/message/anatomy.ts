/** Puts the times of a turn, read from the clocks of two processes, into parts that follow each other without a gap. */
import type { Part, PartName } from '../contract/anatomy.ts';

/** Times in ms, all by one clock. */
export interface TurnTimes {
  /** The core received the message. */
  sentAt: number;
  /** So much of the wait for the engine was the model being loaded. */
  loadMs: number;
  /** The core handed the request to the engine process. */
  postedAt: number;
  /** The engine began with it. */
  startedAt: number;
  tokenisedAt: number;
  makeRoomMs: number;
  restoreMs: number;
  /** The KV cache stood where the prompt starts. */
  foundAt: number;
  /** The first token; `null` where the turn ended before. */
  firstAt: number | null;
  /** The last token, or the end where there was none. */
  lastAt: number;
  /** The answer was stored. */
  finishedAt: number;
}

/** The parts from the core's receipt of the message to its news that the answer is finished. */
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
  // The clocks of two processes are known to each other within some 0.1 ms only.
  return all.map(([name, ms]) => ({ name, ms: Math.max(0, ms) })).filter(({ ms }) => ms > 0);
};

/** `parts` between the two that the window tells: from the key to the core, and from the core to the screen. */
export const withWindow = (parts: readonly Part[], sendMs: number, paintMs: number): Part[] => [
  { name: 'send', ms: sendMs },
  ...parts,
  { name: 'paint', ms: paintMs },
];

/**
 * The time of each token when `guessed` of them came at once with the one before, since one evaluation yielded them all:
 * each gets an equal share of its evaluation's time, so that their median agrees with the speed. The shortest gaps are
 * those of the guessed tokens.
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

/** The time between one reading and the next. */
export const gapsOf = (times: readonly number[]): number[] =>
  times.slice(1).map((time, index) => time - times[index]!);
