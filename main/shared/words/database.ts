/** What can be wrong with the database of the chats and its folder. `path`: of the database. */
import { count } from '../format/figures.ts';
import type { Sentences } from './told.ts';

interface Path {
  path: string;
}
interface Folder {
  folder: string;
}

const counted = (number: number, noun: string): string =>
  `${count(number)} ${noun}${number === 1 ? '' : 's'}`;

export const databaseSentences = {
  'database.disk-full': () => [
    'The disk is full, so Hearth cannot save this.',
    'Free up some space, then try again.',
  ],
  'database.locked': () => [
    'Another program, or another Hearth, is using hearth.db, so nothing can be saved.',
    'Close it, then try again.',
  ],
  'database.read-only': () => [
    'Hearth has no permission to write to hearth.db.',
    'Check the permissions of the data folder, then try again.',
  ],
  'database.damaged': () => [
    'Part of hearth.db is damaged.',
    'Quit Hearth and start it again; it will save what can be read.',
  ],
  'database.disk-error': () => [
    'The disk that holds hearth.db does not respond as it should.',
    'Check that it is connected, then start Hearth again.',
  ],
  'database.newer': ({ path }: Path) => [
    `The chats in ${path} were saved by a newer version of Hearth.`,
    'Update Hearth, or choose another folder with --data.',
  ],
  'database.not-opened': ({ path, reason }: Path & { reason: string }) =>
    `The chats in ${path} cannot be opened (${reason}).`,
  'database.no-space': ({ folder }: Folder) => [
    `The disk that holds your chats (${folder}) is full.`,
    'Free up some space, then start Hearth again.',
  ],
  'database.folder-gone': ({ folder }: Folder) => [
    `The folder of your chats (${folder}) no longer exists, so nothing can be saved.`,
    'Quit Hearth and start it again.',
  ],
  'database.folder-written-again': ({ folder }: Folder) => [
    `The folder of your chats (${folder}) was deleted, moved or unplugged while Hearth was running. Hearth has saved your chats there again.`,
    'Quit Hearth and start it again.',
  ],
  'database.folder-missing': ({ folder }: Folder) => [
    `The folder of your chats (${folder}) was deleted, moved or unplugged while Hearth was running.`,
    'Put it back, then quit Hearth and start it again.',
  ],
  'database.repair-needs-space': ({ path, needed }: Path & { needed: number }) => [
    `The chats in ${path} are damaged, and saving what can be read needs ${count(Math.ceil(needed / 1e6))} MB of disk space.`,
    'Free up some space, then start Hearth again.',
  ],
  'database.repaired-aside': ({ path }: Path) => [
    `The chats in ${path} were damaged, and what could be read is saved.`,
    'Start Hearth again to open it.',
  ],
  'database.moved-aside': ({ folder, aside }: Folder & { aside: string }) =>
    `${folder} contained no file of chats, but something else with its name, which is now named ${aside}.`,
  'database.repaired': (facts: Folder & { aside: string; messages: number; chats: number; lost: number }) => {
    const { folder, aside, messages, chats, lost } = facts;
    const saved =
      messages === 0
        ? 'Nothing in it could be read'
        : `Hearth saved what could be read, ${counted(messages, 'message')} in ${counted(chats, 'chat')}`;
    const gone =
      lost === 0 ? '' : ` ${counted(lost, 'message')} could not be read, and a note is in the place of each.`;
    return `The file of your chats was damaged. ${saved}, and kept the damaged file as ${aside} in ${folder}.${gone}`;
  },
  'database.log-lost': ({ folder }: Folder) => [
    `Hearth was ended while it ran, and the file with the newest changes, hearth.db-wal in ${folder}, is missing or damaged.`,
    'Your last messages and changes may be lost; everything before them is here.',
  ],
  'database.damaged-rows': () => [
    'Some drafts, waiting messages or downloads were damaged, so Hearth cannot show them.',
    'Everything else is here. Earlier copies of the database are in the folder backups of the data folder.',
  ],
  'database.damaged-settings': () =>
    'Some of your settings were damaged, so Hearth uses the defaults for them. The damaged values are kept.',
} as const satisfies Sentences<'database'>;
