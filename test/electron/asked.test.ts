/** Links and model files from other programs: the page is asked to ask, and nothing else happens. */
import { resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { bootForEachTest } from '../fixtures/electron/apps.ts';
import type { BootedApp } from '../fixtures/electron/boot.ts';
import { eventually } from '../fixtures/host/host-process.ts';

const { boot } = bootForEachTest();

/** What the page of the first window is asked, once it is ready. */
const askedOf = async ({ electron, page }: BootedApp) => {
  const bridge = (await page()).exposed['hearth'] as {
    tell: (message: unknown) => void;
    listen: (listener: (message: { kind: string; asked?: unknown }) => void) => void;
  };
  const asked: unknown[] = [];
  bridge.listen((message) => {
    if (message.kind === 'asked') asked.push(message.asked);
  });
  bridge.tell({ kind: 'ready' });
  await new Promise((done) => setImmediate(() => setImmediate(done)));
  expect(electron.seen.opened).toEqual([]);
  return asked;
};
const prompt = { what: 'prompt', prompt: 'Name three rivers.' };

describe('a start', () => {
  it('hands over the links and files among its arguments', async () => {
    const app = await boot({ args: ['hearth:chat?prompt=Name+three%20rivers.', 'models/small.gguf'] });
    const asked = await askedOf(app);
    await eventually(() => asked.length === 2);
    expect(asked).toEqual([prompt, { what: 'file', path: resolve('models/small.gguf') }]);
  });

  it('of a second Hearth hands its arguments to the first, whose window comes to the front', async () => {
    const first = await boot();
    const asked = await askedOf(first);
    const second = await boot({ args: ['hearth:model?name=owner/model', 'hearth://app/index.html'] });
    expect(await second.electron.exited).toBe(0);
    await eventually(() => asked.length === 2);
    // The address of the page is no link.
    expect(asked).toEqual([{ what: 'model', repository: 'owner/model' }, null]);
    expect(first.electron.seen.windows[0]!.focusCount).toBe(1);
    expect(first.electron.seen.windows).toHaveLength(1);
    expect(first.electron.seen.windows[0]!.webContents.page!.frame.url).toBe('hearth://app/');
  });

  it('on macOS gets them by events, also before a window is open', async () => {
    const app = await boot();
    let prevented = 0;
    const event = { preventDefault: () => (prevented += 1) };
    app.electron.app.emit('open-url', event, 'hearth:chat?prompt=Name+three%20rivers.');
    const asked = await askedOf(app);
    app.electron.app.emit('open-file', event, '/models/a.gguf');
    app.electron.app.emit('open-file', event, '/etc/passwd');
    await eventually(() => asked.length === 2);
    expect(asked).toEqual([prompt, { what: 'file', path: '/models/a.gguf' }]);
    expect(prevented).toBe(3);
  });
});
