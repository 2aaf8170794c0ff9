/** What is said about new versions of Hearth. */
import { bytes } from '../format/figures.ts';
import type { Sentences } from './told.ts';

interface Version {
  version: string;
}

export const updateSentences = {
  'updates.not-now': () => 'That is not possible at this point of an update.',
  'updates.feed-unusable': ({ reason }: { reason: string }) => [
    `The list of new versions cannot be read (${reason}).`,
    'Try again later.',
  ],
  'updates.feed-not-signed': () => [
    'The list of new versions is not signed by the authors of Hearth, so nothing in it is used.',
    'Something on the network may have changed it.',
  ],
  'updates.feed-older': () => [
    'The list of new versions is older than the one that Hearth saw before, so it is not used.',
    'Something on the network may have replaced it.',
  ],
  'updates.no-room': ({ missingBytes }: { missingBytes: number }) =>
    `Not enough disk space for the update: free up ${bytes(missingBytes)} more.`,
  'updates.installer-missing': ({ version, status }: Version & { status: number }) => [
    `Version ${version} could not be downloaded (status ${status}).`,
    'Try again later.',
  ],
  'updates.installer-wrong': ({ version }: Version) => [
    `The installer of version ${version} is not the one that was signed, so it is not used.`,
    'Download it again.',
  ],
  'updates.no-way-back': ({ version }: Version) => [
    `Version ${version} is no longer offered for download, so Hearth could not go back to it.`,
    'Install the new version by hand if you want it all the same.',
  ],
  'updates.answer-runs': () => [
    'An answer is running, and Hearth would have to end it to install the update.',
    'Wait until it is complete, or stop it.',
  ],
  'updates.failed': () => 'The update failed. The details are in the log.',
  'updates.not-installed': () => [
    'The installer could not be started, and nothing was changed.',
    'The details are in the log.',
  ],
  'updates.was-not-installed': ({ version }: Version) =>
    `Version ${version} was not installed. Hearth is as it was.`,
  'updates.self-test-slow': () => 'The guide did not answer within two minutes.',
  'updates.self-test-silent': () => 'The guide was loaded, but generated nothing.',
  'updates.self-test-failed': ({ version, earlier }: Version & { earlier: string }) => [
    `Version ${version} did not pass its self-test.`,
    `Go back to version ${earlier} in Settings, under “About Hearth”.`,
  ],
  'updates.went-back': ({ version }: Version) => `Hearth is back at version ${version}.`,
  'updates.went-back-database': ({ version, newer, path }: Version & { newer: string; path: string }) => [
    `Hearth is back at version ${version}, with your chats as they were before the update.`,
    `What you added with version ${newer} is kept in ${path}.`,
  ],
} as const satisfies Sentences<'updates'>;
