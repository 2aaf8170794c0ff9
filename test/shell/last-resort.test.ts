/** Errors that nothing caught, and faults at the start, in the Node host as a process. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sentenceOf } from '../../main/shared/words/catalogue.ts';
import { lastResort } from '../../main/shell/last-resort.ts';
import { limitProblem, ownLimits } from '../../main/launch/limits.mjs';
import { textParts } from '../../main/shared/message/parts.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { leaveModel } from '../fixtures/core/used-folder.ts';
import { smallModel } from '../fixtures/models/files.ts';
import { eventually, startHostProcess, type HostProcess } from '../fixtures/host/host-process.ts';

let folder: ReturnType<typeof temporaryFolder>;
let host: HostProcess | null = null;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => {
  host?.child.kill('SIGKILL');
  host = null;
  folder.remove();
});

const options = (): string[] => ['--web', '--no-open', '--port', '0', '--data', join(folder.path, 'data')];

it('an error that nothing caught ends neither Hearth nor a running answer, and each window is told once', async () => {
  // Throws in a timer, and rejects without a handler, when it is told to.
  const planted = join(folder.path, 'planted.mjs');
  writeFileSync(
    planted,
    `process.on('SIGUSR2', () => {
       setTimeout(() => { throw new Error('planted in a timer'); });
       setTimeout(() => Promise.reject(new Error('planted in a promise')));
     });`,
  );
  mkdirSync(join(folder.path, 'data'));
  leaveModel(join(folder.path, 'data'), smallModel());
  host = await startHostProcess(options(), { NODE_OPTIONS: `--import=${pathToFileURL(planted).href}` });
  const window = await host.connect();
  const wrote = window.next('turn.wrote', ({ at }) => at > 20);
  const { chatId } = await window.call('startTurn', { chatId: null, parts: textParts('Write on and on.') });
  await wrote;
  const changed = window.next('notices.changed');
  const goesOn = window.next('turn.wrote', ({ at }) => at > 40);
  host.child.kill('SIGUSR2');
  const { notices } = await changed;
  expect(notices.map(({ told }) => sentenceOf(told))).toEqual([
    'Something went wrong in Hearth. The details are in its log. Your chats are saved; start Hearth again if a part of it no longer responds.',
  ]);
  await goesOn;
  const logged = (what: string): number =>
    readFileSync(join(folder.path, 'data', 'logs', 'hearth.log'), 'utf8').split(what).length - 1;
  host.child.kill('SIGUSR2');
  await eventually(
    () => logged('Error: planted in a timer') === 2 && logged('Error: planted in a promise') === 2,
  );
  await window.call('stopTurn', { chatId });
  // Once, also for several errors; and it can be dismissed.
  expect((await window.call('greet', {})).notices).toHaveLength(1);
  await window.call('dismissNotice', { id: notices[0]!.id });
  expect((await window.call('greet', {})).notices).toEqual([]);
  expect((await host.end('SIGTERM')).code).toBe(0);
});

it('errors one after another end Hearth, and a reader of its output that is gone does not', () => {
  const logged: unknown[] = [];
  let [stored, ended] = [0, 0];
  const handle = lastResort({
    log: { info: () => {}, warn: () => {}, error: (_text, cause) => logged.push(cause), close: () => {} },
    onError: () => {
      stored += 1;
      throw new Error('the disk is full');
    },
    end: () => {
      ended += 1;
    },
  });
  for (let count = 0; count < 100; count += 1) handle(Object.assign(new Error('gone'), { code: 'EPIPE' }));
  expect([logged.length, stored, ended]).toEqual([100, 0, 0]);
  for (let count = 0; count < 20; count += 1) handle(new Error('planted'));
  expect([stored, ended]).toEqual([20, 0]);
  handle('not even an error');
  expect([stored, ended]).toEqual([21, 1]);
});

describe('a start', () => {
  it('with folders in place of files and files in place of folders succeeds', async () => {
    const data = join(folder.path, 'data');
    for (const name of ['hearth.db', 'reserve', 'logs/hearth.log'])
      mkdirSync(join(data, name, 'x'), { recursive: true });
    writeFileSync(join(data, 'kv'), 'x');
    host = await startHostProcess(options());
    const window = await host.connect();
    const { chats, notices } = await window.call('greet', {});
    expect(chats).toEqual([]);
    expect(notices.map(({ told }) => sentenceOf(told)).join()).toMatch(
      /something else with its name, which is now named hearth-damaged/,
    );
    expect(await window.call('snapshotUsage', {})).toEqual({ bytes: 0, count: 0 });
    // Nor does it end Hearth where the folder goes while it runs.
    rmSync(join(data, 'kv'), { recursive: true });
    expect(await window.call('snapshotUsage', {})).toEqual({ bytes: 0, count: 0 });
    expect((await host.end('SIGTERM')).code).toBe(0);
  });

  it.skipIf(process.platform === 'win32')('with too few open files says so in one sentence', async () => {
    const started = startHostProcess(
      options(),
      {},
      { through: ['sh', '-c', 'ulimit -n 64; exec "$0" "$@"'] },
    );
    await expect(started).rejects.toThrow(
      /^Hearth may open only 64 files at once here, and it needs 256: raise the limit with "ulimit -n 1024", then start Hearth again\.\n$/,
    );
  });

  it.each([
    [{ files: 255, addressBytes: 'unlimited' }, 'Hearth may open only 255 files'],
    [{ files: 256, addressBytes: 'unlimited' }, null],
    [{ files: undefined, addressBytes: undefined }, null],
    [{ files: 'unlimited', addressBytes: 3 * 1024 ** 3 }, 'Hearth may use only 3.0 GB of address space here'],
    [{ files: 1024, addressBytes: 64 * 1024 ** 3 }, null],
  ] as const)('within the limits %j is refused: %s', (limits, sentence) => {
    const problem = limitProblem(limits);
    expect(problem?.slice(0, sentence?.length) ?? null).toBe(sentence);
  });

  it('knows the limits of its own process', () => {
    expect(limitProblem(ownLimits())).toBeNull();
  });
});
