/** Several windows: each shows a chat of its own, all come back, and none is lost on a display that is gone. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { bridgeOf, openShell, talkTo } from '../fixtures/electron/shell.ts';
import { eventually } from '../fixtures/host/host-process.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

type Shell = Awaited<ReturnType<typeof openShell>>;
const open = (): Promise<Shell> => openShell(folder.path);
const urlsOf = ({ electron }: Shell): (string | undefined)[] =>
  electron.seen.windows.map(({ webContents }) => webContents.page?.frame.url);
const another = async ({ electron }: Shell, chatId: string | null): Promise<void> => {
  const { length } = electron.seen.windows;
  (await bridgeOf(electron)).tell({ kind: 'new-window', chatId });
  await bridgeOf(electron, length);
};

describe('several windows', () => {
  it('open beside each other, each with its own chat and its own draft of a new one', async () => {
    const app = await open();
    await another(app, null);
    await another(app, 'a chat');
    expect(urlsOf(app)).toEqual([
      'hearth://app/',
      'hearth://app/?window=2&new-chat',
      'hearth://app/?window=3&chat=a%20chat',
    ]);
    const [first, second] = app.electron.seen.windows;
    expect(second!.options).toMatchObject({
      x: first!.getNormalBounds().x + 28,
      y: first!.getNormalBounds().y + 28,
    });
    // Closing one ends neither Hearth nor the others.
    second!.close();
    expect(app.electron.seen.windows.filter((window) => !window.isDestroyed())).toHaveLength(2);
  });

  it('come back as they were when Hearth was quit, without those that were closed', async () => {
    const app = await open();
    await another(app, 'one');
    await another(app, 'two');
    (await bridgeOf(app.electron)).tell({ kind: 'shown', chatId: 'first' });
    (await bridgeOf(app.electron, 2)).tell({ kind: 'shown', chatId: null });
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    app.electron.seen.windows[2]!.setFullScreen(true);
    app.electron.seen.windows[1]!.close();
    await app.quit();
    const again = await open();
    await bridgeOf(again.electron, 1);
    expect(urlsOf(again)).toEqual(['hearth://app/?chat=first', 'hearth://app/?window=3&new-chat']);
    expect(again.electron.seen.windows[1]!.isFullScreen()).toBe(true);
  });

  it('keep the size of the page, which is told as it changes', async () => {
    const app = await open();
    const { heard } = await talkTo(app.electron);
    const zoomIn = app.items().find(({ label }) => label === 'Zoom in')!;
    zoomIn.click!();
    const { webContents } = app.electron.seen.windows[0]!;
    webContents.emit('zoom-changed', {}, 'in');
    await eventually(() => heard.length === 2);
    expect(heard).toEqual([
      { kind: 'zoomed', percent: 110 },
      { kind: 'zoomed', percent: 125 },
    ]);
    await app.quit();
    const again = await open();
    await bridgeOf(again.electron);
    expect(again.electron.seen.windows[0]!.webContents.zoomFactors).toEqual([1.25]);
  });

  it('come to the main display when theirs is removed', async () => {
    const app = await open();
    await bridgeOf(app.electron);
    const window = app.electron.seen.windows[0]!;
    const { displays } = app.electron;
    displays.all.push({ id: 2, workArea: { x: 1920, y: 0, width: 3000, height: 2000 } });
    window.setBounds({ x: 2500, y: 100, width: 2500, height: 700 });
    displays.emit('display-metrics-changed');
    expect(window.getNormalBounds().x).toBe(2500);
    displays.all.pop();
    displays.emit('display-removed');
    expect(window.getNormalBounds()).toEqual({ x: 0, y: 0, width: 1920, height: 700 });
  });

  it('are remembered in a file that holds places and chats and nothing else', async () => {
    const app = await open();
    await bridgeOf(app.electron);
    await app.quit();
    const kept = JSON.parse(readFileSync(join(folder.path, 'windows.json'), 'utf8')) as object;
    expect(kept).toEqual({
      zoom: 1,
      windows: [
        {
          number: 1,
          bounds: { x: 100, y: 100, width: 1180, height: 800 },
          isMaximized: false,
          isFullScreen: false,
        },
      ],
    });
  });
});
