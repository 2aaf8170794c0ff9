/**
 * What would help: at most two sentences on a turn, each drawn from what it recorded by one of the rules below, and each
 * with the figures that it rests on. docs/advice.md says when each rule applies, and why.
 */
import type { PartName } from '../contract/anatomy.ts';
import type { ReuseCause } from '../contract/message.ts';
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
import { bytes, tokens, unbroken } from '../format/figures.ts';
import {
  explains,
  leastShare,
  sum,
  time,
  turnOf,
  two,
  type Finding,
  type Turn,
  type TurnRecord,
} from './turn-record.ts';

/** A rule that applied, by its name, and the sentence that it yields. */
export interface Advice {
  rule: AdviceRule;
  sentence: string;
}

/** A wait is dominated by what takes half of it. */
const dominant = 0.5;
/** Fewer tokens are read in one slice, which takes as long for one of them. */
const leastAgain = 64;
const mostAdvice = 2;

/** At most two, the one that explains most of the turn's time first; none where nothing stands out. */
export const adviceOn = (record: TurnRecord): Advice[] => {
  const turn = turnOf(record);
  return Object.entries(rules)
    .flatMap(([rule, find]) => {
      const found = find(turn);
      return found === null ? [] : [{ rule: rule as AdviceRule, ...found }];
    })
    .toSorted((one, other) => other.ms - one.ms)
    .slice(0, mostAdvice)
    .map(({ rule, sentence }) => ({ rule, sentence: unbroken(sentence) }));
};

// What the wait for the first token went into.

const wait =
  (part: PartName, words: (turn: Turn) => string) =>
  (turn: Turn): Finding | null => {
    const ms = sum(turn.anatomy.parts.filter(({ name }) => name === part).map((one) => one.ms));
    if (!explains(ms, dominant, turn.waitMs)) return null;
    return {
      ms,
      sentence: `${time(ms)} of the ${time(turn.waitMs)} to the first token went into ${words(turn)}.`,
    };
  };

/** Of a state on disk. */
const smaller = ({ anatomy }: Turn): string =>
  anatomy.setup.kvPrecision === 'f16'
    ? 'a KV cache precision of 8 bits (Settings) nearly halves it, and '
    : '';

/** Why tokens were read again, and what avoids that. */
const remedies: Record<Exclude<ReuseCause, 'first-time'>, string> = {
  edited: 'a message was changed: what stands before the change is kept, so put last what changes most',
  'other-version':
    'another version of this chat had been read last: finish with one before going back to another',
  rewritten:
    'the model’s template writes earlier messages differently now: a pause after an answer lets Hearth read them ahead',
  'system-prompt':
    'the system prompt, which stands before everything, was changed: change it before a chat rather than within',
  dropped: 'the oldest messages were dropped to make room: a longer context, or a new chat, avoids that',
  'window-slid':
    'this model can go back only to a checkpoint: one without sliding window or recurrent layers keeps more of a changed chat',
  'not-kept':
    'this chat’s state was not stored: leave Hearth a few seconds after an answer, and some disk budget in Settings',
  evicted:
    'this chat’s state on disk made room for others: a larger disk budget in Settings keeps more of them',
  refused: 'this chat’s state on disk was damaged: if that happens again, check the disk of the data folder',
  'other-model': 'another model had read this chat: stay with one model within a chat',
  'other-settings':
    'this chat was read with another backend or KV cache precision: stay with one of each within a chat',
};

const coldCache = ({ timings, prefill, again, waitMs }: Turn): Finding | null => {
  const cause = timings.reuse?.cause ?? null;
  if (cause === null || cause === 'first-time' || again < leastAgain) return null;
  const ms = (prefill.ms * again) / timings.newTokens;
  if (!explains(ms, leastShare, waitMs)) return null;
  return {
    ms,
    sentence: `${tokens(two(again))} were read again in ${time(ms)}, because ${remedies[cause]}.`,
  };
};

/** In the order of docs/advice.md: of those that explain as much, the first comes first. */
const rules = {
  load: wait('load', ({ model }) => {
    const size = model === null ? '' : ` (${bytes(two(model.bytes))})`;
    return `loading the model${size}: it stays loaded until another model or setting is chosen, and a smaller file loads sooner`;
  }),
  queue: wait(
    'queue',
    () =>
      'waiting for the engine, which does one thing at a time: where this is more urgent, stop the other answer or measurement first',
  ),
  restore: wait(
    'restore',
    (turn) =>
      `reading this chat’s state from disk: ${smaller(turn)}a chat that is opened a moment before writing has it back by then`,
  ),
  'make-room': wait(
    'make-room',
    (turn) =>
      `writing another chat’s state to disk: ${smaller(turn)}a pause of a few seconds before changing chats has it written by then`,
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
