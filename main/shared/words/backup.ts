/** What is told of backups. `name`: of the file. */
import { bytes } from '../format/figures.ts';
import type { Sentences } from './told.ts';

interface Name {
  name: string;
}
interface Unwritten {
  path: string;
  reason: string;
}

export const backupSentences = {
  'backup.no-backup': ({ name }: Name) => [
    `${name} is not a backup of Hearth.`,
    'Choose a file that Hearth has written as a backup.',
  ],
  'backup.newer': ({ name }: Name) => [
    `${name} was written by a newer Hearth.`,
    'Update Hearth, then restore it.',
  ],
  'backup.damaged': ({ name }: Name) => [
    `${name} is damaged: its content is not what its list says.`,
    'Choose another backup, or copy this one again from where it came.',
  ],
  'backup.cannot-read': ({ path, reason }: Unwritten) => [
    `${path} cannot be read (${reason}).`,
    'Check that the file is there and that you may read it.',
  ],
  'backup.not-written': ({ path, reason }: Unwritten) => [
    `${path} could not be written (${reason}).`,
    'Choose another folder.',
  ],
  'backup.no-room': ({ path }: { path: string }) => [
    `There is not enough disk space for ${path}.`,
    'Free up some space, or choose another disk.',
  ],
  'backup.restore-needs-space': ({ needed }: { needed: number }) => [
    `Restoring needs ${bytes(needed)} more disk space.`,
    'Free up some space, then try again.',
  ],
  'backup.restored': ({ aside }: { aside: string }) =>
    `The backup is restored. Your earlier data is in ${aside}; delete it if you do not need it.`,
  'backup.is-running': () => 'A backup is being written or restored already.',
  'backup.not-absolute': () => 'Give the whole path of the file.',
  'backup.stopped': () => 'Stopped. No file was written, and nothing was replaced.',
  'backup.restore-while-running': () => [
    'A Hearth is using this data folder.',
    'Quit it, then restore the backup.',
  ],
  'backup.failed': () => ['The backup failed unexpectedly.', 'Try again; the details are in the log.'],
} satisfies Sentences<'backup'>;
