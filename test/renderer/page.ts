/** The page of states in a real Chromium. */
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll } from 'vitest';
import { openBuiltPage, type BuiltPage } from '../browser/built-page.ts';
import type { ScenarioName } from '../states/scenarios.ts';

/**
 * For the tests of a file or of a `describe`: returns what opens a scenario in a tab of its own, which closes after the
 * test; the test fails if the page complained of anything.
 */
export const useStates = () => {
  let states: BuiltPage;
  let page: Page | null = null;
  beforeAll(async () => {
    states = await openBuiltPage(new URL('../states/vite.config.ts', import.meta.url));
  });
  afterAll(async () => {
    await states.close();
  });
  afterEach(async () => {
    await page?.close();
    page = null;
    const complaints = states.complaints.splice(0);
    if (complaints.length > 0) throw new Error(complaints.join('\n'));
  });
  return async (
    scenario: ScenarioName,
    { theme = 'light', width = 1280 }: { theme?: string; width?: number } = {},
  ): Promise<Page> => {
    page = await states.newTab(scenario, { width, height: 800 });
    await page.goto(`${states.url}?scenario=${scenario}&theme=${theme}`);
    return page;
  };
};
