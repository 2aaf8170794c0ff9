/** Unloads the model when it has been idle for the time that the user set. */
import { say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import type { EngineQueue } from './queue.ts';

export interface IdleUnload {
  /** The model was used, or the setting was changed: the idle time begins again. */
  used(): void;
  /** The model is unloaded after this time in ms without use, in place of the user's setting; `Infinity`: not at all. */
  keepFor(ms: number): void;
  /** The user's setting in ms; `Infinity`: never. */
  readonly usualMs: number;
  /** When the model will be unloaded, in ms since the epoch; `null`: never. */
  readonly unloadsAt: number | null;
  close(): void;
}

interface Dependencies {
  engine: Engine;
  queue: EngineQueue;
  settings: KeptSettings;
  /** The model never stays longer without use than this, in ms, unless `keepFor` says so. */
  mostMs?: number;
}

export const unloadWhenIdle = ({ engine, queue, settings, mostMs = Infinity }: Dependencies): IdleUnload => {
  let timer: NodeJS.Timeout | undefined;
  let unloadsAt: number | null = null;
  /** Does nothing if the model is used before. */
  const unloadAfter = (ms: number, again: () => void, note: () => Told): void => {
    clearTimeout(timer);
    // A longer time would end at once.
    unloadsAt = ms <= longestMs ? Date.now() + ms : null;
    if (unloadsAt === null) return;
    const own = setTimeout(() => {
      if (queue.isBusy) return void queue.whenIdle().then(() => (timer === own ? again() : undefined));
      unloadsAt = null;
      if (engine.status.state !== 'ready') return;
      void queue.run('person', () => engine.unload(note()));
    }, ms);
    timer = own;
    timer.unref();
  };
  const usualMs = (): number => {
    const minutes = settings.now.unloadAfterMinutes;
    return Math.min(mostMs, minutes === null ? Infinity : minutes * 60_000);
  };
  const used = (): void =>
    unloadAfter(usualMs(), used, () =>
      say('engine.unloaded-idle', { minutes: settings.now.unloadAfterMinutes! }),
    );
  const keepFor = (ms: number): void =>
    unloadAfter(
      ms,
      () => keepFor(ms),
      () => say('engine.unloaded-as-asked'),
    );
  engine.listen(({ state }) => {
    if (state === 'ready') used();
  });
  return {
    used,
    keepFor,
    get usualMs() {
      return usualMs();
    },
    get unloadsAt() {
      return unloadsAt;
    },
    close: () => clearTimeout(timer),
  };
};

/** The longest time that a timer of Node takes, in ms. */
const longestMs = 2 ** 31 - 1;
