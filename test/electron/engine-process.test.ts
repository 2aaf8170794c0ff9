/** The real engine as a utility process: how it is started, answers, dies and is started again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textOf, textParts } from '../../main/shared/message/parts.ts';
import { modelReady, openWindow } from '../fixtures/core/window.ts';
import { tinyModel } from '../fixtures/models/files.ts';
import { bootForEachTest, silentLog } from '../fixtures/electron/apps.ts';

const { boot, dataFolder } = bootForEachTest(tinyModel);

describe('the engine', () => {
  const start = async () => {
    const app = await boot();
    const window = openWindow(await app.openPort());
    await modelReady(window);
    return { app, window };
  };

  it('is a utility process with the environment that makes it fast, and answers through its parent port', async () => {
    const { app, window } = await start();
    const child = app.electron.seen.children.at(-1)!;
    expect(child.options).toMatchObject({ serviceName: 'Hearth engine', stdio: 'pipe' });
    expect(child.options.env!['UV_THREADPOOL_SIZE']).toBe('1');
    expect(child.options.env!['PATH']).toBe(process.env['PATH']);
    const finished = window.next('turn.finished');
    await window.call('changeSettings', { temperature: 0, longestAnswer: 16 });
    await window.call('startTurn', { chatId: null, parts: textParts('Hello.') });
    const { message } = await finished;
    expect(textOf(message).length).toBeGreaterThan(0);
    expect(message.timings!.newTokens).toBeGreaterThan(0);
  });

  it('reads a draft while it is typed, but not on battery and not before the machine sleeps', async () => {
    const { app, window } = await start();
    const moved = window.next('draft.moved');
    const onBattery = (isOnBattery: boolean): void => {
      app.electron.answers.isOnBattery = isOnBattery;
      app.electron.module.powerMonitor.emit(isOnBattery ? 'on-battery' : 'on-ac');
    };
    onBattery(true);
    await window.call('readDraft', { chatId: null, text: 'Typed on battery, at some length.' });
    onBattery(false);
    app.electron.module.powerMonitor.emit('suspend');
    await window.call('readDraft', { chatId: null, text: 'Typed while the lid closes, at some length.' });
    app.electron.module.powerMonitor.emit('resume');
    await window.call('readDraft', { chatId: null, text: 'Typed at the wall, at some length.' });
    expect((await moved).draft).toBe('Typed at the wall, at some length.');
  });

  it('that dies is started again, and the log tells why', async () => {
    const { app, window } = await start();
    const ready = window.next('engine.changed', ({ engine }) => engine.state === 'ready');
    const { pid } = app.electron.seen.children.findLast((child) => child.pid !== undefined)!;
    process.kill(pid!, 'SIGKILL');
    await ready;
    const log = readFileSync(join(dataFolder(), 'logs', 'hearth.log'), 'utf8');
    expect(log).toContain('the Hearth engine process is gone: killed, exit code 9');
    expect(log).toContain('the engine died (exit code 9)');
  });

  it('that is killed before it runs does not outlive that', async () => {
    const { app } = await start();
    const { spawnProcess } = await import('../../electron/own-process.ts');
    const engine = spawnProcess('engine', silentLog);
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
