/** Texts of the downloads and of the buttons that start one. */
import type { Download } from '../../main/shared/contract/downloads.ts';
import { sentenceOf } from './told.ts';
import { bytes, duration, percent } from './figures.ts';
import { translatable } from '../../main/shared/language/language.ts';

export const downloadWords = translatable('downloadWords', {
  title: 'Downloads',
  reading: 'Loading the downloads…',
  none: 'No downloads. Downloads appear here and resume if the connection drops.',
  /** In the header: how many are in progress, and the share of 1 that is done. */
  underWay: (downloads: number, share: number): string =>
    `${downloads === 1 ? '1 download' : `${downloads} downloads`}, ${percent(share)}`,
  progressOf: (model: string): string => `Progress of ${model}`,
  runningShare: (share: number): string => `Downloading ${percent(share)}`,
  refetched: (size: number): string => `${bytes(size)} re-downloaded`,
  refetchedHint: 'Re-downloaded after a lost connection or failed check',
  showInLibrary: 'Show in library',
  removeFromList: 'Remove from list',
  pause: 'Pause',
  resume: 'Resume',
  modelPage: 'Model page',
  /** The accessible name of a button: what it does, and to which model. */
  named: (action: string, model: string): string => `${action}: ${model}`,
  discardQuestion: (doneBytes: number): string => `Discard the ${bytes(doneBytes)} downloaded so far?`,
  discard: 'Discard',
  keepDownloading: 'Keep downloading',

  installed: 'Installed',
  open: 'Open',
  openNamed: (model: string): string => `Open ${model} in the library`,
  show: 'Show downloads',
  needsToken: 'Accept its licence and add an access token first',
  start: 'Download',
  startSized: (size: number): string => `Download (${bytes(size)})`,
  startNamed: (model: string): string => `Download ${model}`,
  startNamedSized: (model: string, size: number): string => `Download ${model} (${bytes(size)})`,

  states: {
    queued: 'Queued',
    running: 'Downloading',
    paused: 'Paused',
    waiting: 'Waiting',
    checking: 'Verifying…',
    done: 'Downloaded and verified',
    failed: 'Failed',
  } satisfies Record<Download['state'], string>,
  done: (doneBytes: number, size: number): string => `${bytes(doneBytes)} of ${bytes(size)}`,
  timeLeft: (ms: number): string => `${duration(ms)} left`,
} as const);

/** What a download is doing, or the problem that holds it up. */
export const stateWords = ({ state, problem }: Pick<Download, 'state' | 'problem'>): string =>
  problem === null ? downloadWords.states[state] : sentenceOf(problem);

/** The state of a download in one word, with its progress. */
export const shortState = ({
  state,
  doneBytes,
  bytes: size,
}: Pick<Download, 'state' | 'doneBytes' | 'bytes'>): string =>
  state === 'running' ? downloadWords.runningShare(doneBytes / size) : downloadWords.states[state];

type Progress = Pick<Download, 'state' | 'bytes' | 'doneBytes' | 'bytesPerSecond'>;

/** For example "2.1 GB of 4.9 GB · 43.2 MB/s · 1 min 5 s left". */
export const progressWords = ({ state, bytes: size, doneBytes, bytesPerSecond }: Progress): string => {
  if (state === 'done' || state === 'queued') return bytes(size);
  const parts = [downloadWords.done(doneBytes, size)];
  if (state === 'running' && bytesPerSecond !== null && bytesPerSecond > 0)
    parts.push(
      `${bytes(Math.round(bytesPerSecond))}/s`,
      // Less than a second would flicker.
      downloadWords.timeLeft(Math.max(1_000, (1_000 * (size - doneBytes)) / bytesPerSecond)),
    );
  return parts.join(' · ');
};
