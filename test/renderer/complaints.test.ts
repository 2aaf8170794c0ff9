/**
 * React complains of nothing, in no state of the window: of lists without keys, of elements in wrong places, of changes while drawing.
 * Other tests use the page that users get, whose React does not look for such faults.
 */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openBuiltPage, type BuiltPage } from '../fixtures/browser/built-page.ts';
import { picturedStates } from '../fixtures/pictures/states.ts';

let page: BuiltPage;
beforeAll(async () => {
  page = await openBuiltPage(new URL('../fixtures/states/vite.config.ts', import.meta.url), 'development');
});
afterAll(() => page.close());

test('in all states of the window', { timeout: 300_000 }, async () => {
  const tab = await page.newTab({ width: 1280, height: 800 });
  for (const { scenario, given, isQuick, reach } of picturedStates) {
    const texts = given
      ? await tab.addInitScript((some) => void Object.assign(window, { given: some }), given)
      : null;
    await tab.mouse.move(-1, -1);
    await tab.goto(`${page.url}?scenario=${scenario}&theme=light&language=en${isQuick ? '&quick' : ''}`);
    await tab.getByRole('main').waitFor();
    await reach?.(tab);
    await tab.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
    await texts?.dispose();
  }
  expect(page.complaints).toEqual([]);
});
