/** How an engine loads a model. */
import type { Backend } from '../contract/engine.ts';
import type { LoadValues } from '../settings/loading.ts';

/** The speeds of a model on this machine, `null` until measured: prefill at the beginning of a context in tokens/s, the others in bytes/s. */
export interface Speeds {
  prefill: number | null;
  /** How many times as much as its arithmetic (`growthOf`) depth costs: attention is slower than the rest on many machines. */
  depth: number | null;
  restore: number | null;
  save: number | null;
}

/** Everything that is fixed while a model is loaded. */
export interface EngineConfig extends LoadValues {
  modelPath: string;
  /** The library's name for the model; `null`: the name in its file. */
  title: string | null;
  isStarter: boolean;
  /** Backends whose driver ended an earlier process: they are skipped, and named as the reason for another one. */
  avoid?: Backend[];
  /** A Jinja template that replaces the file's own; `null`: the file's. */
  chatTemplate: string | null;
  /** When values that are `null` here are measured: at the first load of this model, again now, or never. */
  tunes: 'once' | 'anew' | 'never';
  /** A small model that drafts for this one; `null`: guesses come only from the prompt. */
  draftModelPath: string | null;
  /** Chats that are kept in memory at once, each in its own context; `null`: as many as memory allows and as pay. */
  sequences: number | null;
  /**
   * The folder of snapshots, and the most bytes for all of them; 0 keeps none. `writer` is given to all but one of the engines that write
   * to the folder at the same time: none of them removes what another one has not written completely. `speeds` are used in place of what
   * is measured: tests of what is worth saving must not depend on the machine.
   */
  snapshots: { folder: string; budgetBytes: number; writer?: string; speeds?: Speeds };
}
