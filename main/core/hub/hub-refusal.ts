/** What the hub refuses, as one sentence that says what to do next. */
import { askedWaitMs, waitWords } from '../network/asked-wait.ts';
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
 * The refusal for an answer that is not what was asked for: of the API, or for a file. The hub tells by `X-Error-Code`
 * what a status alone does not; it answers 401 for gated files with and without a token, and, to strangers, for what it
 * does not have.
 */
export const hubRefusal = (
  { status, headers }: HubAnswer,
  { places, repository, hasToken }: Asked,
): Refusal => {
  const host = new URL(places.hubAddress).host;
  const code = headers['x-error-code'];
  const message = headers['x-error-message'] ?? '';
  const page = repository === null ? host : pageUrl(places, repository);
  if (status === 429) {
    const waitMs = askedWaitMs(headers);
    return new Refusal(
      `${host} has had too many requests from here: try again in ${waitMs === null ? 'some minutes' : waitWords(waitMs)}.`,
    );
  }
  if (/invalid credentials/i.test(message) || (status === 401 && code === undefined && hasToken))
    return new Refusal(
      `${host} does not accept the access token: put a new one into Settings, or take it away.`,
    );
  if (code === 'GatedRepo')
    return new Refusal(
      hasToken
        ? `${repository} may not be fetched with this access token: agree to its terms at ${page} with the same account, and let the token read gated models.`
        : `${repository} has terms of its own: agree to them at ${page}, then put an access token into Settings.`,
    );
  if (code === 'RevisionNotFound' || code === 'EntryNotFound')
    return new Refusal(`What was asked of ${repository} is no longer on ${host}: open its page here again.`);
  if (status === 401 || status === 404)
    return new Refusal(
      repository === null
        ? `${host} has no models to search: check the address of the hub in Settings.`
        : `${repository} is not on ${host}, or it is private: check its name, or put an access token into Settings.`,
    );
  if (status === 403)
    return new Refusal(
      `${host} does not let Hearth have ${repository ?? 'that'}: look at ${page} in a browser for the reason.`,
    );
  if (status >= 500)
    return new Refusal(`${host} has a problem of its own (status ${status}): try again later.`);
  return new Refusal(
    `${host} answered with status ${status}, which Hearth does not know: check the address of the hub in Settings.`,
  );
};
