/** The whole Node host as a process: start, end, and sudden death. */
import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openDatabase } from '../../main/core/database/database.ts';
import { Store } from '../../main/core/chats/store.ts';
import { claimDataFolder } from '../../main/shell/data-folder.ts';
import { textOf, textParts } from '../../main/shared/message/parts.ts';
import { sentenceOf } from '../../main/shared/words/catalogue.ts';
import { starterModel } from '../../main/system/paths.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { leaveModel } from '../fixtures/core/used-folder.ts';
import { modelReady, type TestWindow } from '../fixtures/core/window.ts';
import { slidingWindowModel, smallModel, tinyModel } from '../fixtures/models/files.ts';
import {
  descendants,
  eventually,
  isAlive,
  startHostProcess,
  startThroughNpm,
  type HostProcess,
} from '../fixtures/host/host-process.ts';
import { keepsTo } from '../fixtures/in-time.ts';

let folder: ReturnType<typeof temporaryFolder>;
let host: HostProcess;
beforeEach(() => {
  folder = temporaryFolder();
  leaveModel(folder.path);
});
afterEach(() => {
  host.child.kill('SIGKILL');
  folder.remove();
});

/** With `model` as the one of last time. */
const start = async (model?: string): Promise<TestWindow> => {
  if (model !== undefined) leaveModel(folder.path, model);
  host = await startHostProcess(['--web', '--no-open', '--port', '0', '--data', folder.path]);
  return host.connect();
};

