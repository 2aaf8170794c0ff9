/** What a turn recorded, with what the rules of advice need of it. */
import type { Anatomy, PartName } from '../contract/anatomy.ts';
import type { Ceilings } from '../contract/measuring.ts';
import type { Timings } from '../contract/message.ts';
import { duration } from '../format/figures.ts';
import { cacheBytes, phasesOf, type Phase } from './phases.ts';

/** What a turn recorded, and what is known of the machine and the model that it ran on. */
export interface TurnRecord {
  timings: Timings;
  /** Of the answer before it in the chat: they tell how much of the chat had been read. `null` where there is none. */
  before: Timings | null;
  anatomy: Anatomy;
  /** Those of another backend or device do not count. */
  ceilings: Ceilings | null;
  /** Of the model that answered; `null` where it is no longer known. */
  model: { quantization: string | null; fileBytes: number } | null;
}

/** A wait that is noticed: between 0.1 s, which feels like none, and 1 s, which breaks a thought (Nielsen, 1993). */
const noticeableMs = 500;
/** What a rule explains must be so much of the turn, or of the wait for its first token. */
export const leastShare = 0.2;

/** A turn with what several rules need. */
export interface Turn extends TurnRecord {
  prefill: Phase;
  decode: Phase;
  ms: number;
  /** From the send to the first token. */
  waitMs: number;
  /** Tokens that had been read before and were read again. */
  again: number;
  /** The part of decode's bytes that was KV cache, at the least; 0 where nothing tells. */
  cacheShare: number;
  /** Some layers are on the processor and some on the GPU, whose ceilings are those of the GPU alone. */
  isSplit: boolean;
  usesProcessor: boolean;
}

/** What a rule found, and how much of the turn's time it explains. */
export interface Finding {
  ms: number;
  sentence: string;
}

const afterFirst: readonly PartName[] = ['decode', 'finish', 'paint'];

/** Works out what several rules need. */
export const turnOf = (record: TurnRecord): Turn => {
  const { timings, before, anatomy, ceilings, model } = record;
  const { parts, setup } = anatomy;
  const { prefill, decode } = phasesOf(timings, anatomy, ceilings);
  const known = before === null ? 0 : before.cachedTokens + before.newTokens + before.decodeTokens;
  const cause = timings.reuse?.cause ?? null;
  const isAgain = cause !== null && cause !== 'first-time';
  const isSplit = setup.backend !== 'cpu' && setup.gpuLayers < setup.layers;
  return {
    ...record,
    prefill,
    decode,
    ms: sum(parts.map(({ ms }) => ms)),
    waitMs: sum(parts.map(({ name, ms }) => (afterFirst.includes(name) ? 0 : ms))),
    again: isAgain ? Math.min(timings.newTokens, Math.max(0, known - timings.cachedTokens)) : 0,
    // A token reads no more of the weights than there is in the file.
    cacheShare:
      model === null || decode.bytesEach === null || decode.bytesEach < cacheBytes
        ? 0
        : Math.max(0, 1 - model.fileBytes / decode.bytesEach),
    isSplit,
    usesProcessor: isSplit || setup.backend === 'cpu',
  };
};

export const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** Whether `ms` is noticed, and a `share` of `ofMs`. */
export const explains = (ms: number, share: number, ofMs: number): boolean =>
  ms >= noticeableMs && ms >= share * ofMs;

/** Two significant digits are as many as one turn is good for. */
export const two = (value: number): number => Number(value.toPrecision(2));
export const time = (ms: number): string => duration(two(ms));
/** For example "2 threads". */
export const counted = (value: number, noun: string): string => `${value} ${noun}${value === 1 ? '' : 's'}`;
