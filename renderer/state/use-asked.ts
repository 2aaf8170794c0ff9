/** Requests a part of the window's state that is missing; returns the problem if that fails, and a way to try again. */
import { useCallback, useEffect, useState } from 'react';
import { sentenceOf } from './sentence.ts';
import { useWindow } from './use-session.ts';

export interface Asked {
  problem: string | null;
  tryAgain: () => void;
}

export const useAsked = (isMissing: boolean, ask: () => Promise<void>): Asked => {
  const isConnected = useWindow((state) => state.connection === 'open');
  const [problem, setProblem] = useState<string | null>(null);
  const askNow = useCallback(
    () =>
      ask().then(
        () => setProblem(null),
        (error: unknown) => setProblem(sentenceOf(error)),
      ),
    [ask],
  );
  useEffect(() => {
    if (isConnected && isMissing) void askNow();
  }, [isConnected, isMissing, askNow]);
  return { problem, tryAgain: () => void askNow() };
};
