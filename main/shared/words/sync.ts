/** What can be wrong with the sync folder. `path`: of a file in it; `name`: of the machine that wrote it. */
import { bytes, count } from '../format/figures.ts';
import type { Sentences } from './told.ts';

interface Path {
  path: string;
}

export const syncSentences = {
  'sync.no-folder': ({ folder }: { folder: string }) => [
    `There is no folder ${folder}.`,
    'Connect its disk, or choose another one.',
  ],
  'sync.not-absolute': () => 'Give the whole path of the folder.',
  'sync.in-data-folder': () => [
    'The sync folder cannot be in Hearth’s own data folder.',
    'Choose a folder that your sync program carries.',
  ],
  'sync.cannot-write': ({ folder, reason }: { folder: string; reason: string }) =>
    `Hearth cannot write to ${folder} (${reason}).`,
  'sync.name-empty': () => 'Give this computer a name.',
  'sync.off': () => 'The sync folder is switched off.',
  'sync.failed': ({ reason }: { reason: string }) => `The sync folder was not merged (${reason}).`,
  'sync.segment-too-large': ({ path, most }: Path & { most: number }) =>
    `${path} was left out: it is larger than ${bytes(most)}.`,
  'sync.segment-unreadable': ({ path, reason }: Path & { reason: string }) =>
    `${path} could not be read (${reason}).`,
  'sync.no-segment': ({ path }: Path) => `${path} was left out: it is no file of Hearth.`,
  'sync.newer-segment': ({ path, name }: Path & { name: string }) => [
    `${path} was written by a newer Hearth on ${name}.`,
    'Update Hearth here to merge it.',
  ],
  'sync.segment-incomplete': ({ path, name }: Path & { name: string }) =>
    `${path} from ${name} is not complete yet. It is merged as soon as the rest has come.`,
  'sync.unreadable-records': ({ count: number, name }: { count: number; name: string }) =>
    `${count(number)} ${number === 1 ? 'entry' : 'entries'} from ${name} could not be read and ${number === 1 ? 'was' : 'were'} left out.`,
} satisfies Sentences<'sync'>;
