/** How long servers ask clients to wait. */

/** The longest wait in ms that Hearth accepts from a server. */
const longestWaitMs = 3_600_000;

/**
 * The wait in ms that an answer asks for: `Retry-After` in seconds or as a date (RFC 9110, 10.2.3), or the reset of a
 * `RateLimit` header, `"resolvers";r=0;t=52` (https://huggingface.co/docs/hub/rate-limits). `null` if it asks for none.
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
