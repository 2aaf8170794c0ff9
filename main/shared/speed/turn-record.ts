/** The record of a turn, and the values that the rules of advice derive from it. */
import type { Told } from '../words/told.ts';
import type { Anatomy, PartName } from '../contract/anatomy.ts';
import type { Ceilings } from '../contract/measuring.ts';
import type { Timings } from '../contract/message.ts';
import type { ModelFacts } from '../contract/model.ts';
import { cacheBytes, phasesOf, type Phase } from './phases.ts';

/** The record of a turn, and what is known of the machine and the model that it ran on. */
export interface TurnRecord {
  timings: Timings;
  /**
   * Timings of the answer before it in the chat, which tell how much of the chat had been processed; `null` if it was the
   * first.
   */
  before: Timings | null;
  anatomy: Anatomy;
  /** Limits of another backend or device do not count. */
  ceilings: Ceilings | null;
  /** The model that answered; `null` if it is no longer known. */
  model: Pick<ModelFacts, 'quantization' | 'bytes'> | null;
}

/** A wait that people notice: between 0.1 s, which feels immediate, and 1 s, which interrupts a thought (Nielsen, 1993). */
const noticeableMs = 500;
/** A rule must explain at least this share of the turn, or of the wait for its first token. */
export const leastShare = 0.2;

/** A turn with the values that several rules need. */
export interface Turn extends TurnRecord {
  prefill: Phase;
  decode: Phase;
  ms: number;
  /** Milliseconds from sending to the first token. */
  waitMs: number;
  /** Tokens that had been processed before and were processed again. */
  again: number;
  /** The share of KV cache in the bytes that decode read, as a lower bound; 0 if it cannot be told. */
  cacheShare: number;
  /** Some layers are on the processor and some on the GPU; the limits are those of the GPU alone. */
  isSplit: boolean;
  usesProcessor: boolean;
}

/** The result of a rule, and how much of the turn's time it explains. */
export interface Finding {
  ms: number;
  told: Told;
}

const afterFirst: readonly PartName[] = ['decode', 'finish', 'paint'];

/** Derives the values that several rules need. */
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
    // A token reads no more weights than the file has.
    cacheShare:
      model === null || decode.bytesEach === null || decode.bytesEach < cacheBytes
        ? 0
        : Math.max(0, 1 - model.bytes / decode.bytesEach),
    isSplit,
    usesProcessor: isSplit || setup.backend === 'cpu',
  };
};

export const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** Whether `ms` is noticeable and at least `share` of `ofMs`. */
export const explains = (ms: number, share: number, ofMs: number): boolean =>
  ms >= noticeableMs && ms >= share * ofMs;

/** Rounds to two significant digits: one turn does not tell more. */
export const two = (value: number): number => Number(value.toPrecision(2));

/** Whether the KV cache had 16 bits, so that 8 bits would save memory. */
export const is16Bit = ({ anatomy }: TurnRecord): boolean => anatomy.setup.kvPrecision === 'f16';
