/**
 * The progress of a running answer: waiting (neutral), prompt processing (blue, the cached part hatched), generation
 * (ember). The same bar through all three, so that the first token is the moment in which it changes colour.
 */
import { useEffect, useState } from 'react';
import { useWindow } from '../state/use-session.ts';
import type { TurnPhase } from '../../main/shared/contract/turns.ts';
import { latencyWords } from '../words/latency.ts';
import { count, wholeSeconds } from '../words/figures.ts';
import { generating, longestAnswerOf, timeLeft } from './time-left.ts';

const words = latencyWords.progress;

interface Props {
  /** When the message was sent, in ms since the epoch; `null` for an answer that is continued. */
  sentAt: number | null;
}

/** The progress of the running answer at the end of the shown chat. */
export const Progress = ({ sentAt }: Props) => {
  const phase = useWindow((state) => state.phase);
  const isThinking = useWindow(({ live }) => live?.parts.at(-1)?.kind === 'thoughts');
  return phase === null ? null : <ProgressOf phase={phase} isThinking={isThinking} sentAt={sentAt} />;
};

interface OfProps extends Props {
  phase: TurnPhase;
  isThinking: boolean;
  /** Other answers of the same chat come before it. */
  isBehindOthers?: boolean;
}

export const ProgressOf = ({ phase, isThinking, sentAt, isBehindOthers = false }: OfProps) => {
  const elapsed = useElapsed(sentAt);
  const longestAnswer = useWindow(longestAnswerOf);
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
          {[elapsed, timeLeft(leftMs)].filter((figure) => figure !== null).map((figure) => ` · ${figure}`)}
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
      <p>
        {isWriting
          ? generating(phase, isThinking, longestAnswer)
          : [waitingWords, elapsed].filter((part) => part !== null).join(' · ')}
      </p>
    </div>
  );
};

/** The time since `sentAt` in whole seconds; `null` if that is unknown, below one second, and if the clock was changed since. */
const useElapsed = (sentAt: number | null): string | null => {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  const seconds = sentAt === null ? 0 : Math.floor((now - sentAt) / 1000);
  return seconds >= 1 ? wholeSeconds(1000 * seconds) : null;
};
