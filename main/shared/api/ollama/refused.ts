/** Routes of Ollama that change models, which Hearth does elsewhere. */
import { ApiFault } from '../fault.ts';
import type { ApiRoute } from '../route.ts';

const refused = (method: ApiRoute['method'], path: string, why: string, instead: string): ApiRoute => ({
  dialect: 'ollama',
  method,
  path,
  right: 'models',
  about: `Refused: ${why}.`,
  body: null,
  read: () => {
    throw new ApiFault('impossible', `${path.replace(/\/:.*/, '')} is refused: ${why}. ${instead}`);
  },
});

const files = 'Hearth takes no files over this API';
const add = 'Add the GGUF file in Hearth under Models.';

export const refusedRoutes: readonly ApiRoute[] = [
  refused(
    'POST',
    '/api/pull',
    'downloads are started by a person',
    'Download the model in Hearth under Models, or with the command hearth pull.',
  ),
  refused('POST', '/api/push', 'Hearth publishes no models', 'Publish the file with a program of the hub.'),
  refused(
    'POST',
    '/api/create',
    'Hearth makes no models',
    'Set the system prompt, the chat template and the sampling of a model in Hearth under Models.',
  ),
  refused(
    'POST',
    '/api/copy',
    'models are not copied',
    'Give the model an alias in the settings of the server for other programs.',
  ),
  refused(
    'DELETE',
    '/api/delete',
    'models are deleted by a person',
    'Delete the model in Hearth under Models, or with the command hearth rm.',
  ),
  refused('POST', '/api/blobs/:digest', files, add),
  refused('HEAD', '/api/blobs/:digest', files, add),
];
