/** Remembers which kind of attention the engine measured to be faster for each model, so that later estimates use it. */
import type { Engine } from '../../shared/engine/engine.ts';
import type { Log } from '../../system/log.ts';
import type { KnownFiles } from '../library/known-files.ts';
import { loadMeasuredFlash, saveMeasuredFlash, type SettingStore } from '../settings/settings.ts';

export const rememberAttention = (
  engine: Engine,
  store: SettingStore,
  known: Pick<KnownFiles, 'keyOf'>,
  log: Log,
): void =>
  engine.listen(({ state, model }) => {
    if (state !== 'ready' || model === null) return;
    if (engine.config?.flashAttention !== null || model.backend !== 'cpu') return;
    try {
      const key = known.keyOf(model.path);
      const measured = loadMeasuredFlash(store);
      if (measured[key] !== model.flashAttention)
        saveMeasuredFlash(store, { ...measured, [key]: model.flashAttention });
    } catch (error) {
      log.error('how the model computes attention was not stored', error);
    }
  });
