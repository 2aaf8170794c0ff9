/**
 * A stand-in hub in a process of its own, with one repository of made files, driven in messages: for tests that measure or
 * kill. `startHubProcess` starts it.
 */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { packageRoot } from '../../main/paths.ts';
import type { Faults } from './faults.ts';
import { madeFile } from './made-file.ts';
import type { StandInRepository } from './repository.ts';
import { openStandInHub, type Sent } from './stand-in-hub.ts';

export const madeRepository = 'maker/Made-GGUF';

/** A repository of files that were made for it. */
export const repositoryOf = (files: StandInRepository['files']): StandInRepository => ({
  id: madeRepository,
  revision: '0123456789abcdef0123456789abcdef01234567',
  downloads: 1,
  likes: 1,
  lastModified: '2025-11-04T10:00:00.000Z',
  licence: 'apache-2.0',
  gated: false,
  tags: ['gguf'],
  card: '',
  gguf: null,
  files,
});

interface Order {
  files: { path: string; size: number }[];
  bytesPerSecond: number | null;
}
type ToHub =
  | { kind: 'open'; order: Order }
  | { kind: 'faults'; file: string; faults: Faults }
  | { kind: 'sent'; file: string };
type FromHub =
  | { kind: 'open'; url: string; parts: { path: string; bytes: number; sha256: string }[] }
  | { kind: 'sent'; sent: Sent };

export interface HubProcess {
  url: string;
  parts: { path: string; bytes: number; sha256: string }[];
  setFaults: (path: string, faults: Faults) => void;
  sent: (path: string) => Promise<Sent>;
  end: () => void;
}

/** Runs what was compiled, so that it works from sources too. */
export const startHubProcess = async (
  files: Order['files'],
  bytesPerSecond?: number,
): Promise<HubProcess> => {
  const child = fork(join(packageRoot, 'out', 'test', 'hub', 'serve.js'), ['serve'], { execArgv: [] });
  const next = <Kind extends FromHub['kind']>(kind: Kind): Promise<Extract<FromHub, { kind: Kind }>> =>
    new Promise((resolve, reject) => {
      child.once('exit', (code) => reject(new Error(`the stand-in hub ended with ${code}`)));
      child.on('message', (message: FromHub) => {
        if (message.kind === kind) resolve(message as Extract<FromHub, { kind: Kind }>);
      });
    });
  const tell = (message: ToHub): void => void child.send(message);
  const opened = next('open');
  tell({ kind: 'open', order: { files, bytesPerSecond: bytesPerSecond ?? null } });
  const { url, parts } = await opened;
  return {
    url,
    parts,
    setFaults: (path, faults) => tell({ kind: 'faults', file: `${madeRepository}/${path}`, faults }),
    sent: async (path) => {
      const answer = next('sent');
      tell({ kind: 'sent', file: `${madeRepository}/${path}` });
      return (await answer).sent;
    },
    end: () => void child.kill('SIGKILL'),
  };
};

const serve = (): void => {
  let hub: Awaited<ReturnType<typeof openStandInHub>> | null = null;
  const tell = (message: FromHub): void => void process.send!(message);
  process.on('message', (message: ToHub) => {
    if (message.kind === 'open') {
      const { files, bytesPerSecond } = message.order;
      const made = files.map(({ path, size }) => madeFile(path, size));
      void (async () => {
        hub = await openStandInHub({
          repositories: [repositoryOf(made)],
          ...(bytesPerSecond === null ? {} : { bytesPerSecond }),
        });
        tell({
          kind: 'open',
          url: hub.url,
          parts: made.map(({ path, size, sha256 }) => ({ path, bytes: size, sha256 })),
        });
      })();
    } else if (message.kind === 'faults') hub?.setFaults(message.file, message.faults);
    else tell({ kind: 'sent', sent: hub!.sent(message.file) });
  });
  // The parent is gone.
  process.on('disconnect', () => process.exit());
};

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === 'serve') serve();
