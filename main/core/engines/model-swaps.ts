/** Puts another model or another configuration in place of the loaded one, and back if that fails. */
import type { Told } from '../../shared/words/told.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { EngineConfig } from '../../shared/engine/config.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { EngineQueue } from './queue.ts';

/** Whether models fit the memory. */
export interface MemoryCheck {
  /** Throws `Refusal` with the numbers if the free memory cannot hold it, before native code is asked. */
  refuseIfTooLarge(config: EngineConfig): Promise<void>;
  /**
   * What would fit, for a load that failed all the same; `null` if nothing is known, or if, unless
   * it `isCertain`, memory was not what it failed for.
   */
  whatWouldWork(config: EngineConfig, isCertain: boolean): Promise<Told | null>;
}

interface Dependencies {
  engine: Engine;
  queue: EngineQueue;
  memory: MemoryCheck;
}

export interface ModelSwaps {
  /** Loads `config` between two answers, for which the caller waits; if it fails, throws `Refusal` and what ran before comes back. */
  swap(config: EngineConfig, name: string): Promise<void>;
  /** Throws `Refusal` if the loaded model would not fit as `next` says. */
  weigh(next: EngineConfig): Promise<void>;
  /** Runs the loaded model by `next`, if that differs from how it runs; an unloaded one is loaded so next time. */
  apply(next: EngineConfig): Promise<void>;
}

export const createModelSwaps = ({ engine, queue, memory }: Dependencies): ModelSwaps => {
  /** The refusal says what would work, if memory was short. */
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

/** Whether two configurations make the same of a model; its title and the budget for its states may change while it is loaded. */
export const loadsAlike = (a: EngineConfig, b: EngineConfig): boolean =>
  JSON.stringify({ ...a, title: null, snapshots: null }) ===
  JSON.stringify({ ...b, title: null, snapshots: null });
