/** What ends an attempt, short of the user's help: the download goes on by itself. */
import type { Outgoing, OutgoingAnswer, OutgoingCall } from '../network/outgoing.ts';
import { Unreachable, type UnreachableCause } from '../network/unreachable.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { say, sentenceOf } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';

/** An attempt that failed and is worth another. */
export class Setback extends Error {
  override name = 'Setback';
  /** As long as the other side asked to be left alone; `null` where it did not say. */
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

/** Another try would meet the same. */
const needsUser: ReadonlySet<UnreachableCause> = new Set(['tls', 'redirect', 'bad-answer']);

/** What is told while Hearth waits to try again. */
const setbackOf = (error: unknown): Told => {
  if (!(error instanceof Refusal)) return lostConnection();
  if (!(error instanceof Unreachable) || error.cause === 'offline-switch') return error.told;
  return error.cause === 'cut' || error.cause === 'aborted'
    ? lostConnection()
    : say('downloads.retrying', { why: error.told });
};

/**
 * Sends a request. Throws `Setback` where there is no answer, or none for `stallMs`, `Refusal` where it is up to the user,
 * and what `signal` was aborted with, which also ends the body.
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
    // A body that is dropped may say so, and nobody else listens.
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
