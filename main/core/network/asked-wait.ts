/** How long servers ask to be left alone. */

/** Nobody is asked to wait longer than this for one word of a server. */
const longestWaitMs = 3_600_000;

/**
 * How long an answer asks to be left alone, in ms: `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), or the
 * reset of a `RateLimit` header, `"resolvers";r=0;t=52` (https://huggingface.co/docs/hub/rate-limits). `null` where it
 * does not say.
 */
export const askedWaitMs = (headers: Record<string, string | undefined>, now = Date.now()): number | null => {
  const bounded = (ms: number): number | null =>
    Number.isFinite(ms) ? Math.min(longestWaitMs, Math.max(0, ms)) : null;
  const after = headers['retry-after']?.trim();
  if (after !== undefined && after !== '')
    return bounded(/^\d+$/.test(after) ? Number(after) * 1000 : Date.parse(after) - now);
  const reset = /;\s*t\s*=\s*(\d+)/.exec(headers['ratelimit'] ?? '')?.[1];
  return reset === undefined ? null : bounded(Number(reset) * 1000);
};
