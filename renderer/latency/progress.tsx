/**
 * Where a running answer stands: waiting (neutral), reading the prompt (blue, the cached part hatched), writing
 * (ember). The same bar through all three, so that the first token is the moment in which it changes colour.
 */
import { useWindow } from '../state/use-session.ts';
import type { TurnPhase } from '../../main/contract/types.ts';
import { count, duration, speed, tokens as tokenWords } from './figures.ts';

export const Progress = () => {
  const phase = useWindow((state) => state.phase);
  const engineState = useWindow((state) => state.engine?.state);
  const isThinking = useWindow(({ live }) => live !== null && live.text === '' && live.reasoning !== '');
  if (phase === null) return null;

  if (phase.name === 'prefill') {
    const { done, total, cached, leftMs } = phase;
    const all = Math.max(1, cached + total);
    return (
      <div className="progress is-reading">
        <div
          className="progress-bar"
          role="progressbar"
          aria-label="Prefill"
          aria-valuemin={0}
          aria-valuenow={done}
          aria-valuemax={total}
          aria-valuetext={`${count(done)} of ${count(total)} tokens`}
        >
          <span className="progress-cached" style={{ width: `${(100 * cached) / all}%` }} />
          <span className="progress-read" style={{ width: `${(100 * done) / all}%` }} />
        </div>
        <p>
          Reading the prompt: <data value={done}>{count(done)}</data> of {count(total)} tokens
          {cached > 0 && `, ${count(cached)} more cached`}
          {leftMs !== null && leftMs >= leastLeftMs && `, about ${secondsLeft(leftMs)} left`}
        </p>
      </div>
    );
  }
  const isWriting = phase.name === 'decode';
  return (
    <div className={`progress ${isWriting ? 'is-writing' : 'is-waiting'}`}>
      <div className="progress-bar" />
      <p>{isWriting ? writingWords(phase, isThinking) : waitingWords(engineState)}</p>
    </div>
  );
};

/** A shorter rest is over before it is read. */
const leastLeftMs = 1000;

/** Whole seconds, since more digits of an estimate would only flicker. */
const secondsLeft = (ms: number): string => duration(1000 * Math.ceil(ms / 1000));

/** What is written so far, with its speed and time. */
const writingWords = (
  { tokens, ms }: Extract<TurnPhase, { name: 'decode' }>,
  isThinking: boolean,
): string => {
  const what = isThinking ? 'Thinking' : 'Writing';
  if (tokens === undefined || ms === undefined) return what;
  const words = [tokenWords(tokens), speed(tokens - 1, ms), ms > 0 ? duration(ms) : null];
  return `${what}: ${words.filter((word) => word !== null).join(', ')}`;
};

const waitingWords = (engineState: string | undefined): string =>
  engineState === 'loading' || engineState === 'starting'
    ? 'Waiting for the model to load'
    : engineState === 'restarting'
      ? 'Waiting for the engine to start again'
      : engineState === 'tuning'
        ? 'Waiting while Hearth measures how this model runs best here'
        : engineState === 'measuring'
          ? 'Waiting for the measurement to end'
          : 'Waiting for the engine';
