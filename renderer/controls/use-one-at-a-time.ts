/** For actions that a second press must not repeat while the first is on its way. */
import { useRef } from 'react';

/** Returns a function that does `work`, or nothing while earlier work is not done. It does not disable the button, which would lose the focus. */
export const useOneAtATime = (): ((work: () => Promise<unknown>) => void) => {
  const isBusy = useRef(false);
  return (work) => {
    if (isBusy.current) return;
    isBusy.current = true;
    void work().finally(() => {
      isBusy.current = false;
    });
  };
};
