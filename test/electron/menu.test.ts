/** The menu: standard roles alone, and what only developers get. */
import { describe, expect, it } from 'vitest';
import { bootForEachTest } from '../fixtures/electron/apps.ts';

const { boot } = bootForEachTest();

describe('the menu of a text field', () => {
  it('has the suggestions for a misspelled word, and opens nowhere else', async () => {
    const { electron, page } = await boot();
    await page();
    const { webContents } = electron.seen.windows[0]!;
    const rightClick = (isEditable: boolean, misspelledWord: string, dictionarySuggestions: string[]) => {
      electron.seen.popup = null;
      webContents.emit('context-menu', {}, { isEditable, misspelledWord, dictionarySuggestions });
      return electron.seen.popup as typeof electron.seen.menu;
    };
    expect(rightClick(false, '', [])).toBe(null);
    expect(rightClick(true, '', [])!.map(({ role }) => role)).toEqual(['cut', 'copy', 'paste', 'selectAll']);
    const items = rightClick(true, 'prefil', ['prefill', 'profile'])!;
    expect(items.slice(0, 3).map(({ label }) => label)).toEqual(['prefill', 'profile', 'Learn spelling']);
    items[0]!.click!();
    expect(webContents.replacement).toBe('prefill');
    items[2]!.click!();
    expect(electron.session.learned).toEqual(['prefil']);
  });
});

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
      'undo',
      'redo',
      'cut',
      'copy',
      'paste',
      'selectAll',
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
