/**
 * One scenario through both shells, over their real ports, with the real engine: the Node host in a process of its own
 * over its WebSocket, and Electron's main process (against the stand-in) over its MessagePort and its preload.
 */
import { say } from '../../main/shared/words/catalogue.ts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Events } from '../../main/shared/contract/contract.ts';
import type { Message } from '../../main/shared/contract/message.ts';
import { textOf, textParts } from '../../main/shared/message/parts.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { leaveModel } from '../fixtures/core/used-folder.ts';
import { openWindow, type TestWindow } from '../fixtures/core/window.ts';
import { bootApp } from '../fixtures/electron/boot.ts';
import { startHostProcess } from '../fixtures/host/host-process.ts';
import { smallModel } from '../fixtures/models/files.ts';

interface Shell {
  connect: () => Promise<TestWindow>;
  killEngine: () => void;
  end: () => Promise<unknown>;
}

const shells: Record<string, (dataFolder: string) => Promise<Shell>> = {
  'the Node host': async (dataFolder) => {
    const host = await startHostProcess(['--web', '--no-open', '--data', dataFolder]);
    return {
      connect: host.connect,
      killEngine: () => process.kill(host.engines().at(-1)!, 'SIGKILL'),
      end: () => host.end('SIGTERM'),
    };
  },
  Electron: async (dataFolder) => {
    const app = await bootApp({ dataFolder });
    return {
      connect: async () => openWindow(await app.openPort()),
      killEngine: () => {
        const running = app.electron.seen.children.findLast(({ pid }) => pid !== undefined);
        process.kill(running!.pid!, 'SIGKILL');
      },
      end: app.quit,
    };
  },
};

let folder: ReturnType<typeof temporaryFolder>;
let shell: Shell | null;
beforeEach(() => {
  folder = temporaryFolder();
  leaveModel(folder.path);
  shell = null;
});
afterEach(async () => {
  await shell?.end();
  folder.remove();
});

/** What the events of a window say of one answer. */
const writtenIn = (window: TestWindow, messageId: string): string => {
  let text = '';
  for (const { name, data } of window.events) {
    if (name !== 'turn.wrote') continue;
    const wrote = data as Events['turn.wrote'];
    if (wrote.messageId === messageId && wrote.kind === 'text') {
      expect(wrote.at).toBe(text.length);
      text += wrote.text;
    }
  }
  return text;
};

/** The last answer of a chat with its timings: a turn that is stopped ends for the user before a busy engine has told them. */
const measured = async (window: TestWindow, chatId: string): Promise<Message> => {
  const last = async (): Promise<Message> => (await window.call('openChat', { chatId })).messages.at(-1)!;
  await expect.poll(async () => (await last()).timings).not.toBeNull();
  return last();
};

describe.each(Object.keys(shells))('%s', (name) => {
  it('chats, reuses what is read, stops, resumes for a new window, outlives its engine and keeps it all', async () => {
    shell = await shells[name]!(folder.path);
    const window = await shell.connect();
    await window.call('greet', {});
    const refused = window.call('openModel', { path: '/nowhere.gguf' });
    await expect(refused).rejects.toThrow('There is no file at /nowhere.gguf');
    await window.call('openModel', { path: smallModel() });
    await window.call('changeSettings', { temperature: 0 });

    // Prefill is told as it goes, then the text; Stop keeps what there is.
    const wrote = window.next('turn.wrote');
    const ended = window.next('turn.finished');
    const { chatId, answerId } = await window.call('startTurn', {
      chatId: null,
      parts: textParts('Tell me a story.'),
    });
    await wrote;
    await window.call('stopTurn', { chatId });
    await ended;
    const first = await measured(window, chatId);
    expect(first).toMatchObject({ id: answerId, ending: 'stopped' });
    expect(textOf(first)).toBe(writtenIn(window, answerId));
    expect(first.timings!.cachedTokens).toBe(0);
    const phases = window.events.flatMap((event) =>
      event.name === 'turn.moved' ? [(event.data as Events['turn.moved']).phase.name] : [],
    );
    expect(phases).toEqual(expect.arrayContaining(['prefill', 'decode']));

    // The second turn reads its new tokens alone, and a window that comes in the middle of it misses nothing.
    const began = window.next('turn.wrote', ({ at }) => at > 20);
    const over = window.next('turn.finished');
    const second = await window.call('startTurn', { chatId, parts: textParts('Go on.') });
    await began;
    const later = await shell.connect();
    await later.call('greet', {});
    const opened = await later.call('openChat', { chatId });
    const soFar = opened.messages.at(-1)!;
    expect(soFar).toMatchObject({ id: second.answerId, ending: null });
    const laterOver = later.next('turn.finished');
    await later.call('stopTurn', { chatId });
    await laterOver;
    const answer = await measured(later, chatId);
    const pieces = later.events.flatMap((event) =>
      event.name === 'turn.wrote' ? [event.data as Events['turn.wrote']] : [],
    );
    expect(pieces.reduce((text, piece) => text.slice(0, piece.at) + piece.text, textOf(soFar))).toBe(
      textOf(answer),
    );
    expect(answer.timings!.cachedTokens).toBeGreaterThanOrEqual(
      first.timings!.newTokens + first.timings!.decodeTokens,
    );
    expect(answer.timings!.newTokens).toBeLessThan(first.timings!.newTokens + 10);
    // In Electron the new port has taken the place of the first, which hears no more.
    expect(name === 'Electron' ? answer.id : (await over).message.id).toBe(answer.id);

    // Its engine dies in the middle of an answer.
    const third = later.next('turn.wrote');
    const lost = later.next('turn.finished');
    await later.call('regenerate', { messageId: answer.id });
    await third;
    const back = later.next('engine.changed', ({ engine }) => engine.state === 'ready');
    shell.killEngine();
    expect((await lost).message).toMatchObject({ ending: 'engine-lost', problem: say('answer.engine-lost') });
    await back;
    const fourth = later.next('turn.wrote');
    const stopped = later.next('turn.finished');
    await later.call('startTurn', { chatId, parts: textParts('Are you there?') });
    await fourth;
    await later.call('stopTurn', { chatId });
    await stopped;
    const kept = await later.call('openChat', { chatId });
    expect(kept.messages.map(({ role }) => role)).toEqual([
      'user',
      'model',
      'user',
      'model',
      'user',
      'model',
    ]);

    // After a restart everything is as it was.
    await shell.end();
    shell = await shells[name]!(folder.path);
    const again = await shell.connect();
    const welcome = await again.call('greet', {});
    expect(welcome.chats.map(({ id }) => id)).toEqual([chatId]);
    expect(welcome.settings.temperature).toBe(0);
    const reopened = await again.call('openChat', { chatId });
    expect(reopened.messages.map(textOf)).toEqual(kept.messages.map(textOf));
  }, 60_000);
});
