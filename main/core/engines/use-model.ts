/** Loads a model because an answer needs it, not because the user opened it. */
import type { Engine } from '../../shared/engine/engine.ts';
import type { EngineConfig } from '../../shared/engine/config.ts';

/** An automatic context is never longer, in tokens. */
const automaticContext = 8192;

/**
 * How `engine` has to load the model at `path`, so that it has a context of at least this many tokens; `null`: it has loaded it so, or
 * begun to.
 */
export const configToUse = (
  { config, status }: Pick<Engine, 'config' | 'status'>,
  path: string,
  leastContext: number,
  configFor: (path: string) => EngineConfig,
): EngineConfig | null => {
  const isLoaded = config?.modelPath === path && status.state !== 'stopped';
  const context = status.model?.contextLength ?? config?.contextLength ?? null;
  if (isLoaded && (context === null || context >= leastContext)) return null;
  const own = configFor(path);
  // An automatic context may be large enough, which shows when it is loaded.
  const isKnown = own.contextLength !== null || isLoaded || leastContext > automaticContext;
  return isKnown && leastContext > (own.contextLength ?? 0) ? { ...own, contextLength: leastContext } : own;
};

/** Does nothing if `stop` is set, and ends early when it is. Throws `Refusal` with the reason if the model cannot be loaded. */
export const loadUnlessStopped = async (
  engine: Engine,
  config: EngineConfig,
  name: string,
  stop: AbortSignal | null,
): Promise<void> => {
  if (stop?.aborted) return;
  const cancel = (): void => engine.cancelLoad();
  stop?.addEventListener('abort', cancel, { once: true });
  try {
    await engine.load(config, name);
  } finally {
    stop?.removeEventListener('abort', cancel);
  }
};
