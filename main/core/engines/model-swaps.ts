/** Replaces the loaded model or its configuration, and restores it if that fails. */
import type { Told } from '../../shared/words/told.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { EngineConfig } from '../../shared/engine/config.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { EngineQueue } from './queue.ts';

/** Checks whether models fit in memory. */
export interface MemoryCheck {
  /**
   * Throws `Refusal` with the figures if the model does not fit in free memory. It is called before native code loads the
   * model.
   */
  refuseIfTooLarge(config: EngineConfig): Promise<void>;
  /**
   * Settings with which a model would fit that did not load although the check passed; `null` if none are known, or if memory
   * was not short. `isCertain` means that memory is known to have been short.
   */
  whatWouldWork(config: EngineConfig, isCertain: boolean): Promise<Told | null>;
}

interface Dependencies {
  engine: Engine;
  queue: EngineQueue;
  memory: MemoryCheck;
}

export interface ModelSwaps {
  /** Loads `config`. The caller waits until no answer runs. If loading fails, throws and loads what was loaded before. */
  swap(config: EngineConfig, name: string): Promise<void>;
  /** Throws `Refusal` if the loaded model would not fit with the configuration `next`. */
  weigh(next: EngineConfig): Promise<void>;
  /** Reloads the loaded model with `next` if that loads it differently. If the model is unloaded, its next load uses `next`. */
  apply(next: EngineConfig): Promise<void>;
}

export const createModelSwaps = ({ engine, queue, memory }: Dependencies): ModelSwaps => {
  /** If memory was short, the refusal says which settings would work. */
  const swap = async (config: EngineConfig, name: string): Promise<void> => {
    const { config: before, status } = engine;
    const wasLoaded = status.model !== null;
    try {
      await engine.load(config, name);
    } catch (error) {
      const loadFailure = engine.can.memory?.loadFailure ?? null;
      if (wasLoaded && before !== null)
        await engine.load(before, status.modelName ?? '').catch(() => undefined);
      const change =
        loadFailure === null
          ? null
          : await memory.whatWouldWork(config, loadFailure === 'memory').catch(() => null);
      if (change === null || !(error instanceof Refusal)) throw error;
      throw new Refusal('engine.load-failed-advice', { why: error.told, change });
    }
  };

  const weigh = async (next: EngineConfig): Promise<void> => {
    if (engine.status.state !== 'unloaded' && !loadsAlike(next, engine.config!))
      await memory.refuseIfTooLarge(next);
  };

  const apply = async (next: EngineConfig): Promise<void> => {
    const { config, status } = engine;
    if (loadsAlike(next, config!)) return;
    if (status.state === 'unloaded') engine.configure(next);
    else
      await queue.run('person', async () => {
        // Another model may have been opened meanwhile.
        if (engine.config?.modelPath === next.modelPath) await swap(next, status.modelName ?? '');
      });
  };

  return { swap, weigh, apply };
};

/** Whether two configurations load a model alike. Its title and the budget for snapshots may change while it is loaded. */
export const loadsAlike = (a: EngineConfig, b: EngineConfig): boolean =>
  JSON.stringify({ ...a, title: null, snapshots: null }) ===
  JSON.stringify({ ...b, title: null, snapshots: null });
