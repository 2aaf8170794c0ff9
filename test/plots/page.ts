/** The page of plots in a real Chromium. */
import type { Page } from 'playwright-core';
import { openBuiltPage } from '../browser/built-page.ts';

export interface PlotsPage {
  /** Opens all plots anew, in the same tab for speed; what it complains of lands in `complaints`. */
  open(theme: 'light' | 'dark', width: number): Promise<Page>;
  complaints: string[];
  close(): Promise<void>;
}

export const openPlots = async (): Promise<PlotsPage> => {
  const { url, newTab, complaints, close } = await openBuiltPage(
    new URL('./vite.config.ts', import.meta.url),
  );
  const page = await newTab('plots', { width: 1280, height: 800 });
  return {
    complaints,
    open: async (theme, width) => {
      await page.setViewportSize({ width, height: 800 });
      // What the test before pointed at must not be pointed at from the start.
      await page.mouse.move(0, 0);
      await page.goto(`${url}?theme=${theme}`);
      await page.locator('.plot-svg').first().waitFor();
      return page;
    },
    close,
  };
};
