/** Where things lie on a hub. */
import type { Settings } from '../../shared/contract/settings.ts';

export type HubPlaces = Pick<Settings, 'hubAddress' | 'hubMirror'>;

/** `owner/name`, as a path. Names come from the hub and are checked, see `hub-replies.ts`. */
const encodedPath = (path: string): string => path.split('/').map(encodeURIComponent).join('/');

const base = (address: string): string => address.replace(/\/+$/, '');

/** Of the API, which a mirror of files does not have. `path` begins with a slash. */
export const apiUrl = ({ hubAddress }: HubPlaces, path: string, query: [string, string][] = []): string =>
  `${base(hubAddress)}/api/models${path}${query.length === 0 ? '' : `?${new URLSearchParams(query)}`}`;

/** A model's part of the API. */
export const modelPath = (repository: string): string => `/${encodedPath(repository)}`;

/** Of a file, on the mirror where there is one. It leads on to where the bytes are. */
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

/** What to search for: the text, or of an address of the hub, which people paste, the model that it is about. */
export const searchText = ({ hubAddress }: HubPlaces, text: string): string => {
  if (!URL.canParse(text) || new URL(text).origin !== new URL(hubAddress).origin) return text;
  const [owner, name] = new URL(text).pathname.split('/').filter(Boolean);
  return [owner, name].filter((part) => part !== undefined).join('/');
};
