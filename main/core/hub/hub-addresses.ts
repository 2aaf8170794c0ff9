/** The addresses on a hub. */
import type { Settings } from '../../shared/contract/settings.ts';

export type HubPlaces = Pick<Settings, 'hubAddress' | 'hubMirror'>;

/** `owner/name` as a path. Names come from the hub and are checked, see `hub-replies.ts`. */
const encodedPath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

const base = (address: string): string => address.replace(/\/+$/, '');

/** An address of the API, which a mirror for files does not have. `path` begins with a slash. */
export const apiUrl = ({ hubAddress }: HubPlaces, path: string, query: [string, string][] = []): string =>
  `${base(hubAddress)}/api/models${path}${query.length === 0 ? '' : `?${new URLSearchParams(query)}`}`;

/** The path of a model in the API. */
export const modelPath = (repository: string): string => `/${encodedPath(repository)}`;

/** The address of a file, on the mirror if there is one. It redirects to the storage. */
export const fileUrl = (
  { hubAddress, hubMirror }: HubPlaces,
  repository: string,
  revision: string,
  path: string,
): string =>
  `${base(hubMirror || hubAddress)}/${encodedPath(repository)}/resolve/${encodeURIComponent(revision)}/${encodedPath(path)}`;

/** A model's page, for people. */
export const pageUrl = ({ hubAddress }: HubPlaces, repository: string): string =>
  `${base(hubAddress)}/${encodedPath(repository)}`;

/** The text to search for. If people paste an address of the hub, it is the model that the address is about. */
export const searchText = ({ hubAddress }: HubPlaces, text: string): string => {
  if (!URL.canParse(text) || new URL(text).origin !== new URL(hubAddress).origin) return text;
  const [owner, name] = new URL(text).pathname.split('/').filter(Boolean);
  return [owner, name].filter((part) => part !== undefined).join('/');
};
