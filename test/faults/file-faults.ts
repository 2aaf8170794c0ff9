/** Faults of files in the data folder while Hearth is not running: damaged, empty, swapped, gone, of the wrong kind. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { Store } from '../../main/core/chats/store.ts';
import { openDatabase } from '../../main/core/database/database.ts';
import { change } from '../fixtures/chats/stored-chats.ts';
import { damageRows } from './damage-rows.ts';
import type { Fault, Scene } from './trial.ts';

const database = ({ folder }: Pick<Scene, 'folder'>): string => join(folder, 'hearth.db');

const overwrite = (path: string, random: () => number, hits: number, most: number): void => {
  const bytes = readFileSync(path);
  if (bytes.length === 0) return;
  for (let hit = 0; hit < hits; hit += 1) {
    const at = Math.floor(random() * bytes.length);
    const end = Math.min(bytes.length, at + 1 + Math.floor(random() * most));
    for (let place = at; place < end; place += 1) bytes[place] = Math.floor(random() * 256);
  }
  writeFileSync(path, bytes);
};

const pick = <Item>(random: () => number, items: readonly Item[]): Item | undefined =>
  items[Math.floor(random() * items.length)];

/** All that Hearth wrote into its folder but the database, the user's own files, and folders of models. */
const others = (folder: string, what: 'file' | 'folder'): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => (what === 'file' ? entry.isFile() : entry.isDirectory()))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !/hearth\.db|[\\/](more-models|papers)/.test(path.slice(folder.length)));

/** What a database can lose by the damage itself. */
const anything = /./;
/** A document whose files are damaged is lost, and its list says so. */

export const fileFaults: Fault[] = [
  {
    name: 'pages of the database damaged',
    between: (scene) => overwrite(database(scene), scene.random, 1 + Math.floor(scene.random() * 4), 4096),
    mayLose: anything,
  },
  {
    name: 'settings row damaged',
    between: ({ folder, random }) =>
      change(
        folder,
        `UPDATE settings SET value = ? WHERE name = 'settings'`,
        pick(random, ['{', 'null', '[]', '{"temperature": "hot"}', '5', ''])!,
      ),
    mayLose: /^the setting/,
  },
  {
    name: 'a row of every table damaged',
    between: ({ folder, random }) => damageRows(folder, random, false).flatMap(({ written }) => written),
    mayLose: anything,
  },
  {
    name: 'rows against the types of their tables',
    between: ({ folder, random }) => damageRows(folder, random, true).flatMap(({ written }) => written),
    mayLose: anything,
  },
  {
    name: 'log of the database (WAL) missing after a kill',
    isKilled: true,
    between: (scene) => rmSync(`${database(scene)}-wal`, { force: true }),
    mayLose: anything,
  },
  {
    name: 'log (WAL) of another database',
    isKilled: true,
    between: (scene) => {
      const other = join(scene.own, 'other');
      mkdirSync(other);
      const db = openDatabase(other);
      const store = new Store(db);
      for (let chat = 0; chat < 20; chat += 1) store.createChat(`A chat of another Hearth ${chat}`);
      copyFileSync(join(other, 'hearth.db-wal'), `${database(scene)}-wal`);
      store.close();
    },
    mayLose: anything,
  },
  {
    name: 'database of zero length',
    between: (scene) => truncateSync(database(scene), 0),
    mayLose: anything,
  },
  {
    name: 'database cut off',
    between: (scene) => {
      const path = database(scene);
      truncateSync(path, Math.floor(statSync(path).size * scene.random()));
    },
    mayLose: anything,
  },
  ...(['damaged', 'of zero length', 'swapped with another'] as const).map((how): Fault => ({
    name: `a file of Hearth ${how} (state, document, partial download, copy, secret, log)`,
    between: ({ folder, random }) => {
      const files = others(folder, 'file');
      for (let count = 0; count < 4; count += 1) {
        const path = pick(random, files)!;
        if (how === 'damaged') overwrite(path, random, 3, 200);
        else if (how === 'of zero length') truncateSync(path, 0);
        else copyFileSync(pick(random, files)!, path);
      }
    },
  })),
  {
    name: 'a folder in the place of a file',
    between: ({ folder, random }) => {
      const path = pick(random, [...others(folder, 'file'), database({ folder })])!;
      rmSync(path);
      mkdirSync(join(path, 'inner'), { recursive: true });
    },
    mend: ({ folder }) => {
      for (const name of ['hearth.lock'])
        if (statSync(join(folder, name), { throwIfNoEntry: false })?.isDirectory() === true)
          rmSync(join(folder, name), { recursive: true });
    },
    mayLose: anything,
  },
  {
    name: 'a file in the place of a folder',
    between: ({ folder, random }) => {
      const path = pick(random, others(folder, 'folder'));
      if (path === undefined || !existsSync(path)) return;
      rmSync(path, { recursive: true });
      writeFileSync(path, 'not a folder');
    },
    mend: ({ folder }) => {
      for (const name of readdirSync(folder))
        if (['logs', 'kv', 'documents', 'backups', 'models', 'uploads'].includes(name)) {
          const path = join(folder, name);
          if (statSync(path).isFile()) rmSync(path);
        }
    },
  },
];
