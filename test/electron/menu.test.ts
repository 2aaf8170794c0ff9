/** The menu: standard roles alone, and what only developers get. */
import { describe, expect, it } from 'vitest';
import { bootForEachTest } from '../fixtures/electron/apps.ts';

const { boot } = bootForEachTest();

describe('the menu', () => {
  const rolesOf = (menu: unknown): string[] =>
    JSON.stringify(menu)
      .match(/"role":"(\w+)"/g)!
      .map((found) => found.slice(8, -1));

  it('has standard roles alone, none with a key of the page', async () => {
    const { electron, page } = await boot({ isPackaged: true });
    await page();
    expect(JSON.stringify(electron.seen.menu)).not.toContain('accelerator');
    const roles = rolesOf(electron.seen.menu);
    expect(roles).toEqual([
      process.platform === 'darwin' ? 'appMenu' : 'fileMenu',
      'editMenu',
      'resetZoom',
      'zoomIn',
      'zoomOut',
      'togglefullscreen',
      'windowMenu',
    ]);
  });

  it('reloads and opens the developer tools only where it is not packaged', async () => {
    const { electron, page } = await boot();
    await page();
    expect(rolesOf(electron.seen.menu)).toEqual(expect.arrayContaining(['reload', 'toggleDevTools']));
  });
});
