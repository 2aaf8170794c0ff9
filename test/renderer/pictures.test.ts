/**
 * The states of the window look as they were accepted. A few are compared in every run; all of them, each also with axe, by
 * `npm run pictures`. `npm run pictures -- --update` accepts new pictures: look at them before they are committed.
 */
import { existsSync } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { accessibilityProblems } from '../fixtures/browser/accessibility.ts';
import { openBuiltPage, type BuiltPage } from '../fixtures/browser/built-page.ts';
import { differences, keptFrom } from '../fixtures/pictures/compare.ts';
import { inEveryRun, looks, picturedStates } from '../fixtures/pictures/states.ts';

const folder = fileURLToPath(new URL('../fixtures/pictures/accepted/', import.meta.url));
/** What is taken now, to look at beside the accepted one. */
const takenFolder = fileURLToPath(new URL('../../out/pictures/', import.meta.url));
/** Set by `npm run pictures`. */
const mode = process.env['PICTURES'] as 'compare' | 'accept' | undefined;
const isWhole = mode !== undefined;
const states = isWhole ? picturedStates : picturedStates.slice(0, inEveryRun);

let page: BuiltPage;
/** Draws pictures. */
let sheet: Page;
beforeAll(async () => {
  page = await openBuiltPage(new URL('../fixtures/states/vite.config.ts', import.meta.url));
  sheet = await page.newTab({ width: 100, height: 100 });
  await mkdir(takenFolder, { recursive: true });
  await mkdir(folder, { recursive: true });
});
afterAll(() => page.close());

/** Takes pictures until three in a row, half a second apart, are the same. */
const settled = async (take: () => Promise<Buffer>): Promise<Buffer> => {
  let last = await take();
  for (let same = 0; same < 2;) {
    await new Promise((resolve) => setTimeout(resolve, 500));
    const now = await take();
    same = now.equals(last) ? same + 1 : 0;
    last = now;
  }
  return last;
};

/** Runs in the page. */
const addShell = (): void => {
  const nothing = (): void => undefined;
  Object.assign(window, { hearth: { pathOf: () => '', tell: nothing, listen: nothing } });
};

/** The accepted pictures are from this browser. Others draw letters in another way. */
const isSameBrowser =
  process.platform === 'linux' && process.arch === 'x64' && process.env['HEARTH_CHROMIUM'] === undefined;

test.skipIf(!isSameBrowser).concurrent.for(states)(
  '$name',
  { timeout: 180_000 },
  async ({ name, scenario, given, inShell, isQuick, reach }, { expect }) => {
    for (const { theme, width, height, language } of looks) {
      const tab = await page.newTab({ width, height }, { timezoneId: 'UTC', locale: 'en-GB' });
      // The day and the hour are those of the sample chats.
      await tab.clock.setFixedTime(1_790_000_000_000);
      await tab.emulateMedia({ reducedMotion: 'reduce' });
      if (given !== undefined)
        await tab.addInitScript((some) => void Object.assign(window, { given: some }), given);
      if (inShell) await tab.addInitScript(addShell);
      const asked = `scenario=${scenario}&theme=${theme}&language=${language}&pictures`;
      await tab.goto(`${page.url}?${asked}${isQuick ? '&quick' : ''}`);
      await tab.getByRole('main').waitFor();
      await reach?.(tab);
      await tab.evaluate(() => document.fonts.ready);
      const file = `${name}-${theme}-${width}-${language}.webp`;
      const take = async () =>
        keptFrom(sheet, await tab.screenshot({ caret: 'hide', animations: 'disabled' }));
      if (mode === 'accept') await writeFile(join(folder, file), await settled(take));
      expect(existsSync(join(folder, file)), `${file} is accepted`).toBe(true);
      const accepted = await readFile(join(folder, file));
      let taken = await take();
      // The picture is taken until nothing moves any more.
      const isAccepted = async (): Promise<boolean> => {
        taken = await take();
        // Beyond a few squares where light and dark meet.
        return (await differences(sheet, accepted, taken)).squares <= 4;
      };
      await expect
        .poll(isAccepted, {
          timeout: 60_000,
          interval: 200,
          message: `${file} differs: look at out/pictures/${file}`,
        })
        .toBe(true)
        .finally(() => writeFile(join(takenFolder, file), taken));
      expect(isWhole ? await accessibilityProblems(tab) : [], file).toEqual([]);
      await tab.close();
    }
  },
);
