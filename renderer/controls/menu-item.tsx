/** An action of a menu. The menu closes before the action runs, so that the action can move the focus. */
import type { ReactNode } from 'react';
import { useClosePopover } from './popover.tsx';

export const MenuItem = ({ act, children }: { act: () => void; children: ReactNode }) => {
  const close = useClosePopover();
  return (
    <button
      type="button"
      data-first
      onClick={() => {
        close();
        act();
      }}
    >
      {children}
    </button>
  );
};
