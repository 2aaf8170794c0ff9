/**
 * What the core and the engine process say to each other. One engine process serves one configuration:
 * another model, backend, thread count or context length means another process.
 */
import type { Backend, Ending, ModelFacts, Timings } from '../contract/types.ts';

/** Everything that is fixed for the life of an engine process. */
export interface EngineConfig {
  modelPath: string;
  isStarter: boolean;
  /** `null`: the best backend that works. */
  backend: Backend | null;
  /** `null`: one thread for each physical core. */
  threads: number | null;
  /** Tokens; `null`: see `defaultContextLength`. */
  contextLength: number | null;
}

/** One message of a prompt. */
export interface PromptMessage {
  role: 'system' | 'user' | 'model';
  text: string;
  reasoning: string;
  /**
   * The very tokens that this model sampled for `text`, where they are known. They are put into the prompt as
   * they are, because tokenising the text again may split it otherwise and lose the KV cache from there on.
   */
  tokens: number[] | null;
}

export interface TurnRequest {
  turnId: string;
  messages: PromptMessage[];
  /** 0 takes the likeliest token; `null`: what the model's file recommends. */
  temperature: number | null;
}

export type ToEngine =
  | { kind: 'load'; config: EngineConfig }
  | { kind: 'turn'; turn: TurnRequest }
  | { kind: 'stop'; turnId: string }
  /** Check a file without touching the loaded model; answered by `inspected`, for a process that loads nothing. */
  | { kind: 'inspect'; path: string }
  | { kind: 'shut-down' };

/** What the engine knows of the model once it is loaded; `ModelFacts` come from `inspect`. */
export interface LoadedFacts extends ModelFacts {
  backend: Backend;
  device: string;
  gpuLayers: number;
  layers: number;
  contextLength: number;
  threads: number;
}

export type FromEngine =
  | { kind: 'loading'; progress: number }
  /** `note`: why a wanted GPU is not in use, as a sentence. `cores`: physical cores of this machine. */
  | { kind: 'loaded'; model: LoadedFacts; note: string | null; cores: number }
  /** The model could not be loaded; `problem` is a sentence for the user. */
  | { kind: 'load-failed'; problem: string }
  | { kind: 'inspected'; facts: ModelFacts }
  | { kind: 'refused'; problem: string }
  | { kind: 'prefill'; turnId: string; done: number; total: number; cached: number }
  /** The first token was sampled: prefill is over. */
  | { kind: 'first-token'; turnId: string }
  | { kind: 'wrote'; turnId: string; field: 'text' | 'reasoning'; text: string }
  | {
      kind: 'ended';
      turnId: string;
      ending: Ending;
      problem: string | null;
      /** `firstTokenMs` is the core's to fill in. */
      timings: Timings | null;
      /** The sampled tokens of `text`, for the next prompt; `null` where they would not reproduce it. */
      tokens: number[] | null;
    }
  | { kind: 'log'; level: 'info' | 'warn' | 'error'; text: string };

/** At most this many tokens of context unless the user asks for more: the KV cache of a large context is costly. */
export const defaultContextLength = 8192;

/** Sampling temperature where neither the user nor the model's file says one. */
export const defaultTemperature = 0.7;
