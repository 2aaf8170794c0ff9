/** The state of loading a model, as far as this window knows it. */
import { useWindow } from '../state/use-session.ts';
import type { WindowState } from '../state/window-state.ts';

export type LoadState = 'loaded' | 'loading' | 'refused' | 'none';

/** A load from another window is known only once it ends: the engine reports the path of a loaded model. */
export const loadStateOf = (
  { engine, load }: Pick<WindowState, 'engine' | 'load'>,
  path: string,
): LoadState => {
  if (engine?.model?.path === path) return 'loaded';
  if (load?.path === path) return load.problem === null ? 'loading' : 'refused';
  return 'none';
};

/** 0 to 1; `null` while the file is checked, before the engine begins. */
export const useLoadProgress = (): number | null =>
  useWindow(({ engine }) => (engine?.state === 'loading' ? engine.loadProgress : null));
