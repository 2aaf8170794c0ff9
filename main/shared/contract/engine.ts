/** The engine and the model that it has loaded. */
import type { Told } from '../words/told.ts';
import { z } from 'zod';
import type { Backend } from '../settings/backends.ts';
import { call, filePath, nothing } from './call.ts';
import type { ModelFacts } from './model.ts';

/** How exactly keys and values are kept: 16 bits each, or 8.5. */
export type KvPrecision = 'f16' | 'q8_0';

export type { Backend };

/** Threads of the engine on the processor, for each phase. */
export interface Threads {
  prefill: number;
  decode: number;
}

/** How much a model thinks before it answers; `null`: as its template has it, without a bound. */
export interface Thinking {
  on: boolean | null;
  /** One of `ThinkingControls.efforts`. */
  effort: string | null;
  /** Tokens after which its thoughts are closed and the text begins. */
  budget: number | null;
  /** The thoughts of earlier answers stay in the prompt. */
  keepsEarlier: boolean | null;
}

/** What can be chosen about a model's thoughts, by its chat template. */
export interface ThinkingControls {
  /** Thinking can be switched on and off. */
  switchable: boolean;
  /** It thinks unless it is switched off. */
  onByDefault: boolean;
  /** The levels of effort, the least first; empty without. */
  efforts: string[];
  /** The template marks thoughts, so that they can be bounded. */
  bounded: boolean;
  /** Whether the thoughts of earlier answers stay unless something else is chosen; `null` if the template leaves no choice. */
  keepsEarlier: boolean | null;
}

/** A model as it is loaded now. */
export interface LoadedModel extends ModelFacts {
  /** True for the small guide that comes with Hearth. */
  isStarter: boolean;
  backend: Backend;
  /** The devices in use as their drivers name them; the processor's name for `cpu`. */
  device: string;
  /** Layers on the GPU; 0 on `cpu`. */
  gpuLayers: number;
  /** All layers, the output layer included, as llama.cpp counts them. */
  layers: number;
  /** Tokens that fit the context. */
  contextLength: number;
  /** Tokens of it that a prompt leaves free for the answer. */
  answerReserve: number;
  /** Bytes of KV cache that q8_0 saves against f16, for one chat of that many tokens. */
  kvSavingBytes: number;
  threads: Threads;
  flashAttention: boolean;
  /** Most tokens that are evaluated in one go. */
  batchSize: number;
  /** The name of the small model that guesses for it; `null` for none. */
  draftModel: string | null;
  thinking: ThinkingControls;
}

/** The engine as the header shows it. */
export interface EngineStatus {
  state:
    | 'starting'
    | 'loading'
    /** It measures how to run a model that is new to it, which takes a few seconds. */
    | 'tuning'
    | 'ready'
    /** It died and is being started again. */
    | 'restarting'
    /** Its memory was given back, by the user or after idle time; the next message loads the model again. */
    | 'unloaded'
    /** It made way for a calibration or a benchmark, and comes back after it. */
    | 'measuring'
    /** No model is loaded and nothing is being tried; `note` says why and what to do. */
    | 'stopped';
  /** The model that is loaded, or that is being loaded when `state` is `loading`. */
  modelName: string | null;
  /** Set when `state` is `ready`. */
  model: LoadedModel | null;
  /** 0 to 1 while a model loads, else `null`. */
  loadProgress: number | null;
  /** Why a GPU is not used though it was wanted, why the engine stopped. */
  note: Told | null;
}

/** What becomes of a running answer that is in the way of the call; without it the call is refused then. */
const whileAnswering = z.enum(['stop', 'wait']).optional();

/** The calls of `calls` that belong here. */
export const engineCalls = {
  /**
   * Checks a GGUF file and loads it; if it cannot be used, the loaded model stays. While an answer is being written, in
   * any window, it is refused unless `whileAnswering` says what becomes of that.
   */
  openModel: call<ModelFacts>().takes(z.strictObject({ path: filePath, whileAnswering })),
  /** The small model that guesses for the loaded one, from now on; `null` for none. It is checked first. */
  setDraftModel: call<void>().takes(z.strictObject({ path: filePath.nullable() })),
  /** Lets go of the loaded model and its memory; the next message loads it again. */
  unloadModel: call<void>().takes(z.strictObject({ whileAnswering })),
  /** Ends a load that is going on; the model before comes back. Does nothing where none loads. */
  cancelLoad: call<void>().takes(nothing),
  /** Goes back to the small guide that comes with Hearth. */
  openStarterModel: call<ModelFacts>().takes(z.strictObject({ whileAnswering })),
  /** The native file picker; `null` when it was closed without a choice. */
  pickModelFile: call<string | null>().takes(nothing),
  /** Starts the engine again after it stopped for good. */
  restartEngine: call<void>().takes(nothing),
};

/** The events of `Events` that belong here. */
export interface EngineEvents {
  'engine.changed': { engine: EngineStatus };
}
