/** The statistics from the core: loaded when the page opens, and again whenever they have changed. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { DayStatistics } from '../../main/shared/contract/measuring.ts';
import { sentenceOf } from '../state/sentence.ts';
import { useSession } from '../state/use-session.ts';
import type { WindowState } from '../state/window-state.ts';
import { dayAt } from './statistics-days.ts';
import { toldApart } from './statistics-sums.ts';

/** The longest period of the page; the shorter ones are parts of it, so that all figures agree. */
const days = 365;

interface Statistics {
  rows: readonly DayStatistics[];
  /** The last of those days; see `dayAt`. */
  today: number;
  /** Answers that are left out because of a wrong date. */
  misdated: number;
}

/** Whether an answer ended, a chat was deleted or restored, or the core may have done either while disconnected. */
const hasChanged = (state: WindowState, before: WindowState): boolean =>
  (state.running !== before.running && [...before.running].some((id) => !state.running.has(id))) ||
  state.chats.length !== before.chats.length ||
  (state.connection === 'open' && before.connection !== 'open');

/** `statistics` stay while `load` loads them again; `problem` is a sentence for the user. */
export const useStatistics = () => {
  const session = useSession();
  const [statistics, setStatistics] = useState<Statistics | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const newest = useRef(0);
  const load = useCallback((): void => {
    const own = ++newest.current;
    Promise.all([session.call('statistics', { days }), session.call('misdatedAnswers', { days })]).then(
      ([rows, misdated]) => {
        if (own !== newest.current) return;
        setStatistics({ rows: toldApart(rows), today: dayAt(new Date()), misdated });
        setProblem(null);
      },
      (error: unknown) => {
        if (own === newest.current) setProblem(sentenceOf(error));
      },
    );
  }, [session]);
  useEffect(() => {
    load();
    return session.store.subscribe((state, before) => {
      if (hasChanged(state, before)) load();
    });
  }, [session, load]);
  return { statistics, problem, load };
};
