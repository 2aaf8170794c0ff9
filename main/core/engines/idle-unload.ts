/** Unloads the model when it has been idle for the time that the user set. */
import { say } from '../../shared/words/catalogue.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import type { EngineQueue } from './queue.ts';

export interface IdleUnload {
  /** The model was used, or the setting was changed: the idle time begins again. */
  used(): void;
  close(): void;
}

interface Dependencies {
  engine: Engine;
  queue: EngineQueue;
  settings: KeptSettings;
}

export const unloadWhenIdle = ({ engine, queue, settings }: Dependencies): IdleUnload => {
  let timer: NodeJS.Timeout | undefined;
  const used = (): void => {
    clearTimeout(timer);
    const after = settings.now.unloadAfterMinutes;
    if (after === null) return;
    timer = setTimeout(() => {
      if (queue.isBusy || engine.status.state !== 'ready') return used();
      void queue.run('person', () => engine.unload(say('engine.unloaded-idle', { minutes: after })));
    }, after * 60_000);
    timer.unref();
  };
  engine.listen(({ state }) => {
    if (state === 'ready') used();
  });
  return { used, close: () => clearTimeout(timer) };
};
