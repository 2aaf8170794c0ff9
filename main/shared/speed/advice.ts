/**
 * What would help: at most two findings on a turn, each drawn from its record by one of the rules below, with the figures that it
 * rests on. docs/advice.md says when each rule applies, and why; the catalogue makes the sentences.
 */
import type { PartName } from '../contract/anatomy.ts';
import { say } from '../words/catalogue.ts';
import type { Told } from '../words/told.ts';
import {
  arithmeticBound,
  fewThreads,
  layersOnProcessor,
  longContext,
  memoryBound,
  otherProcesses,
  stalls,
  throttled,
  tooManyThreads,
} from './engine-advice.ts';
import {
  explains,
  is16Bit,
  leastShare,
  sum,
  turnOf,
  two,
  type Finding,
  type Turn,
  type TurnRecord,
} from './turn-record.ts';

/** A rule that applied, by its name, and what it found. */
export interface Advice {
  rule: AdviceRule;
  told: Told;
}

/** A part that takes this share of a wait dominates it. */
const dominant = 0.5;
/** Fewer tokens than this are processed in one slice, which takes as long for a single token. */
const leastAgain = 64;
const mostAdvice = 2;

/** The findings that explain most of the turn's time, at most two, in descending order; empty if nothing is remarkable. */
export const adviceOn = (record: TurnRecord): Advice[] => {
  const turn = turnOf(record);
  return Object.entries(rules)
    .flatMap(([rule, find]) => {
      const found = find(turn);
      return found === null ? [] : [{ rule: rule as AdviceRule, ...found }];
    })
    .toSorted((one, other) => other.ms - one.ms)
    .slice(0, mostAdvice)
    .map(({ rule, told }) => ({ rule, told }));
};

/** Rules about a part of the wait for the first token. */
const wait =
  (part: PartName, tell: (turn: Turn, wait: { ms: number; waitMs: number }) => Told) =>
  (turn: Turn): Finding | null => {
    const ms = sum(turn.anatomy.parts.filter(({ name }) => name === part).map((one) => one.ms));
    if (!explains(ms, dominant, turn.waitMs)) return null;
    return { ms, told: tell(turn, { ms: two(ms), waitMs: two(turn.waitMs) }) };
  };

const coldCache = ({ timings, prefill, again, waitMs }: Turn): Finding | null => {
  const cause = timings.reuse?.cause ?? null;
  if (cause === null || cause === 'first-time' || again < leastAgain) return null;
  const ms = (prefill.ms * again) / timings.newTokens;
  if (!explains(ms, leastShare, waitMs)) return null;
  return { ms, told: say('advice.cold-cache', { again: two(again), ms: two(ms), cause }) };
};

/** In the order of docs/advice.md: of findings that explain as much, the first comes first. */
const rules = {
  load: wait('load', ({ model }, facts) =>
    say('advice.load', { ...facts, bytes: model && two(model.bytes) }),
  ),
  queue: wait('queue', (_turn, facts) => say('advice.queue', facts)),
  restore: wait('restore', (turn, facts) => say('advice.restore', { ...facts, is16Bit: is16Bit(turn) })),
  'make-room': wait('make-room', (turn, facts) =>
    say('advice.make-room', { ...facts, is16Bit: is16Bit(turn) }),
  ),
  'cold-cache': coldCache,
  'too-many-threads': tooManyThreads,
  'layers-on-processor': layersOnProcessor,
  'other-processes': otherProcesses,
  throttled,
  'few-threads': fewThreads,
  stalls,
  'long-context': longContext,
  'memory-bound': memoryBound,
  'arithmetic-bound': arithmeticBound,
} satisfies Record<string, (turn: Turn) => Finding | null>;

export type AdviceRule = keyof typeof rules;
