/**
 * Where the time of a turn went. Durations are milliseconds and end in `Ms`; speeds are in tokens/s unless their name says
 * otherwise.
 */
import { z } from 'zod';
import type { Backend, KvPrecision, Threads } from './engine.ts';
import { call, id, nothing } from './call.ts';

/**
 * What a turn did one after another, from the moment it was sent to the last change on screen. Each part begins where
 * the one before ends, so together they are the time that the person waited.
 */
export type PartName =
  /** From the key that sent it to the core. */
  | 'send'
  /** Waiting for the engine while it did something else. */
  | 'queue'
  /** Waiting while the model was loaded. */
  | 'load'
  /** From the core to the engine process, and what it had to leave for this. */
  | 'handover'
  /** The messages are put into the model's template and turned into tokens. */
  | 'tokenise'
  /** Finding what the KV cache holds of the prompt. */
  | 'lookup'
  /** Writing another chat's state to disk, whose place was needed. */
  | 'make-room'
  /** Reading this chat's state from disk. */
  | 'restore'
  | 'prefill'
  | 'decode'
  /** From the last token through the core, which stores the answer. */
  | 'finish'
  /** From the core to the window, and onto the screen. */
  | 'paint';

export interface Part {
  name: PartName;
  ms: number;
}

/** One evaluation of prompt tokens in one go. */
export interface Slice {
  tokens: number;
  ms: number;
}

/** What a phase had to do, by the rules of docs/roofline.md. */
export interface Cost {
  flops: number;
  bytes: number;
}

/** What phases did, and in which time, in ms; `null` where it was not counted. */
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
  /** The name of the model that was loaded to guess for this one; absent in what older versions recorded. */
  draftModel?: string | null;
}

/** What else went on in the machine while a turn ran. */
export interface Surroundings {
  /** Cores that other processes kept busy on average; `null` where it was too short to tell. */
  otherCores: number | null;
  /** How often the processor throttled itself because it was too hot; `null` where the system does not tell. */
  throttled: number | null;
}

/** Tokens that were guessed and checked several at a time, and how that paid. */
export interface Speculation {
  guessed: number;
  /** Those that the model would have sampled too. */
  accepted: number;
  /** Decode speed over that without guesses in the same model and time; `null` where nothing was decoded without. */
  gain: number | null;
  /** No more is guessed for now, because it made answers slower. */
  rests: boolean;
}

/** Where the time of one turn went. Stored with the answer, and told on demand. */
export interface Anatomy {
  parts: Part[];
  slices: Slice[];
  /** Between one token and the next, in ms: one for each decoded token. */
  gapsMs: number[];
  /** `null` for models whose shape is not understood. */
  prefill: Cost | null;
  decode: Cost | null;
  setup: TurnSetup;
  surroundings: Surroundings;
  /** `null` where nothing was guessed. */
  speculation: Speculation | null;
  /** From a piece's arrival in the window to the frame that shows it, over all pieces; `null` until told. */
  tokenToPaint: { medianMs: number; mostMs: number } | null;
}

/** Of a part of a turn, which no one waits for longer than a day. */
const ms = z.number().min(0).max(86_400_000);

/** The calls of `calls` that belong here. */
export const anatomyCalls = {
  /** A reading of the core's monotonic clock, in ms. */
  clock: call<number>().takes(nothing),
  /** Where the time of an answer went; `null` where that was not measured. */
  turnAnatomy: call<Anatomy | null>().takes(z.strictObject({ messageId: id })),
  /** What all answers of its chat did on the backend and device that this one ran on, other versions among them. */
  chatWork: call<PhaseWork>().takes(z.strictObject({ messageId: id })),
  /** The window's two parts of a turn, told once the whole answer is on screen. */
  notePaint: call<void>().takes(
    z.strictObject({
      messageId: id,
      sendMs: ms,
      paintMs: ms,
      tokenToPaint: z.strictObject({ medianMs: ms, mostMs: ms }).nullable(),
    }),
  ),
};
