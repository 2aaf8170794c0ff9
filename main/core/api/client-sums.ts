/** The sums over the requests of each client. */
import type { ApiClient, ApiRequestEntry } from '../../shared/contract/api.ts';

/** The most reasons that are told of one client. */
const mostReasons = 10;

/** With fewer new tokens, their speed says little about what cached ones have saved. */
const leastForSpeed = 64;

/** `entries`: newest first. */
export const sumsOf = (entries: readonly ApiRequestEntry[]): ApiClient[] => {
  const clients = new Map<string, { sums: ApiClient; reasons: Map<string, ApiClient['reasons'][number]> }>();
  for (const { keyName, client, startedAt, figures } of entries) {
    const key = JSON.stringify([keyName, client]);
    const known = clients.get(key) ?? {
      sums: {
        keyName,
        client,
        requests: 0,
        lastAt: startedAt,
        promptTokens: 0,
        cachedTokens: 0,
        newTokens: 0,
        answerTokens: 0,
        prefillMs: 0,
        decodeMs: 0,
        savedMs: null,
        reasons: [],
      },
      reasons: new Map(),
    };
    clients.set(key, known);
    const { sums, reasons } = known;
    sums.requests += 1;
    if (figures === null) continue;
    sums.promptTokens += figures.promptTokens;
    sums.cachedTokens += figures.cachedTokens;
    sums.newTokens += figures.newTokens;
    sums.answerTokens += figures.answerTokens;
    sums.prefillMs += figures.prefillMs;
    sums.decodeMs += figures.decodeMs;
    if (figures.whyNotMore === null) continue;
    const reason = reasons.get(figures.whyNotMore) ?? { why: figures.whyNotMore, requests: 0, newTokens: 0 };
    reason.requests += 1;
    reason.newTokens += figures.newTokens;
    reasons.set(reason.why, reason);
  }
  return [...clients.values()].map(({ sums, reasons }) => ({
    ...sums,
    savedMs:
      sums.newTokens < leastForSpeed || sums.prefillMs === 0
        ? null
        : (sums.cachedTokens * sums.prefillMs) / sums.newTokens,
    reasons: [...reasons.values()].toSorted((a, b) => b.requests - a.requests).slice(0, mostReasons),
  }));
};
