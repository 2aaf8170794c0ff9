/** The requests that Hearth sent to other machines. */
import { z } from 'zod';
import type { Code } from '../words/catalogue.ts';
import type { Told } from '../words/told.ts';
import { call, nothing } from './call.ts';

/** A request that Hearth sent, or several alike that followed each other, as those for the parts of a file. */
export interface OutgoingRequest {
  id: string;
  /** So many. */
  count: number;
  /** Of the first. */
  startedAt: number;
  method: string;
  /** Without what is secret in it. */
  url: string;
  /** Why, in the user's words: "Search for models". */
  why: string;
  /** Of the last; `null` until it is answered, and where it is not. */
  status: number | null;
  /** Why there was none. */
  problem: Told | null;
  sentBytes: number;
  receivedBytes: number;
  /** From the beginning of the first to the end of the last; `null` while one runs. */
  ms: number | null;
}

/** The calls of `calls` that belong here. */
export const networkCalls = {
  /** Newest first. */
  outgoingRequests: call<OutgoingRequest[]>().takes(nothing),
  clearOutgoingRequests: call<void>().takes(nothing),
  /** Kept in the key store where there is one; it is never told again. Empty takes it away. */
  setHubToken: call<{ hasHubToken: boolean }>().takes(
    z.strictObject({
      token: z
        .string()
        .trim()
        .max(500, 'network.token-too-long' satisfies Code),
    }),
  ),
};

/** The events of `Events` that belong here. */
export interface NetworkEvents {
  'request.changed': { request: OutgoingRequest };
}
