/**
 * Puts a restored backup in the place of what is in the data folder. The backup was unpacked and checked before; what was there is set
 * aside, never removed. Each step can be repeated if Hearth ended in the middle of it.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { say } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';

/** The folder of a backup that is unpacked and checked. */
export const restoredFolder = (dataFolder: string): string => join(dataFolder, 'restored');

/** The file in it that names the folder for what was there. */
const asideName = 'aside.txt';

/** What a restore replaces, and what was made of it: SQLite's files, KV states, indexes and copies. */
const replaced = [
  'hearth.db-wal',
  'hearth.db-shm',
  'hearth.db-check',
  'hearth.db',
  'documents',
  'kv',
  'backups',
  'search.db',
  'search.db-wal',
  'search.db-shm',
  'documents.db',
  'documents.db-wal',
  'documents.db-shm',
];

/** Returns what the user is told; `null` if nothing was restored. */
export const finishRestore = (dataFolder: string): Told | null => {
  const restored = restoredFolder(dataFolder);
  if (!existsSync(restored)) return null;
  const note = join(restored, asideName);
  const isSetAside = `${note}.done`;
  if (!existsSync(note)) writeFileSync(note, freeName(dataFolder, new Date()));
  const aside = readFileSync(note, 'utf8');
  if (!existsSync(isSetAside)) {
    mkdirSync(join(dataFolder, aside), { recursive: true, mode: 0o700 });
    for (const name of replaced)
      if (existsSync(join(dataFolder, name)))
        renameSync(join(dataFolder, name), join(dataFolder, aside, name));
    writeFileSync(isSetAside, '');
  }
  for (const name of ['documents', 'hearth.db'])
    if (existsSync(join(restored, name))) renameSync(join(restored, name), join(dataFolder, name));
  placeModels(join(restored, 'models'), join(dataFolder, 'models'));
  rmSync(restored, { recursive: true, force: true });
  return say('backup.restored', { aside: join(dataFolder, aside) });
};

/** Models are added to those that are there; one that is there already stays. */
const placeModels = (from: string, to: string): void => {
  if (!existsSync(from)) return;
  mkdirSync(to, { recursive: true, mode: 0o700 });
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const target = join(to, entry.name);
    if (!existsSync(target)) renameSync(join(from, entry.name), target);
    else if (entry.isDirectory()) placeModels(join(from, entry.name), target);
  }
};

const freeName = (dataFolder: string, now: Date): string => {
  const name = `before-restore-${now.toISOString().slice(0, 10)}`;
  for (let number = 1; ; number++) {
    const free = `${name}${number === 1 ? '' : `-${number}`}`;
    if (!existsSync(join(dataFolder, free))) return free;
  }
};
