/** The core as a process of its own: lost while it answers, lost again and again, busy, and gone with the main process. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, expect, it } from 'vitest';
import { claimDataFolder } from '../../main/shell/data-folder.ts';
import { crashReports } from '../../main/system/crash-reports.ts';
import { packageRoot } from '../../main/system/paths.ts';
import { textOf, textParts } from '../../main/shared/message/parts.ts';
import { bootForEachTest } from '../fixtures/electron/apps.ts';
import type { BootedApp } from '../fixtures/electron/boot.ts';
import { openWindow } from '../fixtures/core/window.ts';
import { seedTuning } from '../fixtures/engine/tuned.ts';
import { eventually, isRunning } from '../fixtures/host/host-process.ts';
import { tinyModel } from '../fixtures/models/files.ts';

const { boot, dataFolder } = bootForEachTest(tinyModel);

/** The running processes of this name. */
const running = ({ electron }: BootedApp, serviceName: string): number[] =>
  electron.seen.children.flatMap(({ pid, options }) =>
    pid !== undefined && options.serviceName === serviceName ? [pid] : [],
  );
/** Asks as a page does: over another port if one is closed before the answer. */
const askAgain = async <Answer>(
  app: BootedApp,
  question: (window: ReturnType<typeof openWindow>) => Promise<Answer>,
): Promise<Answer> => {
  for (;;)
    try {
      return await question(openWindow(await app.openPort()));
    } catch (error) {
      if (!String(error).includes('The connection to Hearth was lost.')) throw error;
    }
};

const coreOf = (app: BootedApp): number => running(app, 'Hearth core')[0]!;
const log = (): string => readFileSync(join(dataFolder(), 'logs', 'hearth.log'), 'utf8');

describe('a core that is killed', () => {
  it('while it answers is started again, and the page finds everything that was stored', async () => {
    const app = await boot();
    const first = openWindow(await app.openPort());
    const wrote = first.next('turn.wrote');
    const { chatId } = await first.call('startTurn', { chatId: null, parts: textParts('Write on and on.') });
    await wrote;
    const [core, engines] = [coreOf(app), running(app, 'Hearth engine')];
    expect(engines.length).toBeGreaterThan(0);
    const closed = new Promise<void>((resolve) => first.port.onClose(resolve));
    process.kill(core, 'SIGKILL');
    // The page learns it by its port, and asks for another one.
    await closed;
    const { messages } = await askAgain(app, (window) => window.call('openChat', { chatId }));
    expect(messages).toHaveLength(2);
    expect(textOf(messages[0]!)).toBe('Write on and on.');
    expect(messages[1]!.ending).not.toBeNull();
    expect(coreOf(app)).not.toBe(core);
    // No engine outlives the core that it worked for.
    await eventually(() => !engines.some(isRunning));
    expect(log()).toContain('the core is gone (exit code 9)');
    expect(crashReports(dataFolder()).map(({ text }) => JSON.parse(text) as object)).toContainEqual(
      expect.objectContaining({ part: 'core', how: 'exit code 9' }),
    );
    expect(app.electron.seen.questions).toEqual([]);
    expect((await app.quit()).code).toBe(0);
  });

  it('and asked for before its loss is known closes the port of the page, which asks again', async () => {
    const app = await boot();
    await askAgain(app, (window) => window.call('greet', {}));
    const core = app.electron.seen.children.find(({ options }) => options.serviceName === 'Hearth core')!;
    const ended = once(core, 'exit');
    const untold = core.endUntold();
    process.kill(core.pid!, 'SIGKILL');
    const tellExit = await untold;
    const early = openWindow(await app.openPort());
    const closed = new Promise<void>((resolve) => early.port.onClose(resolve));
    early.call('greet', {}).catch(() => undefined);
    tellExit();
    await Promise.all([ended, closed]);
    expect(await askAgain(app, (window) => window.call('greet', {}))).toHaveProperty('app');
  });

  const killThrice = async (buttons: string[]) => {
    const app = await boot();
    app.electron.answers.buttons = buttons;
    let last = 0;
    for (let times = 0; times < 3; times += 1) {
      await eventually(() => running(app, 'Hearth core').some((pid) => pid !== last));
      last = coreOf(app);
      process.kill(last, 'SIGKILL');
      await eventually(() => coreOf(app) !== last);
    }
    return app;
  };
  const question = {
    message: 'Hearth stopped working three times within a minute; your chats are saved.',
    buttons: ['Try again', 'Show the log', 'Quit Hearth'],
  };

  it('three times within a minute is started again only when the user wants that', async () => {
    const app = await killThrice(['Show the log', 'Try again']);
    await eventually(() => app.electron.seen.questions.length === 2);
    expect(app.electron.seen.questions).toEqual([question, question]);
    expect(app.electron.seen.shown).toEqual([join(dataFolder(), 'logs', 'hearth.log')]);
    await expect(openWindow(await app.openPort()).call('greet', {})).resolves.toBeDefined();
  });

  it('three times within a minute ends Hearth when the user wants that', async () => {
    const app = await killThrice(['Quit Hearth']);
    expect(await app.electron.exited).toBe(0);
    expect(app.electron.seen.questions).toEqual([question]);
  });
});

describe('while the core is busy', () => {
  it('the main process serves pages, opens menus and shows its window', async () => {
    const app = await boot();
    await app.page();
    const window = openWindow(await app.openPort());
    await window.call('greet', {});
    const [shown] = app.electron.seen.windows;
    await eventually(() => shown!.isVisible());
    // Its event loop is as blocked as by a database on a slow disk.
    process.kill(coreOf(app), 'SIGSTOP');
    let hasAnswered = false;
    const asked = window.call('greet', {}).then(() => (hasAnswered = true));
    let served = 0;
    for (let times = 0; times < 50; times += 1) {
      const page = await app.electron.session.fetch('hearth://app/');
      if (page.status === 200) served += 1;
      app.electron.seen.popup = null;
      shown!.webContents.emit(
        'context-menu',
        {},
        {
          isEditable: true,
          selectionText: '',
          linkURL: '',
          misspelledWord: '',
          dictionarySuggestions: [],
          editFlags: {},
        },
      );
      expect(app.electron.seen.popup).not.toBeNull();
      app.electron.app.emit('second-instance', {}, ['hearth'], '/');
    }
    expect(served).toBe(50);
    expect(shown!.focusCount).toBe(50);
    expect(hasAnswered).toBe(false);
    process.kill(coreOf(app), 'SIGCONT');
    await asked;
  });

  it('Hearth still quits', async () => {
    const app = await boot();
    await openWindow(await app.openPort()).call('greet', {});
    const pids = app.electron.seen.children.flatMap(({ pid }) => pid ?? []);
    process.kill(coreOf(app), 'SIGSTOP');
    expect((await app.quit()).code).toBe(0);
    await eventually(() => !pids.some(isRunning));
  });
});

it('a main process that is killed takes the core and the engine with it', async () => {
  await seedTuning(dataFolder());
  const main = spawn(
    process.execPath,
    [join(packageRoot, 'out', 'test', 'fixtures', 'electron', 'run-main.js'), '--data', dataFolder()],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const [line] = (await once(createInterface(main.stdout), 'line')) as [string];
  const children = JSON.parse(line) as { pid: number; name: string }[];
  expect(children.map(({ name }) => name)).toEqual(['Hearth core', 'Hearth engine']);
  main.kill('SIGKILL');
  await eventually(() => !children.some(({ pid }) => isRunning(pid)));
  claimDataFolder(dataFolder()).release();
});