describe('starting', () => {
  it('without a display says so in one line, serves the browser, and is the only one on its data folder', async () => {
    host = await startHostProcess(['--no-open', '--data', folder.path]);
    expect(host.output()).toContain('There is no display');
    expect(host.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{32}$/);
    const second = startHostProcess(['--web', '--no-open', '--data', folder.path]);
    await expect(second).rejects.toThrow(/^Another Hearth is using [^\n]+\n$/);
    await host.end('SIGTERM');
  });

  it.skipIf(process.platform !== 'linux')(
    'opens the browser by a page for the user alone: no program has a token among its arguments',
    async () => {
      // Stands for the desktop's own, and lives on as a browser does.
      const bin = join(folder.path, 'bin');
      const opened = join(folder.path, 'opened');
      mkdirSync(bin);
      writeFileSync(join(bin, 'xdg-open'), `#!/bin/sh\necho "$@" > ${opened}\nsleep 60\n`, {
        mode: 0o755,
      });
      const data = join(folder.path, 'data');
      host = await startHostProcess(['--web', '--data', data], {
        DISPLAY: ':0',
        PATH: `${bin}:${process.env['PATH'] ?? ''}`,
      });
      await eventually(() => existsSync(opened) && readFileSync(opened, 'utf8').endsWith('\n'));
      const path = readFileSync(opened, 'utf8').trim();
      expect(path).toBe(join(data, 'open-hearth.html'));
      expect(statSync(path).mode & 0o777).toBe(0o600);

      const address = new URL(/url=(\S+)"/.exec(readFileSync(path, 'utf8'))![1]!);
      expect(address.host).toBe(new URL(host.url).host);
      const token = address.searchParams.get('token')!;
      const running = descendants(host.child.pid!);
      expect(running.map((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8')).join('\n')).toContain(path);
      for (const pid of [host.child.pid!, ...running]) {
        const seen = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
        expect(seen).not.toContain(token);
        expect(seen).not.toContain(new URL(host.url).searchParams.get('token'));
      }

      const headers = { Authorization: `Bearer ${token}`, Origin: address.origin };
      const exchange = () => fetch(new URL('/key', address), { method: 'POST', headers });
      expect((await exchange()).status).toBe(200);
      expect((await exchange()).status).toBe(401);
      await host.end('SIGTERM');
      expect(existsSync(path)).toBe(false);
      for (const pid of running.filter(isAlive)) process.kill(pid);
    },
  );

  describe.skipIf(process.platform === 'win32')('with an Electron', () => {
    const startWith = (script: string): Promise<HostProcess> => {
      const data = join(folder.path, 'data');
      mkdirSync(data);
      leaveModel(data);
      const electron = join(folder.path, 'electron');
      mkdirSync(electron);
      writeFileSync(join(electron, 'electron'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
      // As the package names it once it was fetched.
      mkdirSync(join(electron, 'Electron.app', 'Contents', 'MacOS'), { recursive: true });
      linkSync(join(electron, 'electron'), join(electron, 'Electron.app', 'Contents', 'MacOS', 'Electron'));
      return startHostProcess(['--no-open', '--data', data], {
        DISPLAY: ':0',
        ELECTRON_OVERRIDE_DIST_PATH: electron,
      });
    };

    it.each([
      ['that ends with an error, as for root', 'exit 1'],
      ['that a signal ends, as without a sandbox', 'kill -TRAP $$'],
    ])('%s says so and serves the browser', async (_name, script) => {
      host = await startWith(script);
      expect(host.output()).toContain('Electron could not open its window, so Hearth serves');
      await (await host.connect()).call('greet', {});
      expect((await host.end('SIGTERM')).code).toBe(0);
    });

    it('whose window was closed ends', async () => {
      await expect(startWith('exit 0')).rejects.toThrow(/^$/);
    });
  });
});

describe('ending', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    'by %s takes less than 3 s, in mid-answer, and leaves no process',
    async (signal) => {
      const window = await start(smallModel());
      const wrote = window.next('turn.wrote');
      const { chatId } = await window.call('startTurn', {
        chatId: null,
        parts: textParts('Write on and on.'),
      });
      const { text } = await wrote;
      const engines = host.engines();
      expect(engines.length).toBeGreaterThan(0);
      const { ms, code } = await host.end(signal);
      expect(keepsTo(ms, 3000)).toBe(true);
      expect(code).toBe(0);
      expect(engines.filter(isAlive)).toEqual([]);

      const store = new Store(openDatabase(folder.path));
      const answer = store.path(chatId).at(-1)!;
      expect(answer.ending).toBe('stopped');
      expect(textOf(answer).startsWith(text)).toBe(true);
      store.close();
    },
  );
});

describe.skipIf(process.platform === 'win32')('npm start', () => {
  it.each([
    ['Ctrl-C', (npm: number) => process.kill(-npm, 'SIGINT')],
    ['SIGTERM to npm, whose shell does not pass it on', (npm: number) => process.kill(npm, 'SIGTERM')],
  ])('ends by %s within 3 s and leaves no process', async (_name, end) => {
    leaveModel(folder.path);
    host = await startThroughNpm(['--web', '--no-open', '--data', folder.path]);
    const window = await host.connect();
    await modelReady(window);
    const processes = descendants(host.child.pid!);
    expect(processes.length).toBeGreaterThanOrEqual(2);
    const startedAt = performance.now();
    end(host.child.pid!);
    await eventually(() => !processes.some(isAlive));
    expect(keepsTo(performance.now() - startedAt, 3000)).toBe(true);
    claimDataFolder(folder.path).release();
  });
});

describe('a draft model', () => {
  it('guesses for the model that it was chosen for, over a restart, until it is taken away', async () => {
    const draftOf = async (window: TestWindow): Promise<string | null> =>
      (await window.call('greet', {})).engine.model?.draftModel ?? null;
    let window = await start(tinyModel());
    await modelReady(window);
    expect(await draftOf(window)).toBeNull();
    await window.call('setDraftModel', { path: tinyModel() });
    expect(await draftOf(window)).toBe('Tiny');
    await expect(window.call('setDraftModel', { path: folder.path })).rejects.toThrow(/\.$/);
    expect(await draftOf(window)).toBe('Tiny');

    await window.call('openModel', { path: slidingWindowModel() });
    expect(await draftOf(window)).toBeNull();
    await window.call('openModel', { path: tinyModel() });
    expect(await draftOf(window)).toBe('Tiny');
    await host.end('SIGTERM');

    window = await start();
    await modelReady(window);
    expect(await draftOf(window)).toBe('Tiny');
    await window.call('setDraftModel', { path: null });
    expect(await draftOf(window)).toBeNull();
    await host.end('SIGTERM');
  });
});

describe('kill -9', () => {
  it('of everything in mid-answer loses at most the last second', async () => {
    const window = await start(smallModel());
    await window.call('changeSettings', { temperature: 2 });
    const seen: { at: number; length: number }[] = [];
    const { chatId } = await window.call('startTurn', { chatId: null, parts: textParts('Write on and on.') });
    const shownASecondBefore = (time: number): number =>
      seen.filter(({ at }) => at < time - 1000).at(-1)?.length ?? 0;
    // Some seconds of writing, however long the model took to begin.
    while (shownASecondBefore(performance.now()) <= 50 || performance.now() - seen[0]!.at < 3000) {
      const { at, text } = await window.next('turn.wrote');
      seen.push({ at: performance.now(), length: at + text.length });
    }
    const engines = host.engines();
    const killedAt = performance.now();
    for (const pid of [...engines, host.child.pid!]) process.kill(pid, 'SIGKILL');
    await eventually(() => host.child.exitCode !== null || host.child.signalCode !== null);

    const store = new Store(openDatabase(folder.path));
    store.recover();
    const [question, answer] = store.path(chatId);
    expect(question).toMatchObject({ parts: textParts('Write on and on.'), ending: 'finished' });
    expect(textOf(answer!).length).toBeGreaterThanOrEqual(shownASecondBefore(killedAt));
    expect(answer!.ending).toBe('interrupted');
    store.close();
  });
});

describe('an engine', () => {
  const writing = async (window: TestWindow, text: string): Promise<string> => {
    const wrote = window.next('turn.wrote', ({ at }) => at > 20);
    const { chatId } = await window.call('startTurn', { chatId: null, parts: textParts(text) });
    await wrote;
    return chatId;
  };
  /** Asks once more, and stops when the answer begins. */
  const continues = async (window: TestWindow, chatId: string): Promise<void> => {
    const wrote = window.next('turn.wrote');
    await window.call('startTurn', { chatId, parts: textParts('And now?') });
    await wrote;
    const finished = window.next('turn.finished');
    await window.call('stopTurn', { chatId });
    await finished;
  };

  it('that is killed loses none of its answer, and the next message works; one whose host is killed ends', async () => {
    const window = await start(smallModel());
    const chatId = await writing(window, 'Write on and on.');
    const finished = window.next('turn.finished');
    const ready = window.next('engine.changed', ({ engine }) => engine.state === 'ready');
    for (const pid of host.engines()) process.kill(pid, 'SIGKILL');
    const { message } = await finished;
    expect(message.ending).toBe('engine-lost');
    expect(textOf(message).length).toBeGreaterThan(20);
    await ready;
    await continues(window, chatId);
    expect((await window.call('openChat', { chatId })).messages).toHaveLength(4);

    const engines = host.engines();
    expect(engines).toHaveLength(1);
    host.child.kill('SIGKILL');
    await eventually(() => !engines.some(isAlive));
  });

  it.skipIf(process.platform === 'win32')(
    'that hangs is ended after Stop, and the next message is answered',
    async () => {
      const window = await start(smallModel());
      const chatId = await writing(window, 'Write on and on.');
      const hung = host.engines();
      for (const pid of hung) process.kill(pid, 'SIGSTOP');
      const finished = window.next('turn.finished');
      await window.call('stopTurn', { chatId });
      expect((await finished).message.ending).toBe('stopped');
      await continues(window, chatId);
      expect(hung.filter(isAlive)).toEqual([]);
    },
  );

  // Windows lets nobody shorten a file that is mapped.
  it.skipIf(process.platform === 'win32')(
    'whose model is cut off while it reads it from its file keeps the answer, and tells what is wrong with the file',
    async () => {
      const path = join(folder.path, 'cut.gguf');
      copyFileSync(smallModel(), path);
      const window = await start(path);
      await window.call('changeLoadSettings', { path, settings: { memoryMap: true } });
      const chatId = await writing(window, 'Write on and on.');
      const finished = window.next('turn.finished');
      const stopped = window.next('engine.changed', ({ engine }) => engine.state === 'stopped');
      truncateSync(path, statSync(path).size / 2);
      const { message } = await finished;
      expect(message.ending).toBe('engine-lost');
      expect(textOf(message).length).toBeGreaterThan(20);
      expect(sentenceOf((await stopped).engine.note!)).toMatch(
        /^cut\.gguf is incomplete: .* Download it again\.$/,
      );

      await window.call('openModel', { path: starterModel });
      const answered = window.next('turn.finished');
      await window.call('startTurn', { chatId, parts: textParts('And now?') });
      expect((await answered).message.ending).toBe('finished');
    },
  );
});

it.skipIf(process.platform === 'win32')('a named pipe is refused as a model, however often', async () => {
  const window = await start();
  const pipe = join(folder.path, 'pipe.gguf');
  execFileSync('mkfifo', [pipe]);
  for (let time = 0; time < 6; time += 1)
    await expect(window.call('openModel', { path: pipe })).rejects.toThrow('not a regular file');
  expect((await fetch(new URL('/', host.url))).status).toBeLessThan(500);
  expect(keepsTo((await host.end('SIGTERM')).ms, 10_000)).toBe(true);
});
