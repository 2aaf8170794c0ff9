/** The page of models in a real browser: how the tests of it open it and what they look for on it. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import type { ScenarioName } from '../states/scenarios.ts';
import { useStates } from './page.ts';

export type TabName = 'Library' | 'Find' | 'Downloads' | 'Network log';

/** What opens one part of the page of models in a scenario, by what opens any page. */
export const modelsPageOf =
  (openState: ReturnType<typeof useStates>) =>
  async (
    scenario: ScenarioName,
    tab: TabName = 'Library',
    options?: { theme?: string; width?: number },
  ): Promise<Page> => {
    const page = await openState(scenario, options);
    await page.getByRole('button', { name: 'Models', exact: true }).click();
    await page.getByRole('tab', { name: tab }).click();
    return page;
  };

/** For the tests of a file: returns what opens one part of the page of models in a scenario. */
export const useModelsPage = () => modelsPageOf(useStates());

/** Spaces of all widths as plain ones. */
export const plain = (text: string | null): string => (text ?? '').replaceAll(/\s+/g, ' ').trim();

/** The names of the models that are listed and drawn, in their order. */
export const listedNames = (page: Page): Promise<string[]> => page.locator('.library-open').allTextContents();

export const until = (wanted: () => Promise<boolean>) => expect.poll(wanted, { timeout: 10_000 }).toBe(true);

/** What the focus is on, by its accessible name as far as its own text and label say it. */
export const focused = (page: Page): Promise<string> =>
  page.evaluate(() => {
    const { activeElement } = document;
    return activeElement?.getAttribute('aria-label') ?? activeElement?.textContent ?? '';
  });

/** What would have gone out to a hub so far. */
export const sentOut = (page: Page): Promise<string[]> =>
  page.evaluate(() => (window as unknown as { core: { sent: () => string[] } }).core.sent());
