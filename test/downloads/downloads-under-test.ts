/** Real downloads from a stand-in hub into a temporary folder; a restart is another opening of the same folders. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openDatabase } from '../../main/chats/database.ts';
import type { Download } from '../../main/contract/model-types.ts';
import { openDownloads, type Downloads, type NewDownload } from '../../main/downloads/downloads.ts';
import type { Pacing } from '../../main/downloads/fetch-missing.ts';
import { temporaryFolder } from '../contract/test-core.ts';
import type { Faults } from '../hub/faults.ts';
import { madeFile } from '../hub/made-file.ts';
import type { StandInFile } from '../hub/repository.ts';
import { madeRepository, repositoryOf } from '../hub/serve.ts';
import { openStandInHub, type StandInHub } from '../hub/stand-in-hub.ts';
import { testOutgoing } from '../network/test-outgoing.ts';
import { silent } from './core-process.ts';

export const megabyte = 1024 ** 2;

export interface UnderTest {
  hub: StandInHub;
  folder: string;
  files: StandInFile[];
  downloads: Downloads;
  /** What was told, in order. */
  told: Download[];
  done: Download[];
  gone: string[];
  /** Throws where the hub is not to be asked. */
  offline: (isOffline: boolean) => void;
  wish: (files?: StandInFile[]) => NewDownload;
  setFaults: (faults: Faults, file?: StandInFile) => void;
  /** Resolves when a download, the first by itself, is in this state. */
  reached: (state: Download['state'], id?: string) => Promise<Download>;
  /** Resolves when what is told of it fits. */
  told1: (fits: (download: Download) => boolean) => Promise<Download>;
  target: (file?: StandInFile) => string;
  isRight: (file?: StandInFile) => boolean;
  requests: (to: 'hub' | 'storage') => StandInHub['requests'];
  restart: (before?: () => void) => Promise<void>;
  close: () => Promise<void>;
}

export interface TestOptions {
  files?: StandInFile[];
  pacing?: Partial<Pacing>;
  reserveBytes?: number;
  modelFolder?: string;
}

/** Quick enough for tests. */
const quickPacing: Pacing = { stallMs: 1000, firstRetryMs: 20, longestRetryMs: 200, lookForRoomMs: 200 };

export const openTest = async (options: TestOptions = {}): Promise<UnderTest> => {
  const temporary = temporaryFolder();
  const folder = options.modelFolder ?? join(temporary.path, 'models');
  const files = options.files ?? [madeFile('Made-Q4_K_M.gguf', 20 * megabyte)];
  const hub = await openStandInHub({ repositories: [repositoryOf(files)] });
  const real = testOutgoing();
  const told: Download[] = [];
  const done: Download[] = [];
  const gone: string[] = [];
  const listeners = new Set<() => void>();
  const begin = (): [Downloads, () => void] => {
    const db = openDatabase(temporary.path);
    const downloads = openDownloads({
      db,
      outgoing: real,
      modelFolder: folder,
      fileUrl: (repository, revision, path) => `${hub.url}/${repository}/resolve/${revision}/${path}`,
      reserveBytes: options.reserveBytes ?? 0,
      pacing: { ...quickPacing, ...options.pacing },
      onChange: (download) => {
        told.push(download);
        for (const listener of listeners) listener();
      },
      onGone: (id) => gone.push(id),
      onDone: (download) => done.push(download),
      log: { ...silent, error: (text, cause) => console.error(text, cause) },
    });
    return [downloads, () => db.close()];
  };
  let [downloads, closeDb] = begin();
  const told1: UnderTest['told1'] = (fits) =>
    new Promise((resolve, reject) => {
      let from = 0;
      const timer = setTimeout(
        () => reject(new Error(`not told within 20 s; last: ${JSON.stringify(told.at(-1))}`)),
        20_000,
      );
      const look = (): void => {
        const found = [...told.slice(from), ...downloads.list()].find(fits);
        from = told.length;
        if (found === undefined) return;
        listeners.delete(look);
        clearTimeout(timer);
        resolve(found);
      };
      from = told.length;
      listeners.add(look);
      look();
    });
  const first = files[0]!;
  const test: UnderTest = {
    hub,
    folder,
    files,
    get downloads() {
      return downloads;
    },
    told,
    done,
    gone,
    offline: (isOffline) => {
      real.settings.offline = isOffline;
      real.settingsChanged();
      downloads.networkChanged();
    },
    wish: (wanted = [first]) => ({
      repository: madeRepository,
      revision: 'main',
      licence: 'apache-2.0',
      parts: wanted.map(({ path, size, sha256 }) => ({ path, bytes: size, sha256 })),
    }),
    setFaults: (faults, file = first) => hub.setFaults(`${madeRepository}/${file.path}`, faults),
    reached: (state, id) => told1((one) => one.state === state && (id === undefined || one.id === id)),
    told1,
    target: (file = first) => join(folder, madeRepository, file.path),
    isRight: (file = first) => {
      const path = test.target(file);
      if (!existsSync(path)) return false;
      return createHash('sha256').update(readFileSync(path)).digest('hex') === file.sha256;
    },
    requests: (to) => hub.requests.filter((request) => request.to === to),
    restart: async (before) => {
      await downloads.close();
      closeDb();
      before?.();
      [downloads, closeDb] = begin();
    },
    close: async () => {
      await downloads.close();
      closeDb();
      await hub.close();
      await real.remove();
      temporary.remove();
    },
  };
  return test;
};

/** All files in a folder and below, as paths from there. */
export const filesIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
          join(entry.parentPath, entry.name)
            .slice(folder.length + 1)
            .replaceAll('\\', '/'),
        )
        .toSorted()
    : [];
