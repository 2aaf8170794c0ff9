/** One-time tickets for the downloads and uploads of a window, which do not go through its port. */
import { randomBytes } from 'node:crypto';

/** How long a ticket is valid, in ms. A window uses it immediately. */
const validMs = 60_000;
/** With more, the oldest are dropped, so that they cannot fill the memory. */
const mostTickets = 1000;

export interface Tickets<Thing> {
  /** Returns a new ticket for `thing`, which cannot be guessed. */
  issue(thing: Thing): string;
  /** Returns the thing that the ticket was issued for and cancels the ticket; `null` if it is not valid, or no longer. */
  redeem(ticket: string): Thing | null;
}

export const createTickets = <Thing>(): Tickets<Thing> => {
  const issued = new Map<string, { thing: Thing; until: number }>();
  return {
    issue: (thing) => {
      const now = performance.now();
      for (const [ticket, { until }] of issued)
        if (until < now || issued.size >= mostTickets) issued.delete(ticket);
      // 192 random bits, like the tokens of the host.
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
