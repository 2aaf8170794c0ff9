/** The desktop shell against the stand-in for Electron, with the real core, the real engine and the real preload. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { openDatabase } from '../../main/chats/database.ts';
import { Store } from '../../main/chats/store.ts';
import type { Log } from '../../main/log.ts';
import { temporaryFolder } from '../contract/test-core.ts';
import { openWindow } from '../contract/window.ts';
import { eventually, isAlive } from '../host/host-process.ts';
import { smallModel, tinyModel } from '../models/files.ts';
import { bootApp, type BootedApp, type BootOptions } from './stand-in/boot.ts';
import { standInElectron } from './stand-in/electron.ts';

const silentLog: Log = {
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  close: () => undefined,
};

let folder: ReturnType<typeof temporaryFolder>;
let booted: BootedApp[];
beforeEach(() => {
  folder = temporaryFolder();
  booted = [];
});
afterEach(async () => {
  for (const app of booted) await app.quit();
  vi.unstubAllEnvs();
  folder.remove();
});

/** One app for a group of tests that leave it as it was. */
const sharedBoot = (): (() => BootedApp) => {
  let app: BootedApp;
  let own: ReturnType<typeof temporaryFolder>;
  beforeAll(async () => {
    own = temporaryFolder();
    app = await bootApp({ dataFolder: own.path });
  });
  afterAll(async () => {
    await app.quit();
    own.remove();
  });
  return () => app;
};

const boot = async (options: Partial<BootOptions> = {}): Promise<BootedApp> => {
  const app = await bootApp({ dataFolder: folder.path, ...options });
  booted.push(app);
  return app;
};

describe('the boot', () => {
  it('does before Electron is ready what must be done then, and the rest after it', async () => {
    const { electron } = await boot();
    const { calls } = electron.seen;
    const ready = calls.indexOf('ready');
    expect(calls.slice(0, ready)).toEqual(['protocol.registerSchemesAsPrivileged', 'app.enableSandbox']);
    await eventually(() => calls.includes('utilityProcess.fork'));
    expect(calls.indexOf('protocol.handle')).toBeLessThan(calls.indexOf('BrowserWindow'));
    expect(electron.seen.schemes).toEqual([
      { scheme: 'hearth', privileges: { standard: true, secure: true } },
    ]);
    expect(electron.seen.errors).toEqual([]);
  });

  it("keeps Chromium's own files in the data folder", async () => {
    const { electron } = await boot();
    expect(electron.seen.chromiumFolder).toBe(join(folder.path, 'electron'));
  });

  it("leaves nothing of Chromium's network", async () => {
    const { electron, page } = await boot();
    await page();
    expect(electron.seen.switches.get('host-resolver-rules')).toBe('MAP * ~NOTFOUND, EXCLUDE 127.0.0.1');
    expect(electron.seen.switches.has('no-proxy-server')).toBe(true);
    expect(electron.session.isSpellCheckerEnabled).toBe(false);
  });

  it("takes Electron's own options beside --data", async () => {
    const { electron } = await boot({ args: ['--enable-logging', '--lang=de', '-psn_0_12345'] });
    expect(electron.seen.errors).toEqual([]);
    expect(electron.seen.chromiumFolder).toBe(join(folder.path, 'electron'));
  });

  it.each([
    ['no folder after --data', ['--data='], '--data needs a folder.'],
    [
      'a folder that cannot be made',
      ['--data', '/dev/null/hearth'],
      'Hearth cannot use /dev/null/hearth for its data (ENOTDIR): choose another folder with --data.',
    ],
  ])('tells %s in one sentence and ends', async (_name, args, sentence) => {
    const silent = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    const { electron } = await boot({ args });
    expect(await electron.exited).toBe(1);
    expect(electron.seen.errors).toEqual([`Hearth cannot start: ${sentence}`]);
    expect(silent).toHaveBeenCalledWith(sentence);
    silent.mockRestore();
  });

  it('is refused in one sentence while another program holds the data folder', async () => {
    const silent = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    // What a Node host in another process would hold.
    const { claimDataFolder } = await import('../../main/data-folder.ts');
    const held = claimDataFolder(folder.path);
    const { electron } = await boot();
    expect(await electron.exited).toBe(1);
    expect(electron.seen.errors).toEqual([
      `Hearth cannot start: Another Hearth is using ${folder.path}: close it first, or choose another folder with --data.`,
    ]);
    held.release();
    silent.mockRestore();
  });
});

