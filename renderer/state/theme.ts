/** Applies the chosen theme to the page; `system` follows the operating system. */
import { useLayoutEffect } from 'react';
import { keptTheme } from './kept.ts';
import { useWindow } from './use-session.ts';

export const useTheme = (): void => {
  const chosen = useWindow((state) => state.settings?.theme) ?? keptTheme() ?? 'system';
  // Before the first paint, so that the other theme never flashes.
  useLayoutEffect(() => {
    const dark = matchMedia('(prefers-color-scheme: dark)');
    const apply = (): void => {
      document.documentElement.dataset['theme'] =
        chosen === 'light' || chosen === 'dark' ? chosen : dark.matches ? 'dark' : 'light';
    };
    apply();
    dark.addEventListener('change', apply);
    return () => dark.removeEventListener('change', apply);
  }, [chosen]);
};
