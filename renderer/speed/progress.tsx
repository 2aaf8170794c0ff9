/**
 * The progress of a running answer: waiting (neutral), prompt processing (blue, the cached part hatched), generation
 * (ember). The same bar through all three, so that the first token is the moment in which it changes colour.
 */
import { useWindow } from '../state/use-session.ts';
import type { TurnPhase } from '../../main/shared/contract/turns.ts';
import { latencyWords } from '../words/latency.ts';
import { count, duration, speed, tokens as tokenWords } from '../words/figures.ts';

const words = latencyWords.progress;

/** The progress of the running answer at the end of the shown chat. */
export const Progress = () => {
  const phase = useWindow((state) => state.phase);
  const isThinking = useWindow(({ live }) => live?.parts.at(-1)?.kind === 'thoughts');
  return phase === null ? null : <ProgressOf phase={phase} isThinking={isThinking} />;
};

interface Props {
  phase: TurnPhase;
  isThinking: boolean;
  /** Other answers of the same chat come before it. */
  isBehindOthers?: boolean;
}

export const ProgressOf = ({ phase, isThinking, isBehindOthers = false }: Props) => {
  const engineState = useWindow((state) => state.engine?.state);
  const isBehindAnother = useWindow((state) => state.running.size > 1);
  if (phase.name === 'prefill') {
    const { done, total, cached, leftMs } = phase;
    const all = Math.max(1, cached + total);
    return (
      <div className="progress is-reading">
        <div
          className="progress-bar"
          role="progressbar"
          aria-label={words.label}
          aria-valuemin={0}
          aria-valuenow={done}
          aria-valuemax={total}
          aria-valuetext={words.value(done, total)}
        >
          <span className="progress-cached" style={{ width: `${(100 * cached) / all}%` }} />
          <span className="progress-read" style={{ width: `${(100 * done) / all}%` }} />
        </div>
        <p>
          {words.processing(
            <data key="done" value={done}>
              {count(done)}
            </data>,
            total,
            cached,
          )}
          {leftMs !== null && leftMs >= leastLeftMs && words.timeLeft(secondsLeft(leftMs))}
        </p>
      </div>
    );
  }
  const isWriting = phase.name === 'decode';
  const waitingWords = isBehindOthers
    ? words.waitingForAnswer
    : (words.waitingFor[engineState ?? 'ready'] ??
      (isBehindAnother ? words.waitingForAnswer : words.waiting));
  return (
    <div className={`progress ${isWriting ? 'is-writing' : 'is-waiting'}`}>
      <div className="progress-bar" />
      <p>{isWriting ? generatingWords(phase, isThinking) : waitingWords}</p>
    </div>
  );
};

/** A shorter remaining time would pass before it is read. */
const leastLeftMs = 1000;

/** Whole seconds, since more digits of an estimate would only flicker. */
const secondsLeft = (ms: number): string => duration(1000 * Math.ceil(ms / 1000));

/** The tokens of the answer so far, with their speed and time. */
const generatingWords = (
  { tokens, ms }: Extract<TurnPhase, { name: 'decode' }>,
  isThinking: boolean,
): string => {
  const what = isThinking ? words.thinking : words.generating;
  if (tokens === undefined || ms === undefined) return what;
  const figures = [tokenWords(tokens), speed(tokens - 1, ms), ms > 0 ? duration(ms) : null];
  return `${what} ${figures.filter((figure) => figure !== null).join(' · ')}`;
};
