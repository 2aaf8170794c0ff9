/** How long a running answer still takes, and its figures so far. */
import type { TurnPhase } from '../../main/shared/contract/turns.ts';
import { duration, speed, tokens as tokenWords, wholeSeconds } from '../words/figures.ts';
import { latencyWords } from '../words/latency.ts';
import type { WindowState } from '../state/window-state.ts';

const words = latencyWords.progress;

/** A shorter remaining time would pass before it is read. */
const leastLeftMs = 1000;

const secondsLeft = (ms: number): string => wholeSeconds(1000 * Math.ceil(ms / 1000));

/** The time that prefill still takes; `null` if it is unknown or short. */
export const timeLeft = (leftMs: number | null): string | null =>
  leftMs !== null && leftMs >= leastLeftMs ? words.timeLeft(secondsLeft(leftMs)) : null;

/** The most tokens of an answer in the shown chat: its own setting, or what applies where it has none. `null`: no limit. */
export const longestAnswerOf = ({
  setups,
  shownChatId,
  settings,
}: Pick<WindowState, 'setups' | 'shownChatId' | 'settings'>): number | null => {
  const setup = setups.get(shownChatId);
  return setup?.settings.longestAnswer ?? setup?.inherited.longestAnswer ?? settings?.longestAnswer ?? null;
};

/**
 * The tokens of the answer so far, with their speed and time. The time left is known only if the length of answers is limited,
 * and then it is the most that it can take.
 */
export const generating = (
  { tokens, ms }: Extract<TurnPhase, { name: 'decode' }>,
  isThinking: boolean,
  longestAnswer: number | null,
): string => {
  const what = isThinking ? words.thinking : words.generating;
  if (tokens === undefined || ms === undefined) return what;
  // The first token is a result of prefill.
  const mostMs = longestAnswer !== null && tokens > 1 ? ((longestAnswer - tokens) * ms) / (tokens - 1) : null;
  const figures = [
    tokenWords(tokens),
    speed(tokens - 1, ms),
    ms > 0 ? duration(ms) : null,
    mostMs !== null && mostMs >= leastLeftMs ? words.mostTimeLeft(secondsLeft(mostMs)) : null,
  ];
  return `${what} ${figures.filter((figure) => figure !== null).join(' · ')}`;
};
