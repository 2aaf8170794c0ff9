/** What Hugging Face, or a mirror of it, refuses. */
import { wait } from './wait.ts';
import type { Sentences } from './told.ts';

interface Repository {
  repository: string;
}
/** `page`: the address of the model's page. */
interface Page extends Repository {
  page: string;
}

export const hubSentences = {
  'hub.too-many-requests': ({ host, waitMs }: { host: string; waitMs: number | null }) => [
    `${host} has received too many requests from this network.`,
    `Try again in ${waitMs === null ? 'a few minutes' : wait(waitMs)}.`,
  ],
  'hub.token-refused': ({ host }: { host: string }) => [
    `${host} does not accept the access token.`,
    'Enter another one in Settings, or remove it.',
  ],
  'hub.gated-with-token': ({ repository, page }: Page) => [
    `This access token does not give access to ${repository}.`,
    `Accept the licence at ${page} with the same account, and give the token access to gated models.`,
  ],
  'hub.gated': ({ repository, page }: Page) => [
    `${repository} requires access.`,
    `Accept the licence at ${page}, then add an access token in Settings.`,
  ],
  'hub.gone': ({ repository, host }: Repository & { host: string }) => [
    `This file of ${repository} is no longer on ${host}.`,
    'Open the model page again.',
  ],
  'hub.no-search': ({ host }: { host: string }) => [
    `${host} has no models to search.`,
    'Check the Hugging Face address in Settings.',
  ],
  'hub.not-found': ({ repository, host }: Repository & { host: string }) => [
    `${repository} is not on ${host}, or it is private.`,
    'Check its name, or add an access token in Settings.',
  ],
  'hub.forbidden': ({
    repository,
    host,
    page,
  }: {
    repository: string | null;
    host: string;
    page: string;
  }) => [
    `${host} does not give access to ${repository ?? 'its models'}.`,
    `Open ${page} in a browser to see why.`,
  ],
  'hub.server-error': ({ host, status }: { host: string; status: number }) => [
    `${host} has a problem (status ${status}).`,
    'Try again later.',
  ],
  'hub.unknown-status': ({ host, status }: { host: string; status: number }) => [
    `${host} answered with an unexpected status (${status}).`,
    'Check the Hugging Face address in Settings.',
  ],
  'hub.wrong-range': () => ['The server sent the wrong part of the file.', 'Try again later.'],
  'hub.file-too-short': () => ['The server ended the file too early.', 'Try again later.'],
  'hub.not-a-hub': ({ host }: { host: string }) => [
    `${host} did not answer as Hugging Face does.`,
    'Check the Hugging Face address in Settings.',
  ],
  'hub.disabled': ({ repository }: Repository) => [
    `${repository} was disabled by Hugging Face.`,
    'Choose another model.',
  ],
  'hub.no-such-file': ({ repository, file }: Repository & { file: string }) => [
    `${repository} no longer has the file ${file}.`,
    'Open the model page again.',
  ],
  'hub.bad-name': () => 'The name of a model on Hugging Face has the form owner/name.',
} as const satisfies Sentences<'hub'>;
