/** The one way out: every request that Hearth sends to another machine. */
import type { Readable } from 'node:stream';
import { Agent, request } from 'undici';
import { Refusal } from '../rpc/refusal.ts';

export interface OutgoingCall {
  url: string;
  why: string;
  method?: 'GET' | 'HEAD';
  headers?: Record<string, string>;
  signal?: AbortSignal;
  /** false: a redirect is answered as it is, for the caller to look at. */
  followRedirects?: boolean;
}
export interface OutgoingAnswer {
  /** After redirects: the address that answered. */
  url: string;
  status: number;
  headers: Record<string, string | undefined>;
  /** Must be read to its end or destroyed. */
  body: Readable;
}
export interface Outgoing {
  /** Throws `Refusal` when there was no answer; statuses are answers. */
  send(call: OutgoingCall): Promise<OutgoingAnswer>;
}

const mostRedirects = 5;

export const openOutgoing = (): Outgoing => {
  const dispatcher = new Agent({ bodyTimeout: 0, headersTimeout: 60_000 });
  return {
    send: async ({ url, method = 'GET', headers = {}, signal, followRedirects = true }) => {
      let address = url;
      for (let redirects = 0; ; redirects += 1) {
        let answer;
        try {
          answer = await request(address, { dispatcher, method, headers, signal: signal ?? null });
        } catch (error) {
          if (signal?.aborted) throw error;
          throw new Refusal(
            `${new URL(address).host} does not answer: check the connection to the internet.`,
            {
              cause: error,
            },
          );
        }
        const location = answer.headers.location;
        if (followRedirects && answer.statusCode >= 300 && typeof location === 'string') {
          if (redirects >= mostRedirects)
            throw new Refusal(`${new URL(url).host} sends from one address to the next without an end.`);
          answer.body.on('error', () => undefined).resume();
          address = new URL(location, address).href;
          continue;
        }
        return {
          url: address,
          status: answer.statusCode,
          headers: Object.fromEntries(
            Object.entries(answer.headers).map(([name, value]) => [
              name,
              Array.isArray(value) ? value.join(', ') : value,
            ]),
          ),
          body: answer.body,
        };
      }
    },
  };
};
