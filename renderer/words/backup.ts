/** The texts of the sync folder and of backups. */
import { translatable } from '../../main/shared/language/language.ts';
import { bytes, count, dateLocale } from './figures.ts';

const timeOf = (ms: number): string =>
  new Intl.DateTimeFormat(dateLocale(), { dateStyle: 'medium', timeStyle: 'short' }).format(ms);

type Counts = Record<'chats' | 'messages' | 'documents' | 'models', number>;

const countsOf = ({ chats, messages, documents, models }: Counts): string =>
  [
    `${count(chats)} ${chats === 1 ? 'chat' : 'chats'}`,
    `${count(messages)} ${messages === 1 ? 'message' : 'messages'}`,
    `${count(documents)} ${documents === 1 ? 'document' : 'documents'}`,
    ...(models === 0 ? [] : [`${count(models)} ${models === 1 ? 'model' : 'models'}`]),
  ].join(', ');

export const backupWords = translatable('backupWords', {
  backup: {
    title: 'Backup',
    about:
      'One file with all chats, documents and settings, but without the access token, other secrets and saved states. It is read back and checked after it is written. It is not encrypted.',
    withModels: 'Include models',
    withModelsHint: 'Only models in Hearth’s own folder.',
    file: 'Backup file',
    backUp: 'Back up',
    backUpTo: 'Back up to…',
    restoreFile: 'Backup to restore',
    restore: 'Check and restore',
    choose: 'Choose a backup…',
    steps: {
      writing: 'Writing the backup…',
      checking: 'Reading the backup back…',
      restoring: 'Unpacking and checking the backup…',
    },
    value: (done: number, total: number): string => `${bytes(done)} of ${bytes(total)}`,
    stop: 'Stop',
    written: (size: number, counts: Counts): string =>
      `Backed up and checked: ${countsOf(counts)} (${bytes(size)}).`,
    leftOut: (names: readonly string[]): string => `No backup can hold these: ${names.join(', ')}.`,
    unpacked: (name: string, ms: number, counts: Counts): string =>
      `${name} of ${timeOf(ms)} is intact: ${countsOf(counts)}. It is restored when Hearth starts again. Your current data is kept in a folder next to it.`,
    restart: 'Restart now',
    restartYourself: 'End Hearth where you started it, in a terminal with Ctrl+C, and start it again.',
    keepData: 'Don’t restore',
  },
  sync: {
    title: 'Sync folder',
    about:
      'Your computers can share chats, folders, prompts, presets and answer settings through a folder that a sync program or a USB stick carries. Hearth only reads and writes files there and sends nothing itself. The files are not encrypted.',
    name: 'This computer',
    nameHint: 'Its name on your other computers.',
    folder: 'Folder',
    choose: 'Choose folder…',
    start: 'Use this folder',
    again: (folder: string): string => `Use ${folder} again`,
    others: 'Other computers',
    noOthers: 'None yet',
    last: 'Last merge',
    never: 'Not yet',
    at: (ms: number, chats: number): string =>
      chats === 0 ? timeOf(ms) : `${timeOf(ms)}, ${count(chats)} ${chats === 1 ? 'chat' : 'chats'} so far`,
    own: 'Written by this one',
    written: (files: number, size: number): string =>
      `${bytes(size)} in ${count(files)} ${files === 1 ? 'file' : 'files'}`,
    waiting: (files: number): string =>
      files === 1
        ? 'One file waits for another one that has not arrived yet.'
        : `${count(files)} files wait for others that have not arrived yet.`,
    missing: (names: readonly string[]): string =>
      `Documents over 4 MB and folders are not synced. Attach them here if you need them: ${names.join(', ')}.`,
    running: 'Merging…',
    now: 'Merge now',
    stopAsked: 'Stop…',
    stopQuestion: 'Stop using the folder? Your chats and the files in the folder stay.',
    stop: 'Stop',
  },
} as const);
