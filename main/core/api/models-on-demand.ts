/** Loads the models that requests name, and says for how long they stay. */
import { ApiFault } from '../../shared/api/fault.ts';
import type { ApiEvent } from '../../shared/api/answer.ts';
import type { KeepAlive } from '../../shared/api/request.ts';
import type { LoadedModel } from '../../shared/contract/engine.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { IdleUnload } from '../engines/idle-unload.ts';
import type { LentModel } from '../engines/lent-model.ts';
import type { Card } from './model-cards.ts';

export interface Prepared {
  loaded: LoadedModel;
  /** 0: it was loaded. */
  loadMs: number;
}

export interface ModelsOnDemand {
  /** Whether a request for this model can run without loading anything. */
  isReady(card: Card, leastContext: number): boolean;
  /**
   * Loads the model, within the queue and alone in it. Throws `Refusal` with the reason if it cannot be loaded, and `ApiFault` if it
   * cannot have such a context.
   */
  prepare(
    card: Card,
    leastContext: number,
    stop: AbortSignal,
    on: (event: ApiEvent) => void,
  ): Promise<Prepared>;
  /**
   * A request has ended: the model stays as it asked, or as the settings say. The user's own model stays at least for as long as the
   * settings say.
   */
  keep(keepAliveS: KeepAlive): void;
  /** Whether the loaded model is one that a program loaded in place of the user's own. */
  isLent(): boolean;
  /** See `LentModel`. */
  readonly taken: AbortSignal;
}

export const createModelsOnDemand = (
  engine: Engine,
  lent: Pick<LentModel, 'use' | 'isOfProgram' | 'taken'>,
  idle: IdleUnload,
): ModelsOnDemand => {
  /** Told of the load that runs. */
  let tell: ((progress: number) => void) | null = null;
  engine.listen(({ loadProgress }) => {
    if (loadProgress !== null) tell?.(loadProgress);
  });
  const isReady: ModelsOnDemand['isReady'] = ({ path }, leastContext) => {
    const { model } = engine.status;
    return engine.config?.modelPath === path && model !== null && model.contextLength >= leastContext;
  };
  return {
    isReady,
    prepare: async (card, leastContext, stop, on) => {
      const { trainedContextLength, name } = card.model;
      if (trainedContextLength > 0 && leastContext > trainedContextLength)
        throw new ApiFault(
          'unsupported',
          `${name} was trained for ${trainedContextLength} tokens of context, so it cannot have ${leastContext}.`,
          { field: 'num_ctx' },
        );
      if (isReady(card, leastContext)) return { loaded: engine.status.model!, loadMs: 0 };
      const startedAt = performance.now();
      tell = (progress) => on({ kind: 'loading', progress });
      tell(0);
      try {
        await lent.use(card.path, stop, leastContext);
        // An automatic context can be shorter than was wanted.
        if (!isReady(card, leastContext)) await lent.use(card.path, stop, leastContext);
      } finally {
        tell = null;
      }
      if (!isReady(card, leastContext)) throw new ApiFault('failed', `${name} could not be loaded.`);
      return { loaded: engine.status.model!, loadMs: performance.now() - startedAt };
    },
    keep: (keepAliveS) => {
      const ms = keepAliveS === null ? null : keepAliveS * 1000;
      if (ms === null || (!lent.isOfProgram() && ms < idle.usualMs)) idle.used();
      else idle.keepFor(ms);
    },
    isLent: () => lent.isOfProgram(),
    get taken() {
      return lent.taken;
    },
  };
};
