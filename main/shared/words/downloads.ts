/** Why a download waits or failed. */
import { bytes } from '../format/figures.ts';
import { wait } from './wait.ts';
import type { Sentences, Told } from './told.ts';

interface Repository {
  repository: string;
}
interface Status {
  status: number;
}
/** `reason`: the operating system's code. */
interface Folder {
  folder: string;
  reason: string;
}

const retrying = 'Hearth will try again automatically.';

export const downloadSentences = {
  'downloads.connection-lost': () => ['The connection was lost.', retrying],
  'downloads.silent': () => ['The server stopped responding.', retrying],
  'downloads.network-changed': () => ['The network has changed.', retrying],
  /** `why`: the problem that Hearth waits for. */
  'downloads.retrying': ({ why }: { why: Told }, what: (told: Told) => string) => [what(why), retrying],
  'downloads.endless-redirects': () => ['Hugging Face redirects endlessly.', retrying],
  'downloads.unclear-answer': () => [
    'Hugging Face sent an answer that Hearth does not understand.',
    retrying,
  ],
  'downloads.link-expired': () => ['The download link expired.', retrying],
  'downloads.server-status': ({ status }: Status) => [
    `The server answered with an unexpected status (${status}).`,
    retrying,
  ],
  'downloads.server-error': ({ status }: Status) => [
    `Hugging Face has a problem (status ${status}).`,
    retrying,
  ],
  'downloads.too-many-requests': ({ waitMs }: { waitMs: number }) => [
    'Hugging Face has received too many requests from this network.',
    `The download will continue in ${wait(waitMs)}.`,
  ],
  'downloads.other-file-sent': () => [
    'The server sent a different file.',
    'Hearth will ask again automatically.',
  ],
  'downloads.file-moved': () => [
    'The server has moved this file.',
    'The download will continue automatically.',
  ],
  'downloads.damaged-on-the-way': () => [
    'Part of the download was damaged on the way.',
    'Hearth will download it again.',
  ],

  'downloads.changed': ({ repository }: Repository) => [
    `${repository} has changed since this download began.`,
    'Cancel the download and choose the file again.',
  ],
  'downloads.not-found': ({ repository }: Repository) => [
    `${repository} is not on Hugging Face, or it is private.`,
    'For a private model, add an access token in Settings, then choose “Resume”.',
  ],
  'downloads.gated': ({ repository }: Repository) => [
    `${repository} requires access.`,
    'Accept its licence on its Hugging Face page, add an access token in Settings, then choose “Resume”.',
  ],
  'downloads.file-gone': ({ repository, file }: Repository & { file: string }) => [
    `${repository} no longer has ${file}.`,
    'Cancel the download and choose another file.',
  ],
  'downloads.refused': ({ status }: Status) => [
    `Hugging Face refuses this file (status ${status}).`,
    'Choose another one.',
  ],
  'downloads.encoded': () => ['The server sent this file in an unexpected encoding.', 'Try again later.'],
  'downloads.other-length': () => [
    'The file on the server has a different length than announced.',
    'Try again later, or choose another file.',
  ],
  'downloads.other-content': () => [
    'The server sent a different file than announced.',
    'Try again later, or choose another file.',
  ],
  'downloads.faulty-disk': () => [
    'The disk does not return the data that was written to it.',
    'Check the disk, or choose another folder for models.',
  ],
  'downloads.failed': () => [
    'This download ended with an error. The details are in the log.',
    'Choose “Resume” to try again.',
  ],
  'downloads.file-too-large': ({ folder }: { folder: string }) => [
    `The file system of ${folder} cannot hold files of this size.`,
    'Choose another folder for models.',
  ],
  'downloads.not-permitted': ({ folder, reason }: Folder) => [
    `Hearth has no permission to write to ${folder} (${reason}).`,
    'Change its permissions, then choose “Resume”.',
  ],
  'downloads.not-writable': ({ folder, reason }: Folder) => [
    `Hearth cannot write to ${folder} (${reason}).`,
    'Check that its disk is connected and works, then choose “Resume”.',
  ],
  'downloads.disk-full': ({ missing }: { missing: number }) => [
    'The disk is full.',
    `Free up ${bytes(missing)} more, and the download will continue.`,
  ],
  'downloads.no-room': ({ missing }: { missing: number }) => [
    'Not enough disk space for this model.',
    `Free up ${bytes(missing)} more, or choose a smaller file.`,
  ],
  'downloads.bad-repository': ({ repository }: Repository) => [
    `“${repository}” is not the name of a repository.`,
    'Choose another model.',
  ],
  'downloads.bad-file-name': ({ repository }: Repository) => [
    `A file of ${repository} has a name that cannot be used on a disk.`,
    'Choose another file, or another model.',
  ],
  'downloads.same-file-names': ({ repository }: Repository) => [
    `Two files of ${repository} have the same name.`,
    'Choose another file, or another model.',
  ],
  'downloads.already-installed': ({ path }: { path: string }) => [
    `${path} is already installed.`,
    'Choose it from your models.',
  ],
  'downloads.not-listed': () => 'This download is no longer in the list.',
} as const satisfies Sentences<'downloads'>;
