/** Remembers which attention the engine measured to be faster for each model, so that later estimates reckon with it. */
import type { Engine } from '../../shared/engine/engine.ts';
import { modelKey } from '../../shared/model/model-identity.ts';
import type { Log } from '../../system/log.ts';
import { loadMeasuredFlash, saveMeasuredFlash, type SettingStore } from '../settings/settings.ts';

export const rememberAttention = (engine: Engine, store: SettingStore, log: Log): void =>
  engine.listen(({ state, model }) => {
    if (state !== 'ready' || model === null) return;
    if (engine.config?.flashAttention !== null || model.backend !== 'cpu') return;
    try {
      const measured = loadMeasuredFlash(store);
      if (measured[modelKey(model)] !== model.flashAttention)
        saveMeasuredFlash(store, { ...measured, [modelKey(model)]: model.flashAttention });
    } catch (error) {
      log.error('how the model computes attention was not stored', error);
    }
  });
