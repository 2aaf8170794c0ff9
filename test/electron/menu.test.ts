/** The menus: what the page describes of them, what the shell adds, and that an item does what the page does. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { PageMenu } from '../../main/shared/desktop/menu.ts';
import type { FromPage } from '../../main/shared/desktop/messages.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { bootForEachTest } from '../fixtures/electron/apps.ts';
import { bridgeOf, openShell, talkTo } from '../fixtures/electron/shell.ts';
import { eventually } from '../fixtures/host/host-process.ts';

const { boot } = bootForEachTest();

/** As the page describes its menus. */
const menus = (isOffline = false, label = 'New chat'): PageMenu[] => [
  {
    id: 'file',
    label: 'File',
    groups: [
      [
        {
          id: 'newChat',
          label,
          keys: { key: 'O', mod: true, shift: true },
          isEnabled: true,
          isChecked: null,
          isRadio: false,
        },
      ],
    ],
  },
  {
    id: 'model',
    label: 'Model',
    groups: [
      [
        {
          id: 'offlineOn',
          label: 'Offline mode',
          keys: null,
          isEnabled: true,
          isChecked: isOffline,
          isRadio: false,
        },
      ],
    ],
  },
];

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

type Shell = Awaited<ReturnType<typeof openShell>>;
const open = (options?: { isPackaged?: boolean }): Promise<Shell> => openShell(folder.path, options);
const labelsOf = ({ electron }: Shell): (string | undefined)[] =>
  (electron.seen.menu ?? []).map(({ label }) => label);
const itemOf = ({ items }: Pick<Shell, 'items'>, label: string) =>
  items().find((item) => item.label === label);

describe('the menu', () => {
  it('has what the page described, whose keys are shown and left to the page', async () => {
    const app = await open({ isPackaged: true });
    const page = await talkTo(app.electron);
    page.tell({ kind: 'menus', menus: menus() });
    await eventually(() => itemOf(app, 'New chat') !== undefined);
    expect(itemOf(app, 'New chat')).toMatchObject({
      accelerator: 'CmdOrCtrl+Shift+O',
      registerAccelerator: false,
    });
    expect(itemOf(app, 'Offline mode')).toMatchObject({ type: 'checkbox', checked: false });
    itemOf(app, 'New chat')!.click!();
    await eventually(() => page.heard.length === 1);
    expect(page.heard).toEqual([{ kind: 'run', id: 'newChat' }]);
  });

  it('changes what is enabled and checked in place, and is made anew for other items', async () => {
    const app = await open();
    const page = await talkTo(app.electron);
    page.tell({ kind: 'menus', menus: menus() });
    await eventually(() => itemOf(app, 'Offline mode') !== undefined);
    const before = app.electron.seen.menu;
    page.tell({ kind: 'menus', menus: menus(true) });
    await eventually(() => itemOf(app, 'Offline mode')!.checked === true);
    expect(app.electron.seen.menu).toBe(before);
    page.tell({ kind: 'menus', menus: menus(true, 'Neuer Chat') });
    await eventually(() => itemOf(app, 'Neuer Chat') !== undefined);
    expect(app.electron.seen.menu).not.toBe(before);
  });

  it('is that of the window with the focus', async () => {
    const app = await open();
    const first = await talkTo(app.electron);
    first.tell({ kind: 'menus', menus: menus(false, 'In the first') });
    first.tell({ kind: 'new-window', chatId: null });
    const second = await talkTo(app.electron, 1);
    app.electron.seen.windows[1]!.becomeFocused();
    second.tell({ kind: 'menus', menus: menus(false, 'In the second') });
    await eventually(() => itemOf(app, 'In the second') !== undefined);
    app.electron.seen.windows[0]!.becomeFocused();
    expect(itemOf(app, 'In the first')).toBeDefined();
    itemOf(app, 'In the first')!.click!();
    await eventually(() => first.heard.length === 1);
    expect(second.heard).toEqual([]);
  });

  it.each([
    ['another command’s shape', { kind: 'run', id: 'newChat' }],
    ['nothing known', { kind: 'quit' }],
    ['menus with a click of their own', { kind: 'menus', menus: [{ ...menus()[0], role: 'quit' }] }],
    ['no object', 'menus'],
  ])('takes nothing else from a page: %s', async (_name, message) => {
    const app = await open();
    const page = await talkTo(app.electron);
    const before = app.electron.seen.menu;
    page.tell(message as FromPage);
    page.tell({ kind: 'new-window', chatId: null });
    await eventually(() => app.electron.seen.windows.length === 2);
    expect(app.electron.seen.menu).toBe(before);
  });

  it('hears no page but its own', async () => {
    const app = await open();
    await bridgeOf(app.electron);
    const ours = app.electron.seen.windows[0]!.webContents.page!;
    const frame = { url: 'https://example.com/', parent: null, postMessage: () => undefined };
    for (const from of [frame, { ...frame, url: 'hearth://app/', parent: ours.frame }, null])
      ours.send('hearth:tell', from, { kind: 'new-window', chatId: null });
    ours.send('hearth:tell', ours.frame, { kind: 'new-window', chatId: null });
    await eventually(() => app.electron.seen.windows.length > 1);
    expect(app.electron.seen.windows).toHaveLength(2);
  });

  it('has standard items before a page describes its own, and tools only where it is not packaged', async () => {
    const app = await open();
    expect(labelsOf(app)).toEqual([
      ...(process.platform === 'darwin' ? ['Hearth'] : []),
      'File',
      'Edit',
      'View',
      'Window',
      'Help',
    ]);
    expect(JSON.stringify(app.electron.seen.menu)).toContain('toggleDevTools');
    await app.quit();
    const packaged = await open({ isPackaged: true });
    expect(JSON.stringify(packaged.electron.seen.menu)).not.toContain('toggleDevTools');
  });

  it('opens the documentation and the folder of the logs', async () => {
    const app = await boot();
    const items = () => (app.electron.seen.menu ?? []).flatMap(({ submenu }) => submenu ?? []);
    itemOf({ items }, 'Documentation')!.click!();
    itemOf({ items }, 'Show log folder')!.click!();
    expect(app.electron.seen.openedPaths).toEqual([
      expect.stringMatching(/[/\\]docs$/),
      expect.stringMatching(/[/\\]logs$/),
    ]);
  });
});

