/**
 * With the offline switch on, no process of Hearth opens a connection, over a whole session of use. The kernel is asked:
 * every `connect` and every datagram of all processes is traced.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { starterModel } from '../../main/system/paths.ts';
import { textParts } from '../../main/shared/message/parts.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { leaveModel } from '../fixtures/core/used-folder.ts';
import type { TestWindow } from '../fixtures/core/window.ts';
import { answerApi } from '../fixtures/hub/hub-api.ts';
import { realFile, realRepository } from '../fixtures/hub/real-file.ts';
import { openStandInHub, type StandInHub } from '../fixtures/hub/stand-in-hub.ts';
import { tinyModel } from '../fixtures/models/files.ts';
import { startHostProcess, type HostProcess } from '../fixtures/host/host-process.ts';

const noTrace = ((): string => {
  if (process.platform !== 'linux') return 'only Linux has strace';
  try {
    execFileSync('strace', ['-f', '-e', 'trace=connect', 'true'], { stdio: 'ignore' });
    return '';
  } catch {
    return 'strace is not installed, or may not trace';
  }
})();

const folder = temporaryFolder();
const trace = join(folder.path, 'trace');
const repositories = [realRepository('maker/Guide-GGUF', [realFile('Guide-Q8_0.gguf', starterModel)])];
let hub: StandInHub;
let host: HostProcess;
let window: TestWindow;
beforeEach(async () => {
  hub = await openStandInHub({
    repositories,
    answerApi: (request, response) => answerApi(request, response, repositories),
  });
});
afterEach(async () => {
  host.child.kill('SIGKILL');
  await hub.close();
  folder.remove();
});

/** What went out to the network: addresses of the internet's families, whatever the outcome. */
const sentOut = (): string[] =>
  readFileSync(trace, 'utf8')
    .split('\n')
    .filter((line) => /(connect|sendto|sendmsg|sendmmsg)\(.*AF_INET6?/.test(line));

const refused = async (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'it was done',
    (error: Error) => error.message,
  );

it.skipIf(noTrace !== '')(
  `offline, no connection goes out in a whole session${noTrace === '' ? '' : ` (skipped: ${noTrace})`}`,
  async () => {
    mkdirSync(join(folder.path, 'data'));
    leaveModel(join(folder.path, 'data'));
    host = await startHostProcess(
      ['--web', '--no-open', '--port', '0', '--data', join(folder.path, 'data')],
      { HOME: folder.path },
      {
        through: [
          ...'strace -D -f --seccomp-bpf -e trace=connect,sendto,sendmsg,sendmmsg -o'.split(' '),
          trace,
        ],
      },
    );
    window = await host.connect();
    const ask = async (text: string) => {
      const finished = window.next('turn.finished');
      await window.call('startTurn', { chatId: null, parts: textParts(text) });
      return (await finished).message;
    };
    await window.call('changeSettings', { offline: true, hubAddress: hub.url });

    // Everything but search and download works.
    expect((await ask('What is prefill?')).ending).toBe('finished');
    await window.call('readDraft', { chatId: null, text: 'And what' });
    expect((await window.call('catalogue', {})).length).toBeGreaterThan(10);
    const path = (await window.call('importModel', { path: tinyModel(), how: 'copy' }))!;
    await window.call('rescanLibrary', {});
    expect((await window.call('modelMetadata', { path })).length).toBeGreaterThan(5);
    const wish = {
      contextLength: null,
      kvPrecision: 'f16',
      gpuLayers: null,
      flashAttention: true,
      batchSize: 512,
    } as const;
    expect((await window.call('fitModel', { path, wish }))!.verdict).toBe('fits');
    await window.call('machineMemory', {});
    await window.call('openModel', { path });
    await window.call('changeLoadSettings', { path, settings: { contextLength: 512 } });
    await window.call('unloadModel', {});
    await window.call('openStarterModel', {});
    expect((await ask('What is decode?')).ending).toBe('finished');
    await window.call('deleteModel', { path, forGood: true });
    await window.call('statistics', { days: 7 });
    await window.call('snapshotUsage', {});

    // What needs the network is refused, quietly and in a sentence.
    const says = /Hearth is in offline mode/;
    const repository = 'maker/Guide-GGUF';
    expect(
      await refused(window.call('searchHub', { text: 'guide', sort: 'downloads', cursor: null })),
    ).toMatch(says);
    expect(await refused(window.call('hubModel', { repository }))).toMatch(says);
    expect(await refused(window.call('fitHubFiles', { repository, wish }))).toMatch(says);
    expect(await refused(window.call('startDownload', { repository, file: 'Guide-Q8_0.gguf' }))).toMatch(
      says,
    );
    expect(await window.call('outgoingRequests', {})).toEqual([]);
    expect(sentOut()).toEqual([]);
    expect(hub.requests).toEqual([]);

    // Online, the same trace shows what goes out, and to where the user sent it.
    await window.call('changeSettings', { offline: false });
    await window.call('searchHub', { text: 'guide', sort: 'downloads', cursor: null });
    const { port } = new URL(hub.url);
    await expect.poll(sentOut).not.toEqual([]);
    for (const line of sentOut()) expect(line).toMatch(new RegExp(`sin_port=htons\\(${port}\\)`));

    // Offline again, and to the end: the connection that was kept open goes, and no other comes.
    const before = sentOut().length;
    await window.call('changeSettings', { offline: true });
    await refused(window.call('hubModel', { repository }));
    expect((await host.end('SIGTERM')).code).toBe(0);
    expect(sentOut()).toHaveLength(before);
  },
);
