/**
 * Hearth's downloads in a process of their own, on real files: one download, begun or gone on with, until it is done. To
 * be killed, or measured against others. `startCoreProcess` starts it.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '../../main/chats/database.ts';
import type { Download } from '../../main/contract/model-types.ts';
import { openDownloads, type NewDownload } from '../../main/downloads/downloads.ts';
import { openOutgoing } from '../../main/network/outgoing.ts';
import { openRequestList } from '../../main/network/request-list.ts';
import { packageRoot } from '../../main/paths.ts';

interface Orders {
  dataFolder: string;
  modelFolder: string;
  hub: string;
  wish: NewDownload;
  reserveBytes: number;
}

/** What the process tells: its download, so long after it was asked for. */
export interface Progress {
  download: Download;
  ms: number;
}

/** Runs what was compiled; each change of the download comes as a message. */
export const startCoreProcess = (orders: Orders): ChildProcess => {
  const child = fork(join(packageRoot, 'out', 'test', 'downloads', 'core-process.js'), ['run'], {
    execArgv: [],
  });
  child.send(orders);
  return child;
};

export const silent = { info: () => {}, warn: () => {}, error: () => {}, close: () => {} };

const run = async ({ dataFolder, modelFolder, hub, wish, reserveBytes }: Orders): Promise<void> => {
  const db = openDatabase(dataFolder);
  let startedAt = 0;
  const tell = (download: Download): void =>
    void process.send?.({ download, ms: performance.now() - startedAt } satisfies Progress);
  const downloads = openDownloads({
    db,
    outgoing: openOutgoing({
      version: '0.0.0',
      settings: () => ({ offline: false, hubAddress: hub, hubMirror: '', proxy: '' }),
      hubToken: () => null,
      requests: openRequestList(db),
      onRequest: () => undefined,
      env: {},
    }),
    modelFolder,
    fileUrl: (repository, revision, path) => `${hub}/${repository}/resolve/${revision}/${path}`,
    reserveBytes,
    onChange: tell,
    onGone: () => undefined,
    onDone: () => {
      void (async () => {
        await downloads.close();
        db.close();
        process.disconnect();
        process.exit();
      })();
    },
    log: { ...silent, error: (text, cause) => console.error(text, cause) },
  });
  startedAt = performance.now();
  if (downloads.list().length === 0) await downloads.start(wish);
};

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === 'run')
  process.once('message', (orders: Orders) => void run(orders));
