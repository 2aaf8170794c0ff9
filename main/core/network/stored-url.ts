/** The part of an address that is stored for the user. */

/** Longer addresses are cut. */
const mostLength = 1000;

/**
 * The address without name, password and fragment, and without the values of its query: the addresses that a hub redirects to
 * for a file are signed, so whoever has them can download it. Queries to the API at `hubOrigin` are kept, since they are what
 * the user searched for.
 */
export const storedUrl = (url: URL, hubOrigin: string): string => {
  const kept = new URL(url);
  kept.username = '';
  kept.password = '';
  kept.hash = '';
  const isQuestion = kept.origin === hubOrigin && /^\/api\/models(\/|$)/.test(kept.pathname);
  const query = isQuestion ? kept.search : withoutValues(kept.searchParams);
  kept.search = '';
  const text = kept.href + query;
  return text.length > mostLength ? `${text.slice(0, mostLength)}…` : text;
};

const withoutValues = (query: URLSearchParams): string => {
  const names = [...query.keys()].map((name) => `${encodeURIComponent(name)}=…`);
  return names.length === 0 ? '' : `?${names.join('&')}`;
};