describe('the menu of a right click', () => {
  const none = { canUndo: false, canRedo: false, canCut: false, canCopy: false, canPaste: true };
  const clicked = {
    x: 3,
    y: 4,
    isEditable: false,
    selectionText: '',
    linkURL: '',
    mediaType: 'none',
    hasImageContents: false,
    misspelledWord: '',
    dictionarySuggestions: [] as string[],
    editFlags: none,
  };
  const opened = async () => {
    const { electron } = await open();
    await bridgeOf(electron);
    const { webContents } = electron.seen.windows[0]!;
    const rightClick = (what: Partial<typeof clicked>) => {
      electron.seen.popup = null;
      webContents.emit('context-menu', {}, { ...clicked, ...what });
      return electron.seen.popup as typeof electron.seen.menu;
    };
    return { electron, webContents, rightClick };
  };

  it('has the suggestions for a misspelled word', async () => {
    const { electron, webContents, rightClick } = await opened();
    const items = rightClick({
      isEditable: true,
      misspelledWord: 'prefil',
      dictionarySuggestions: ['prefill', 'profile'],
    })!;
    expect(items.slice(0, 3).map(({ label }) => label)).toEqual(['prefill', 'profile', 'Learn spelling']);
    items[0]!.click!();
    expect(webContents.replacement).toBe('prefill');
    items[2]!.click!();
    expect(electron.session.learned).toEqual(['prefil']);
  });

  it('edits in fields, copies a selection elsewhere, and opens nowhere else', async () => {
    const { rightClick } = await opened();
    expect(rightClick({})).toBe(null);
    const inField = rightClick({ isEditable: true })!;
    expect(inField.map(({ role, type }) => role ?? type)).toEqual([
      'undo',
      'redo',
      'separator',
      'cut',
      'copy',
      'paste',
      'pasteAndMatchStyle',
      'selectAll',
    ]);
    expect(inField.filter(({ enabled }) => enabled === false).map(({ role }) => role)).toEqual([
      'undo',
      'redo',
      'cut',
      'copy',
    ]);
    const selected = rightClick({ selectionText: 'some text' })!.map(({ role, label }) => role ?? label);
    expect(selected.filter((one) => one !== 'Look up' && one !== undefined)).toEqual(['copy']);
  });

  it('copies the address of a link out of Hearth, and an image', async () => {
    const { electron, webContents, rightClick } = await opened();
    expect(rightClick({ linkURL: 'hearth://app/' })).toBe(null);
    expect(rightClick({ linkURL: 'javascript:alert(1)' })).toBe(null);
    rightClick({ linkURL: 'https://example.com/a' })![0]!.click!();
    expect(electron.seen.copied).toBe('https://example.com/a');
    rightClick({ mediaType: 'image', hasImageContents: true })![0]!.click!();
    expect(webContents.copiedImageAt).toEqual([3, 4]);
  });
});
