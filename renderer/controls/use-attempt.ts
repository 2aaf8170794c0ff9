/** A change that the core may refuse: the sentence of the last refusal, and a function that tries a change. */
import { useState } from 'react';
import { sentenceOf } from '../state/sentence.ts';

/** `attempt` resolves with whether the change was accepted; `forget` drops the sentence. */
export const useAttempt = (): [
  problem: string | null,
  attempt: (change: Promise<unknown>) => Promise<boolean>,
  forget: () => void,
] => {
  const [problem, setProblem] = useState<string | null>(null);
  const attempt = async (change: Promise<unknown>): Promise<boolean> => {
    try {
      await change;
      setProblem(null);
      return true;
    } catch (error) {
      setProblem(sentenceOf(error));
      return false;
    }
  };
  return [problem, attempt, () => setProblem(null)];
};
