/**
 * The memory that a model would need, requested again when the wish or the memory changes, but not for each step of a slider.
 */
import { useEffect, useEffectEvent, useState } from 'react';
import type { Fit, FitWish } from '../../main/shared/contract/memory.ts';
import type { LoadSettings, Settings } from '../../main/shared/contract/settings.ts';
import { effective } from '../../main/shared/settings/registry.ts';
import { sentenceOf } from '../state/sentence.ts';
import { useWindow } from '../state/use-session.ts';

/** A request is sent when a slider has not moved for this long, in ms. */
const restMs = 120;

/** Tokens per evaluation, unless the engine measured that more are faster. */
const usualBatch = 512;

/** How a model with its `own` settings would be run. */
export const wishOf = (all: Settings, own: LoadSettings): FitWish => {
  const { backend, contextLength, kvPrecision, gpuLayers, flashAttention, batchSize, memoryMap } = effective(
    all,
    own,
  );
  return {
    contextLength,
    kvPrecision,
    gpuLayers: backend === 'cpu' ? 0 : gpuLayers,
    flashAttention,
    batchSize: batchSize ?? usualBatch,
    ...(memoryMap !== null && { memoryMap }),
  };
};

export interface FitState {
  /** `undefined` until the first reply; `null` if the file does not say. The last value stays during another request. */
  fit: Fit | null | undefined;
  problem: string | null;
}

/** `ask` is called for each new `wish`; `null` for none yet. */
export const useFit = (ask: (wish: FitWish) => Promise<Fit | null>, wish: FitWish | null): FitState => {
  const [state, setState] = useState<FitState>({ fit: undefined, problem: null });
  const isConnected = useWindow((window) => window.connection === 'open');
  // With another loaded model, the free memory changes.
  const engine = useWindow(({ engine: told }) => `${told?.state} ${told?.model?.path}`);
  const key = wish === null ? null : JSON.stringify({ wish, engine });
  const askNow = useEffectEvent(ask);
  const delayMs = useEffectEvent(() => (state.fit === undefined && state.problem === null ? 0 : restMs));

  useEffect(() => {
    if (!isConnected || key === null) return undefined;
    let isGone = false;
    const timer = setTimeout(() => {
      askNow((JSON.parse(key) as { wish: FitWish }).wish).then(
        (fit) => {
          if (!isGone) setState({ fit, problem: null });
        },
        (error: unknown) => {
          if (!isGone) setState(({ fit }) => ({ fit, problem: sentenceOf(error) }));
        },
      );
    }, delayMs());
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [isConnected, key]);
  return state;
};
