/** Slows down those who try keys: each wrong one of an address is answered later than the one before it. */
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiFault } from '../../shared/api/fault.ts';

export interface WrongKeys {
  /** Counts a wrong key from this address and resolves when it may be answered. Throws `ApiFault` if too many wait already. */
  wait(address: string): Promise<void>;
}

const firstMs = 100;
const longestMs = 5000;
/** After this time without a wrong key, an address is forgotten, in ms. */
const forgetMs = 60_000;
/** The most addresses that are remembered, and the most answers that wait. */
const mostAddresses = 1000;
const mostWaiting = 100;

export const createWrongKeys = (
  now: () => number = () => performance.now(),
  rest: (ms: number) => Promise<unknown> = (ms) => sleep(ms, undefined, { ref: false }),
): WrongKeys => {
  const seen = new Map<string, { times: number; at: number }>();
  let waiting = 0;
  return {
    wait: async (address) => {
      const at = now();
      const known = seen.get(address);
      const times = known === undefined || at - known.at > forgetMs ? 1 : known.times + 1;
      seen.delete(address);
      seen.set(address, { times, at });
      if (seen.size > mostAddresses) seen.delete(seen.keys().next().value!);
      const ms = Math.min(longestMs, firstMs * 2 ** (times - 1));
      if (waiting >= mostWaiting)
        throw new ApiFault('busy', 'Too many requests with wrong keys are waiting.', {
          retryAfterS: Math.ceil(longestMs / 1000),
        });
      waiting += 1;
      try {
        await rest(ms);
      } finally {
        waiting -= 1;
      }
    },
  };
};
