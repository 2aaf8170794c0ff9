/**
 * Where the time of a turn went. Durations are milliseconds and end in `Ms`; speeds are in tokens/s unless their name says
 * otherwise.
 */
import { z } from 'zod';
import type { Backend, KvPrecision, Threads } from './engine.ts';
import { call, id, nothing } from './call.ts';

/**
 * The consecutive parts of a turn, from the moment it was sent to the last change on screen. Each part begins where the one
 * before ends, so together they are the time that the person waited.
 */
export type PartName =
  /** From the key press that sent the message until the core received it. */
  | 'send'
  /** Waiting for the engine while it did something else. */
  | 'queue'
  /** Waiting while the model was loaded. */
  | 'load'
  /** From the core to the engine process, including the time to interrupt other work there. */
  | 'handover'
  /** Applying the chat template to the messages, and tokenising the result. */
  | 'tokenise'
  /** Finding the part of the prompt that is in the KV cache. */
  | 'lookup'
  /** Saving another chat's KV state to disk, because its place in memory was needed. */
  | 'make-room'
  /** Restoring this chat's KV state from disk. */
  | 'restore'
  | 'prefill'
  | 'decode'
  /** From the last token until the core had stored the answer. */
  | 'finish'
  /** From the core's report to the window until the whole answer is on screen. */
  | 'paint';

export interface Part {
  name: PartName;
  ms: number;
}

/** One evaluation of a batch of prompt tokens. */
export interface Slice {
  tokens: number;
  ms: number;
}

/** The work of a phase, counted by the rules of docs/roofline.md. */
export interface Cost {
  flops: number;
  bytes: number;
}

/** The work of phases and the time that it took, in ms; `null` if it was not counted. */
export interface PhaseWork {
  turns: number;
  prefill: (Cost & { ms: number }) | null;
  decode: (Cost & { ms: number }) | null;
}

/** How the engine was set up for a turn. */
export interface TurnSetup {
  backend: Backend;
  device: string;
  gpuLayers: number;
  layers: number;
  threads: Threads;
  /** Physical cores of this machine. */
  cores: number;
  kvPrecision: KvPrecision;
  flashAttention: boolean;
  /** The name of the loaded draft model; `null` if there was none, absent in turns of older versions. */
  draftModel?: string | null;
}

/** Other activity on the machine while a turn ran. */
export interface Surroundings {
  /** Cores that other processes kept busy on average; `null` if the turn was too short to tell. */
  otherCores: number | null;
  /** How often the processor was throttled because it was too hot; `null` if the system does not report it. */
  throttled: number | null;
}

/** The result of speculative decoding in a turn. */
export interface Speculation {
  guessed: number;
  /** Guessed tokens that the model would have sampled too. */
  accepted: number;
  /**
   * Decode speed divided by the decode speed without guesses of the same model at the same time; `null` if nothing was decoded
   * without guesses.
   */
  gain: number | null;
  /** Guessing is paused for now, because it made answers slower. */
  rests: boolean;
}

/** Where the time of one turn went. It is stored with the answer and sent on request. */
export interface Anatomy {
  parts: Part[];
  slices: Slice[];
  /** The time from each token to the next in ms, one for each decoded token. */
  gapsMs: number[];
  /** The work of each phase; `null` for models whose shape is not understood. */
  prefill: Cost | null;
  decode: Cost | null;
  setup: TurnSetup;
  surroundings: Surroundings;
  /** `null` if nothing was guessed. */
  speculation: Speculation | null;
  /**
   * The time from the arrival of a piece in the window to the frame that shows it, over all pieces; `null` until the window
   * reports it.
   */
  tokenToPaint: { medianMs: number; mostMs: number } | null;
}

/** The duration of a part of a turn; nobody waits for one longer than a day. */
const ms = z.number().min(0).max(86_400_000);

/** The calls about anatomies, which `calls` in contract.ts includes. */
export const anatomyCalls = {
  /** A reading of the core's monotonic clock, in ms. */
  clock: call<number>().takes(nothing),
  /** Where the time of an answer went; `null` if that was not measured. */
  turnAnatomy: call<Anatomy | null>().takes(z.strictObject({ messageId: id })),
  /**
   * The work of all answers in the same chat, including other versions, that ran on the same backend and device as this one.
   */
  chatWork: call<PhaseWork>().takes(z.strictObject({ messageId: id })),
  /** Reports the two parts of a turn that the window measures, once the whole answer is on screen. */
  notePaint: call<void>().takes(
    z.strictObject({
      messageId: id,
      sendMs: ms,
      paintMs: ms,
      tokenToPaint: z.strictObject({ medianMs: ms, mostMs: ms }).nullable(),
    }),
  ),
};