describe('the window', () => {
  it('is sandboxed, isolated and without Node, and shows itself with its first picture', async () => {
    const { electron, page } = await boot({ isPackaged: true });
    await page();
    const window = electron.seen.windows[0]!;
    expect(electron.seen.isSandboxForAll).toBe(true);
    expect(window.options.webPreferences).toEqual({
      preload: expect.stringMatching(/preload\.cjs$/) as string,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      spellcheck: false,
      devTools: false,
    });
    expect(window.options.show).toBe(false);
    await eventually(() => window.isVisible);
  });

  it.each([
    [false, '#fcfbf9'],
    [true, '#181614'],
  ])("has the page's own background where the machine is dark: %s", async (isDark, colour) => {
    const { electron, page } = await boot({ isDark });
    await page();
    expect(electron.seen.windows[0]!.options.backgroundColor).toBe(colour);
    const tokens = readFileSync(new URL('../../renderer/styles/tokens.css', import.meta.url), 'utf8');
    expect(/--paper: light-dark\((.*)\)/.exec(tokens)![1]).toContain(colour);
  });

  it('stands where it stood last', async () => {
    const first = await boot();
    await first.page();
    first.electron.seen.windows[0]!.setBounds({ x: 300, y: 200, width: 900, height: 700 });
    await first.quit();
    const second = await boot();
    await second.page();
    expect(second.electron.seen.windows[0]!.options).toMatchObject({
      x: 300,
      y: 200,
      width: 900,
      height: 700,
      minWidth: 480,
    });
  });

  it.each([
    ['off every screen', '{"bounds":{"x":9000,"y":200,"width":900,"height":700},"isMaximized":false}', 900],
    ['in nonsense', '{"bounds":{"x":"a"}}', 1180],
    ['in no JSON', 'x', 1180],
  ])('does not trust what was kept %s', async (_name, kept, width) => {
    mkdirSync(join(folder.path, 'electron'), { recursive: true });
    writeFileSync(join(folder.path, 'electron', 'window.json'), kept);
    const { electron, page } = await boot();
    await page();
    expect(electron.seen.windows[0]!.options.width).toBe(width);
    expect(electron.seen.windows[0]!.options).not.toHaveProperty('x');
  });

  it('comes back when its process dies, but not for ever', async () => {
    const { electron, page } = await boot();
    const first = await page();
    const { webContents } = electron.seen.windows[0]!;
    webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    await eventually(() => webContents.page !== first);
    const second = webContents.page;
    webContents.emit('render-process-gone', {}, { reason: 'crashed' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(webContents.page).toBe(second);
  });

  it('loads the development page only where it is not packaged, and only from this machine', async () => {
    vi.stubEnv('HEARTH_DEV_URL', 'http://127.0.0.1:5173/');
    const dev = await boot();
    expect((await dev.page()).frame.url).toBe('http://127.0.0.1:5173/');
    await dev.quit();
    const packaged = await boot({ isPackaged: true });
    expect((await packaged.page()).frame.url).toBe('hearth://app/');
    await packaged.quit();
    vi.stubEnv('HEARTH_DEV_URL', 'http://evil.example:5173/');
    const foreign = await boot();
    expect((await foreign.page()).frame.url).toBe('hearth://app/');
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

describe("the page's port", () => {
  it('carries calls and events of the contract', async () => {
    const { openPort } = await boot();
    const window = openWindow(await openPort());
    const welcome = await window.call('greet', {});
    expect(welcome.app).toMatchObject({ shell: 'window', canPickFiles: true, dataFolder: folder.path });
    const changed = window.next('settings.changed');
    await window.call('changeSettings', { temperature: 0.5 });
    expect((await changed).settings.temperature).toBe(0.5);
    await expect(window.call('openChat', { chatId: 'none' })).rejects.toThrow('no longer there');
  });

  it('is a new one after a reload', async () => {
    const { electron, openPort } = await boot();
    const first = openWindow(await openPort());
    const { chats } = await first.call('greet', {});
    const { webContents } = electron.seen.windows[0]!;
    const old = webContents.page;
    webContents.reload();
    await eventually(() => webContents.page !== old);
    await expect(openWindow(await openPort()).call('greet', {})).resolves.toMatchObject({ chats });
  });

  it('replaces the one before when the page asks again', async () => {
    const { openPort } = await boot();
    const first = openWindow(await openPort());
    const closed = new Promise<void>((resolve) => first.port.onClose(resolve));
    const second = openWindow(await openPort());
    await closed;
    await expect(first.call('greet', {})).rejects.toThrow('The connection to Hearth was lost.');
    await expect(second.call('greet', {})).resolves.toBeDefined();
  });

  it('is for our page alone: not for another frame, origin or sender', async () => {
    const { electron, page } = await boot();
    const ours = await page();
    const sent: string[] = [];
    const listen = (frame: typeof ours.frame, name: string) => ({
      ...frame,
      postMessage: () => sent.push(name),
    });
    ours.send('hearth:open-port', listen({ ...ours.frame, parent: ours.frame }, 'inner frame'));
    ours.send('hearth:open-port', listen({ ...ours.frame, url: 'https://evil.example/' }, 'other origin'));
    ours.send('hearth:open-port', listen({ ...ours.frame, url: 'hearth://evil/' }, 'other host'));
    ours.send('hearth:open-port', listen({ ...ours.frame, url: '' }, 'no address'));
    ours.send('hearth:open-port', null);
    expect(sent).toEqual([]);
    ours.send('hearth:open-port', listen(ours.frame, 'ours'));
    expect(sent).toEqual(['ours']);

    // The preload listens to the page itself alone.
    let asked = 0;
    electron.seen.windows[0]!.webContents.ipc.on('hearth:open-port', () => (asked += 1));
    ours.receiveFromElsewhere({ kind: 'hearth:open-port' }, 'https://evil.example');
    ours.receiveFromElsewhere({ kind: 'hearth:open-port' }, ours.window.location.origin);
    ours.window.postMessage({ kind: 'other' }, ours.window.location.origin);
    ours.window.postMessage(null, ours.window.location.origin);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(asked).toBe(0);
  });

  it('asks the native file picker for GGUF files', async () => {
    const { electron, openPort } = await boot();
    const window = openWindow(await openPort());
    expect(await window.call('pickModelFile', {})).toBeNull();
    electron.answers.filePaths = ['/models/some.gguf'];
    expect(await window.call('pickModelFile', {})).toBe('/models/some.gguf');
    expect(electron.seen.dialogOptions).toMatchObject({
      properties: ['openFile'],
      filters: [{ extensions: ['gguf'] }],
    });
  });
});

describe('a page', () => {
  const shared = sharedBoot();
  it('goes nowhere', async () => {
    const { page } = shared();
    const ours = await page();
    expect(ours.navigate('https://example.com/')).toBe(false);
    expect(ours.navigate('file:///etc/passwd')).toBe(false);
    expect(ours.navigate('hearth://other/')).toBe(false);
    expect(ours.navigateFrame('https://example.com/')).toBe(false);
    expect(ours.navigateFrame('hearth://app/')).toBe(false);
    expect(ours.redirect('https://example.com/')).toBe(false);
    expect(ours.navigate('hearth://app/')).toBe(true);
  });

  it('opens no window; links of the web and mail go to the system', async () => {
    const { electron, page } = shared();
    const ours = await page();
    const links = ['https://example.com/a?b', 'http://example.com/', 'mailto:someone@example.com'];
    const others = [
      'file:///etc/passwd',
      'javascript:alert(1)',
      'smb://example.com/share',
      'ms-msdt:/id',
      'hearth://app/',
      'about:blank',
      'nonsense',
    ];
    for (const url of [...links, ...others]) expect(ours.open(url)).toBe(false);
    expect(electron.seen.opened).toEqual(links);
  });

  it('has no permission but to write to the clipboard, and nobody else has that', async () => {
    const { electron, page } = shared();
    const ours = await page();
    const { webContents } = electron.seen.windows[0]!;
    const { session } = electron;
    const names = ['media', 'geolocation', 'notifications', 'clipboard-read', 'openExternal', 'fullscreen'];
    for (const name of names) {
      expect(await session.request(webContents, name, ours.frame.url)).toBe(false);
      expect(session.check(webContents, name, 'hearth://app')).toBe(false);
    }
    expect(session.checkDevice()).toBe(false);
    expect(await session.request(webContents, 'clipboard-sanitized-write', ours.frame.url)).toBe(true);
    expect(session.check(webContents, 'clipboard-sanitized-write', 'hearth://app/')).toBe(true);
    expect(await session.request(webContents, 'clipboard-sanitized-write', 'https://evil.example/')).toBe(
      false,
    );
    expect(session.check(null, 'clipboard-sanitized-write', '')).toBe(false);
  });

  it('attaches no other page and downloads nothing', async () => {
    const { electron, page } = shared();
    const ours = await page();
    expect(ours.attachWebview()).toBe(false);
    expect(electron.session.download()).toBe(false);
  });
});

describe('the scheme', () => {
  const shared = sharedBoot();
  // What the build does not put there by itself, within reach of a careless path.
  const out = fileURLToPath(new URL('../../out', import.meta.url));
  const beside = join(out, 'renderer-beside');
  const unknown = join(out, 'renderer', 'unknown.type');
  beforeAll(() => {
    mkdirSync(beside, { recursive: true });
    writeFileSync(join(beside, 'x.js'), '1');
    writeFileSync(unknown, '1');
  });
  afterAll(() => {
    rmSync(beside, { recursive: true });
    rmSync(unknown);
  });
  it('serves the built page with its policy', async () => {
    const { electron } = shared();
    const page = await electron.session.fetch('hearth://app/');
    expect(page.status).toBe(200);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(page.headers.get('content-security-policy')).toContain("connect-src 'none'");
    expect(page.headers.get('content-security-policy')).not.toContain('unsafe');
    expect(page.headers.get('x-content-type-options')).toBe('nosniff');
    const html = await page.text();
    const scripts = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map((found) => found[1]!);
    expect(scripts.length).toBeGreaterThan(0);
    for (const path of scripts) {
      const file = await electron.session.fetch(`hearth://app/${path}`);
      expect(file.status).toBe(200);
      expect(file.headers.get('content-type')).toMatch(/javascript|css|svg/);
      expect((await file.arrayBuffer()).byteLength).toBe(Number(file.headers.get('content-length')));
    }
  });

  it('has something outside to refuse', () => {
    expect(existsSync(join(out, 'main', 'core.js'))).toBe(true);
  });

  it.each([
    ['a file outside', 'hearth://app/%2e%2e%2fmain%2fcore.js', 404],
    ['a file outside, doubly encoded', 'hearth://app/%252e%252e%252fmain%252fcore.js', 404],
    ['a file outside by backslashes', 'hearth://app/..%5cmain%5ccore.js', 404],
    ['a folder beside with the same beginning', 'hearth://app/..%2frenderer-beside%2fx.js', 404],
    ['a broken encoding', 'hearth://app/%zz', 404],
    ['a null byte', 'hearth://app/index.html%00.js', 404],
    ['an unknown file', 'hearth://app/nothing.js', 404],
    ['a folder', 'hearth://app/assets', 404],
    ['a type that it does not serve', 'hearth://app/unknown.type', 404],
    ['another host', 'hearth://other/index.html', 404],
  ])('refuses %s', async (_name, url, status) => {
    const { electron } = shared();
    const answer = await electron.session.fetch(url);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('text/plain');
  });

  it('takes no other method', async () => {
    const { electron } = shared();
    expect((await electron.session.fetch('hearth://app/', { method: 'POST', body: 'x' })).status).toBe(405);
    const head = await electron.session.fetch('hearth://app/', { method: 'HEAD' });
    expect([head.status, await head.text()]).toEqual([200, '']);
  });
});

describe('a second start', () => {
  it('in the same data folder shows the window of the first and ends', async () => {
    const first = await boot();
    await first.page();
    const window = first.electron.seen.windows[0]!;
    await eventually(() => window.isVisible);
    window.hide();
    const second = await boot();
    expect(await second.electron.exited).toBe(0);
    expect(second.electron.seen.windows).toEqual([]);
    expect(second.electron.seen.errors).toEqual([]);
    expect(window.isVisible).toBe(true);
    expect(window.focusCount).toBe(1);
  });

  it('in another one has a window of its own', async () => {
    const first = await boot();
    const other = temporaryFolder();
    const second = await boot({ dataFolder: other.path });
    await second.page();
    expect(first.electron.seen.windows[0]!.focusCount).toBe(0);
    await second.quit();
    other.remove();
  });
});

describe('the engine', () => {
  const start = async () => {
    const app = await boot();
    const window = openWindow(await app.openPort());
    await window.call('openModel', { path: tinyModel() });
    return { app, window };
  };

  it('is a utility process with the environment that makes it fast', async () => {
    const { app } = await start();
    const child = app.electron.seen.children.at(-1)!;
    expect(child.options).toMatchObject({ serviceName: 'Hearth engine', stdio: 'pipe' });
    expect(child.options.env!['UV_THREADPOOL_SIZE']).toBe('1');
    expect(child.options.env!['PATH']).toBe(process.env['PATH']);
  });

  it('answers through its parent port', async () => {
    const { window } = await start();
    const finished = window.next('turn.finished');
    await window.call('changeSettings', { temperature: 0 });
    const { chatId } = await window.call('startTurn', { chatId: null, text: 'Hello.' });
    const stopping = window.next('turn.wrote').then(() => window.call('stopTurn', { chatId }));
    const { message } = await finished;
    await stopping;
    expect(message.text.length).toBeGreaterThan(0);
    expect(message.timings!.newTokens).toBeGreaterThan(0);
  });

  it('reads a draft while it is typed, but not on battery', async () => {
    const { app, window } = await start();
    const moved = window.next('draft.moved');
    app.electron.answers.isOnBattery = true;
    await window.call('readDraft', { chatId: null, text: 'Typed on battery, at some length.' });
    app.electron.answers.isOnBattery = false;
    await window.call('readDraft', { chatId: null, text: 'Typed at the wall, at some length.' });
    expect((await moved).draft).toBe('Typed at the wall, at some length.');
  });

  it('that dies is started again, and the log tells why', async () => {
    const { app, window } = await start();
    const ready = window.next('engine.changed', ({ engine }) => engine.state === 'ready');
    const { pid } = app.electron.seen.children.findLast((child) => child.pid !== undefined)!;
    process.kill(pid!, 'SIGKILL');
    await ready;
    const log = readFileSync(join(folder.path, 'logs', 'hearth.log'), 'utf8');
    expect(log).toContain('the Hearth engine process is gone: killed, exit code 9');
    expect(log).toContain('the engine died (exit code 9)');
  });

  it('that is killed before it runs does not outlive that', async () => {
    const { app } = await start();
    const { spawnEngine } = await import('../../electron/engine-process.ts');
    const engine = spawnEngine(silentLog);
    const child = app.electron.seen.children.at(-1)!;
    expect(child.pid).toBeUndefined();
    const how = new Promise<string>((resolve) => engine.onExit(resolve));
    engine.kill();
    expect(await how).toBe('exit code 9');
    // Whoever asks later learns it too, and what is sent now goes nowhere.
    expect(await new Promise<string>((resolve) => engine.onExit(resolve))).toBe('exit code 9');
    engine.post({ kind: 'shut-down' });
    engine.kill();
  });
});

describe('quitting', () => {
  const startTurn = async () => {
    const app = await boot();
    const window = openWindow(await app.openPort());
    await window.call('openModel', { path: smallModel() });
    const wrote = window.next('turn.wrote');
    const { chatId } = await window.call('startTurn', { chatId: null, text: 'Write on and on.' });
    const { text } = await wrote;
    const pids = app.electron.seen.children.flatMap(({ pid }) => pid ?? []);
    expect(pids.length).toBeGreaterThan(0);
    return { app, chatId, text, pids };
  };

  it.each([
    ['by the menu', (app: BootedApp) => app.electron.app.quit()],
    ['by closing the window', (app: BootedApp) => app.electron.seen.windows[0]!.close()],
    ['by SIGTERM', (app: BootedApp) => app.signal('SIGTERM')],
    ['by SIGINT', (app: BootedApp) => app.signal('SIGINT')],
  ])('%s stores the answer so far and ends the engine within 3 s', async (_name, end) => {
    const { app, chatId, text, pids } = await startTurn();
    const startedAt = performance.now();
    end(app);
    // Impatience changes nothing.
    app.electron.app.quit();
    expect(app.electron.seen.windows[0]!.isVisible && !app.electron.seen.windows[0]!.isDestroyed()).toBe(
      false,
    );
    expect(await app.electron.exited).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(3000);
    await eventually(() => !pids.some(isAlive));

    const store = new Store(openDatabase(folder.path));
    const answer = store.path(chatId).at(-1)!;
    expect(answer.ending).toBe('stopped');
    expect(answer.text.startsWith(text)).toBe(true);
    store.close();
    // The folder is free again.
    const { claimDataFolder } = await import('../../main/data-folder.ts');
    claimDataFolder(folder.path).release();
  });

  it('closes once, however often it is asked, and is cut off when that hangs', async () => {
    const electron = standInElectron();
    vi.resetModules();
    vi.doMock('electron', () => electron.module);
    const { closeBeforeQuit } = await import('../../electron/quit.ts');
    const own = process.listeners('SIGTERM');
    let closed = 0;
    const hang = (): Promise<void> => new Promise(() => (closed += 1));
    closeBeforeQuit(hang, silentLog);
    const startedAt = performance.now();
    for (let times = 0; times < 3; times += 1) electron.app.quit();
    expect(await electron.exited).toBe(0);
    expect(performance.now() - startedAt).toBeLessThan(3000);
    expect(closed).toBe(1);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
      process.off(signal, process.listeners(signal).at(-1)!);
    expect(process.listeners('SIGTERM')).toEqual(own);
  });

  it('is not held up by an engine that does not answer', async () => {
    const { app, pids } = await startTurn();
    for (const pid of pids) process.kill(pid, 'SIGSTOP');
    const { ms, code } = await app.quit();
    expect(code).toBe(0);
    expect(ms).toBeLessThan(3000);
    await eventually(() => !pids.some(isRunning));
  });
});

/** Not a zombie that Node has yet to collect. */
const isRunning = (pid: number): boolean => {
  if (!isAlive(pid)) return false;
  try {
    return !execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).startsWith('Z');
  } catch {
    return false;
  }
};
