/** One-time passes for what a window asks of its host outside of its port: a download or an upload. */
import { randomBytes } from 'node:crypto';

/** A window asks at once. */
const validMs = 60_000;
/** Windows that ask again and again do not fill the memory. */
const mostTickets = 1000;

export interface Tickets<Thing> {
  /** A new name for `thing`, which nobody can guess. */
  issue(thing: Thing): string;
  /** The thing of this name, once; `null` if there is none, or if it came too late. */
  redeem(ticket: string): Thing | null;
}

export const createTickets = <Thing>(): Tickets<Thing> => {
  const issued = new Map<string, { thing: Thing; until: number }>();
  return {
    issue: (thing) => {
      const now = performance.now();
      for (const [ticket, { until }] of issued)
        if (until < now || issued.size >= mostTickets) issued.delete(ticket);
      // 192 random bits, as the tokens of the host.
      const ticket = randomBytes(24).toString('base64url');
      issued.set(ticket, { thing, until: now + validMs });
      return ticket;
    },
    redeem: (ticket) => {
      const found = issued.get(ticket);
      issued.delete(ticket);
      return found !== undefined && found.until >= performance.now() ? found.thing : null;
    },
  };
};
