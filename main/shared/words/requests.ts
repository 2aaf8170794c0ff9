/** What a request to another machine is for, as phrases of the network log. */
import type { Sentences } from './told.ts';

interface Repository {
  repository: string;
}

export const requestSentences = {
  'request.search': () => 'Search for models',
  'request.model': ({ repository }: Repository) => `Open the page of ${repository}`,
  'request.files': ({ repository }: Repository) => `List the files of ${repository}`,
  'request.card': ({ repository }: Repository) => `Read the model card of ${repository}`,
  'request.header': ({ repository }: Repository) => `Read the header of a file of ${repository}`,
  'request.download': ({ repository, file }: Repository & { file: string }) =>
    `Download ${file} from ${repository}`,
  'request.updates': () => 'Look for a new version of Hearth',
  'request.update': ({ version }: { version: string }) => `Download version ${version} of Hearth`,
} as const satisfies Sentences<'request'>;
