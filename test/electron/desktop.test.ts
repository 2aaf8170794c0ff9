/** Hearth outside its windows: the icon and the quick window follow the settings, and notifications lead to their chats. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { DesktopNews, DesktopState } from '../../main/shared/desktop/news.ts';
import { openWindow } from '../fixtures/core/window.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { bootForEachTest } from '../fixtures/electron/apps.ts';
import { bridgeOf, openShell, talkTo } from '../fixtures/electron/shell.ts';
import { eventually } from '../fixtures/host/host-process.ts';

const { boot } = bootForEachTest();

const state = (settings: Partial<DesktopState['settings']> = {}): DesktopNews => ({
  kind: 'state',
  state: {
    settings: {
      notifyAnswers: true,
      notifyDownloads: true,
      notifyTitles: false,
      trayIcon: false,
      quickWindow: false,
      quickKeys: 'F9',
      ...settings,
    },
    model: null,
    loading: null,
    running: [{ title: 'Rivers', prefill: 0.25 }],
    downloads: null,
  },
});

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const opened = async () => {
  const shell = await openShell(folder.path);
  await bridgeOf(shell.electron);
  return { ...shell, main: shell.electron.seen.windows[0]! };
};

describe('a notification', () => {
  it('comes while no window has the focus, counts on the badge, and opens its chat', async () => {
    const { electron, desktop, main } = await opened();
    const { heard } = await talkTo(electron);
    const answered: DesktopNews = {
      kind: 'happened',
      happening: { what: 'answered', chatId: 'c', title: 'Rivers', ms: 60_000 },
    };
    desktop.hear(state());
    main.becomeFocused();
    desktop.hear(answered);
    expect(electron.presence.notifications).toEqual([]);
    main.becomeBlurred();
    desktop.hear(answered);
    const [notification] = electron.presence.notifications;
    expect(notification!.isShown).toBe(true);
    expect(electron.presence.badge).toBe(1);
    notification!.emit('click');
    await eventually(() => heard.length === 1);
    expect(heard).toEqual([{ kind: 'show-chat', chatId: 'c' }]);
    expect(electron.presence.badge).toBe(0);
  });
});

it('progress is shown on every window', async () => {
  const { desktop, main } = await opened();
  desktop.hear(state());
  expect(main.progress).toBe(0.25);
});

describe('the icon', () => {
  it('is there only if the user wants it, and its menu is made anew only if it says something else', async () => {
    const { electron, desktop } = await opened();
    desktop.hear(state());
    expect(electron.presence.trays).toEqual([]);
    expect(desktop.stays).toBe(false);
    desktop.hear(state({ trayIcon: true }));
    const [tray] = electron.presence.trays;
    const { menu } = tray!;
    expect(menu.map(({ label }) => label)).toContain('Processing: Rivers (25\u2009%)');
    expect(desktop.stays).toBe(true);
    desktop.hear(state({ trayIcon: true }));
    expect(tray!.menu).toBe(menu);
    desktop.hear(state());
    expect(tray!.isGone).toBe(true);
    expect(desktop.stays).toBe(false);
  });

  it('keeps Hearth when its last window is closed, until the user quits', async () => {
    const app = await boot();
    const window = openWindow(await app.openPort());
    await window.call('changeSettings', { trayIcon: true });
    await eventually(() => app.electron.presence.trays.length === 1);
    app.electron.seen.windows[0]!.close();
    let hasEnded = false;
    void app.electron.exited.then(() => (hasEnded = true));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(hasEnded).toBe(false);
    const items = app.electron.presence.trays[0]!.menu;
    items.find(({ label }) => label === 'Show Hearth')!.click!();
    expect(app.electron.seen.windows).toHaveLength(2);
    items.find(({ label }) => label === 'Quit Hearth')!.click!();
    expect(await app.electron.exited).toBe(0);
  });
});

describe('the quick window', () => {
  const quick = async (settings: Partial<DesktopState['settings']> = {}) => {
    const app = await opened();
    app.desktop.hear(state({ quickWindow: true, ...settings }));
    await eventually(() => (app.electron.seen.windows[1]?.webContents.page ?? null) !== null);
    return { ...app, window: app.electron.seen.windows[1]! };
  };

  it('opens and hides on its keys: small, above others, without a frame', async () => {
    const { electron, window } = await quick();
    expect(window.options).toMatchObject({ frame: false, alwaysOnTop: true, show: false });
    expect(window.webContents.page!.frame.url).toBe('hearth://app/?quick');
    expect(window.isVisible()).toBe(false);
    const press = electron.presence.keys.get('F9')!;
    press();
    expect(window.isVisible()).toBe(true);
    expect(window.getNormalBounds().width).toBe(620);
    press();
    expect(window.isVisible()).toBe(false);
    // It is the same window, not another one.
    press();
    expect(electron.seen.windows).toHaveLength(2);
  });

  it('grows with its text, and stays where the user has moved it until it is opened again', async () => {
    const { electron, window } = await quick();
    const { tell } = await talkTo(electron, 1);
    const press = electron.presence.keys.get('F9')!;
    press();
    const bounds = window.getNormalBounds();
    window.setBounds({ ...bounds, x: 40, y: 50 });
    tell({ kind: 'quick-height', height: 210.5 });
    tell({ kind: 'quick-height', height: 210 });
    await eventually(() => window.getNormalBounds().height === 210);
    expect(window.getNormalBounds()).toEqual({ ...bounds, x: 40, y: 50, height: 210 });
    tell({ kind: 'quick-height', height: null });
    await eventually(() => window.getNormalBounds().height === 560);
    press();
    press();
    expect(window.getNormalBounds()).toEqual({ ...bounds, height: 560 });
  });

  it('has its keys only while the user wants it, and other keys after a change', async () => {
    const { electron, desktop, window } = await quick();
    desktop.hear(state({ quickWindow: true, quickKeys: 'Alt+Space' }));
    expect([...electron.presence.keys.keys()]).toEqual(['Alt+Space']);
    desktop.hear(state());
    expect([...electron.presence.keys.keys()]).toEqual([]);
    expect(window.isDestroyed()).toBe(true);
  });

  it('says that another program has its keys, until others are free', async () => {
    const { electron, desktop } = await opened();
    const { heard } = await talkTo(electron);
    electron.presence.takenKeys.add('F9');
    desktop.hear(state({ quickWindow: true }));
    desktop.hear(state({ quickWindow: true, quickKeys: 'Alt+Space' }));
    await eventually(() => heard.length === 2);
    expect(heard).toEqual([
      { kind: 'quick-keys', areTaken: true },
      { kind: 'quick-keys', areTaken: false },
    ]);
  });

  it('takes the clipboard or the selection only when it is asked', async () => {
    const { electron } = await quick();
    electron.presence.clipboard = { clipboard: 'copied', selection: 'selected' };
    const { tell, heard } = await talkTo(electron, 1);
    electron.presence.keys.get('F9')!();
    await eventually(() => heard.length === 1);
    expect(heard).toEqual([{ kind: 'opened' }]);
    tell({ kind: 'quick', what: 'clipboard' });
    tell({ kind: 'quick', what: 'selection' });
    await eventually(() => heard.length === 3);
    expect(heard.slice(1)).toEqual([
      { kind: 'text', text: 'copied' },
      { kind: 'text', text: 'selected' },
    ]);
  });

  it('gives no other window the clipboard', async () => {
    const { electron } = await opened();
    electron.presence.clipboard.clipboard = 'copied';
    const { tell, heard } = await talkTo(electron);
    tell({ kind: 'quick', what: 'clipboard' });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect(heard).toEqual([]);
  });

  it('hands its chat over to the main window', async () => {
    const { electron, main, window } = await quick();
    const { heard } = await talkTo(electron);
    const { tell } = await talkTo(electron, 1);
    window.show();
    tell({ kind: 'to-main', chatId: 'c' });
    await eventually(() => heard.length === 1);
    expect(heard).toEqual([{ kind: 'show-chat', chatId: 'c' }]);
    expect(window.isVisible()).toBe(false);
    expect(main.isFocused()).toBe(true);
  });
});
