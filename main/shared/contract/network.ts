/** The requests that Hearth sent to other machines. */
import { z } from 'zod';
import type { AppFacts } from './app.ts';
import type { Code } from '../words/catalogue.ts';
import type { Told } from '../words/told.ts';
import { call, nothing } from './call.ts';

/** A request that Hearth sent, or several of one kind in a row, such as those for the parts of a file. */
export interface OutgoingRequest {
  id: string;
  /** The number of requests in this entry. */
  count: number;
  /** When the first request began, in ms since the epoch. */
  startedAt: number;
  method: string;
  /** The address without secrets. */
  url: string;
  /** The purpose, for example "Search for models"; an entry of an earlier version has the text that was stored. */
  why: Told;
  /** The HTTP status of the last request; `null` until there is an answer, or if there was none. */
  status: number | null;
  /** Why the last request failed; `null` if it did not. */
  problem: Told | null;
  sentBytes: number;
  receivedBytes: number;
  /** From the beginning of the first request to the end of the last, in ms; `null` while one runs. */
  ms: number | null;
}

/** The calls about the network, which `calls` in contract.ts includes. */
export const networkCalls = {
  /** All requests, newest first. */
  outgoingRequests: call<OutgoingRequest[]>().takes(nothing),
  clearOutgoingRequests: call<void>().takes(nothing),
  /**
   * Stores an access token for the hub, in the system's key store if there is one; an empty text removes it. The token is never
   * sent to a window.
   */
  setHubToken: call<Pick<AppFacts, 'hasHubToken' | 'tokenStore'>>().takes(
    z.strictObject({
      token: z
        .string()
        .trim()
        .max(500, 'network.token-too-long' satisfies Code),
    }),
  ),
};

/** The events about the network, which `Events` in contract.ts includes. */
export interface NetworkEvents {
  'request.changed': { request: OutgoingRequest };
}
