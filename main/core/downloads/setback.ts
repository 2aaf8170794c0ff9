/** Ends an attempt without needing the user: the download continues by itself. */
import type { Outgoing, OutgoingAnswer, OutgoingCall } from '../network/outgoing.ts';
import { Unreachable, type UnreachableCause } from '../network/unreachable.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { say, sentenceOf } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';

/** An attempt that failed and is worth repeating. */
export class Setback extends Error {
  override name = 'Setback';
  /** The wait in ms that the server asked for; `null` if it did not. */
  readonly waitMs: number | null;
  /** What the user is told meanwhile. */
  readonly told: Told;

  constructor(told: Told, options: { cause?: unknown; waitMs?: number } = {}) {
    super(sentenceOf(told), { cause: options.cause });
    this.told = told;
    this.waitMs = options.waitMs ?? null;
  }
}

export const lostConnection = (): Told => say('downloads.connection-lost');
export const fellSilent = (): Told => say('downloads.silent');

/** Another attempt would fail in the same way. */
const needsUser: ReadonlySet<UnreachableCause> = new Set(['tls', 'redirect', 'bad-answer']);

/** What the user is told while Hearth waits to retry. */
const setbackOf = (error: unknown): Told => {
  if (!(error instanceof Refusal)) return lostConnection();
  if (!(error instanceof Unreachable) || error.cause === 'offline-switch') return error.told;
  return error.cause === 'cut' || error.cause === 'aborted'
    ? lostConnection()
    : say('downloads.retrying', { why: error.told });
};

/**
 * Sends a request. Throws `Setback` if there is no answer, or none for `stallMs`, `Refusal` if the user must act, and the
 * reason with which `signal` was aborted, which also ends the body.
 */
export const ask = async (
  outgoing: Outgoing,
  call: OutgoingCall & { signal: AbortSignal },
  stallMs: number,
): Promise<OutgoingAnswer> => {
  const { signal } = call;
  signal.throwIfAborted();
  const request = new AbortController();
  const stop = (): void => request.abort(signal.reason);
  signal.addEventListener('abort', stop);
  const timer = setTimeout(() => request.abort(new Setback(fellSilent())), stallMs);
  try {
    const answer = await outgoing.send({ ...call, signal: request.signal });
    // A body that is dropped may emit an error, and nobody else listens.
    answer.body.on('error', () => undefined);
    answer.body.on('close', () => signal.removeEventListener('abort', stop));
    return answer;
  } catch (error) {
    signal.removeEventListener('abort', stop);
    request.signal.throwIfAborted();
    if (error instanceof Unreachable && needsUser.has(error.cause)) throw error;
    throw new Setback(setbackOf(error), { cause: error });
  } finally {
    clearTimeout(timer);
  }
};
