/** A program's turn lets the turn of a person go first who waits for a place (cache/giving-way.ts). */
import type { Token } from 'node-llama-cpp';
import type { Hot, PlaceUser } from '../cache/hot.ts';
import type { LoadedEngine } from './loaded-engine.ts';

/** Whether this turn is a program's, and a person waits for a place. */
export const isAskedToWait = ({ cache }: Pick<LoadedEngine, 'cache'>, { seat }: PlaceUser): boolean =>
  seat.rank === 'program' && cache.way.isAsked;

/**
 * Gives the place of this turn away and takes it back. Returns the tokens that `hot` had before and that have to be evaluated again,
 * usually none; `null`: the turn was stopped meanwhile, and has no place. Call it between two evaluations; the caller sets the number
 * of threads again.
 */
export const letPersonGoFirst = async (
  { cache }: Pick<LoadedEngine, 'cache'>,
  hot: Hot,
  user: PlaceUser,
): Promise<Token[] | null> => {
  const lost = await cache.way.give(hot, user);
  // Its guesses were about the other turn meanwhile.
  if (lost !== null) hot.guesser?.resume(user.seat.stop);
  return lost;
};
