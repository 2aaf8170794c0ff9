/** The day of the local calendar, for lists by date: it changes at midnight, also while the computer sleeps. */
import { useEffect, useState } from 'react';
import { startOfDay } from './chat-groups.ts';

/** The longest time between two looks at the clock, in ms: it can be set, and timers stop while the computer sleeps. */
const longestMs = 60_000;

/** The beginning of today, in ms since the epoch. */
export const useToday = (): number => {
  const [today, setToday] = useState(() => startOfDay(Date.now()));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const look = (): void => {
      const now = Date.now();
      setToday(startOfDay(now));
      clearTimeout(timer);
      timer = setTimeout(look, Math.min(longestMs, startOfDay(now, -1) - now + 1));
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => {
      clearTimeout(timer);
      document.removeEventListener('visibilitychange', look);
    };
  }, []);
  return today;
};
