/** One turn: finds what the KV cache holds of the prompt, prefills the rest in slices, and decodes until the answer ends. */
import type { FromEngine } from '../../shared/engine/protocol.ts';
import type { TurnRequest } from '../../shared/engine/request.ts';
import { endedEarly } from '../../shared/engine/turn.ts';
import type { StopSign } from '../process/stop-sign.ts';
import { decode } from './decode.ts';
import type { LoadedEngine } from './loaded-engine.ts';
import { readLast, readPrompt } from './read-prompt.ts';
import type { Decoding, Ended } from './running-turn.ts';

/**
 * Runs `turn`, which came at `receivedAt` (ms of this process' clock), and tells its progress through `post`; resolves
 * with how it ended.
 */
export const runTurn = async (
  engine: LoadedEngine,
  turn: TurnRequest,
  stop: StopSign,
  post: (message: FromEngine) => void,
  receivedAt = performance.now(),
): Promise<Ended> => {
  const seat = engine.turnstile.enter(turn.program === undefined ? 'person' : 'program', stop);
  try {
    const begun = await readPrompt(engine, turn, seat, post, receivedAt);
    if ('ending' in begun) return begun;
    return turn.program?.readsOnly === true ? await readOnly(begun) : await decode(begun);
  } finally {
    engine.turnstile.leave(seat);
    engine.cache.release(turn.turnId);
  }
};

/** Processes the last slice of a prompt that nothing follows. */
const readOnly = async (state: Decoding): Promise<Ended> => {
  const { hot, lastSlice, timings, shifted } = state;
  await readLast(state, lastSlice);
  if (hot.sequence.needsCheckpoints) await hot.sequence.takeCheckpoint();
  return { ...endedEarly('finished'), answer: null, timings, trace: state.trace(), shifted };
};
