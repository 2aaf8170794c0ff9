/** Explains refusals of the hub. */
import { askedWaitMs } from '../network/asked-wait.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { pageUrl, type HubPlaces } from './hub-addresses.ts';

export interface HubAnswer {
  status: number;
  headers: Record<string, string | undefined>;
}

interface Asked {
  places: HubPlaces;
  /** `null` for a search. */
  repository: string | null;
  /** An access token is set. */
  hasToken: boolean;
}

/**
 * The refusal for an unexpected answer of the API, or for a file. `X-Error-Code` tells what a status does not: the hub answers
 * 401 for gated files with and without a token and, to clients without a token, for what does not exist.
 */
export const hubRefusal = (
  { status, headers }: HubAnswer,
  { places, repository, hasToken }: Asked,
): Refusal => {
  const host = new URL(places.hubAddress).host;
  const code = headers['x-error-code'];
  const message = headers['x-error-message'] ?? '';
  const page = repository === null ? host : pageUrl(places, repository);
  if (status === 429) return new Refusal('hub.too-many-requests', { host, waitMs: askedWaitMs(headers) });
  if (/invalid credentials/i.test(message) || (status === 401 && code === undefined && hasToken))
    return new Refusal('hub.token-refused', { host });
  const name = repository ?? host;
  if (code === 'GatedRepo')
    return new Refusal(hasToken ? 'hub.gated-with-token' : 'hub.gated', { repository: name, page });
  if (code === 'RevisionNotFound' || code === 'EntryNotFound')
    return new Refusal('hub.gone', { repository: name, host });
  if (status === 401 || status === 404)
    return repository === null
      ? new Refusal('hub.no-search', { host })
      : new Refusal('hub.not-found', { repository, host });
  if (status === 403) return new Refusal('hub.forbidden', { repository, host, page });
  if (status >= 500) return new Refusal('hub.server-error', { host, status });
  return new Refusal('hub.unknown-status', { host, status });
};
