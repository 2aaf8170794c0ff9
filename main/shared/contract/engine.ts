/** The engine and its loaded model. */
import type { Told } from '../words/told.ts';
import { z } from 'zod';
import type { Backend } from '../settings/backends.ts';
import type { Sampling } from '../settings/sampling.ts';
import { call, filePath, nothing } from './call.ts';
import type { ModelFacts } from './model.ts';

/** How precisely keys and values are stored: 16 bits each, or 8.5. */
export type KvPrecision = 'f16' | 'q8_0';

export type { Backend };

/** CPU threads of the engine, for each phase. */
export interface Threads {
  prefill: number;
  decode: number;
}

/** How much a model thinks before it answers. `null` leaves a choice to its chat template, and the budget unlimited. */
export interface Thinking {
  on: boolean | null;
  /** One of `ThinkingControls.efforts`. */
  effort: string | null;
  /** The number of thought tokens after which the thoughts are closed and the text begins. */
  budget: number | null;
  /** Whether the thoughts of earlier answers stay in the prompt. */
  keepsEarlier: boolean | null;
}

/** The choices about a model's thoughts that its chat template offers. */
export interface ThinkingControls {
  /** Whether thinking can be switched on and off. */
  switchable: boolean;
  /** Whether the model thinks unless thinking is switched off. */
  onByDefault: boolean;
  /** The levels of effort, least first; empty if there are none. */
  efforts: string[];
  /** Whether the template marks thoughts, so that a budget can end them. */
  bounded: boolean;
  /** Whether the thoughts of earlier answers stay in the prompt by default; `null` if the template offers no choice. */
  keepsEarlier: boolean | null;
}

/** The loaded model and how it runs. */
export interface LoadedModel extends ModelFacts {
  /** Whether it is the guide, the small model that is built in. */
  isStarter: boolean;
  backend: Backend;
  /** The devices in use as their drivers name them; the processor's name for `cpu`. */
  device: string;
  /** Layers on the GPU; 0 on `cpu`. */
  gpuLayers: number;
  /** All layers including the output layer, as llama.cpp counts them. */
  layers: number;
  /** The size of the context in tokens. */
  contextLength: number;
  /** Tokens of the context that are reserved for the answer. */
  answerReserve: number;
  /** Bytes of KV cache that q8_0 saves compared with f16, for one chat that fills the context. */
  kvSavingBytes: number;
  threads: Threads;
  flashAttention: boolean;
  /** The most tokens per evaluation. */
  batchSize: number;
  /** The name of its draft model; `null` if there is none. */
  draftModel: string | null;
  thinking: ThinkingControls;
  /** The sampling that its file recommends; `null` for values that it does not give. */
  recommended: Sampling;
}

/** The engine as the header shows it. */
export interface EngineStatus {
  state:
    | 'starting'
    | 'loading'
    /** The engine measures how a model that is new to it runs fastest, which takes a few seconds. */
    | 'tuning'
    | 'ready'
    /** The engine crashed and is being started again. */
    | 'restarting'
    /** The user unloaded the model, or it was idle; the next message loads it again. */
    | 'unloaded'
    /** The model is unloaded for a calibration or a benchmark, and is loaded again afterwards. */
    | 'measuring'
    /** No model is loaded or being loaded; `note` says why and what to do. */
    | 'stopped';
  /** The name of the model that is loaded or being loaded, or that was loaded last; `null` before the first load. */
  modelName: string | null;
  /** The loaded model if `state` is `ready`, otherwise `null`. */
  model: LoadedModel | null;
  /** From 0 to 1 while a model is being loaded, otherwise `null`. */
  loadProgress: number | null;
  /** What the user must know about the engine, for example why it uses no GPU or why it stopped; `null` if there is nothing. */
  note: Told | null;
}

/**
 * What happens to a running answer that is in the way of the call: it is stopped, or waited for. Without it, the call is
 * refused.
 */
export const whileAnswering = z.enum(['stop', 'wait']).optional();

/** The calls about the engine, which `calls` in contract.ts includes. */
export const engineCalls = {
  /**
   * Checks a GGUF file and loads it; if it cannot be used, the loaded model stays. While an answer runs in any window, the call
   * is refused unless `whileAnswering` says what happens to the answer.
   */
  openModel: call<ModelFacts>().takes(z.strictObject({ path: filePath, whileAnswering })),
  /** Sets the draft model of the loaded model; `null` for none. The file is checked first. */
  setDraftModel: call<void>().takes(z.strictObject({ path: filePath.nullable() })),
  /** Unloads the model and frees its memory; the next message loads it again. */
  unloadModel: call<void>().takes(z.strictObject({ whileAnswering })),
  /**
   * Cancels the load of a model; the model that was loaded before is loaded again. Does nothing if no model is being loaded.
   */
  cancelLoad: call<void>().takes(nothing),
  /** Switches back to the guide, the small model that is built in. */
  openStarterModel: call<ModelFacts>().takes(z.strictObject({ whileAnswering })),
  /** Opens the native file picker; replies with `null` if it was closed without a choice. */
  pickModelFile: call<string | null>().takes(nothing),
  /** Stops all answers and starts the engine again with the same model, for example after it stopped for good. */
  restartEngine: call<void>().takes(nothing),
};

/** The events about the engine, which `Events` in contract.ts includes. */
export interface EngineEvents {
  'engine.changed': { engine: EngineStatus };
}
