/** One action of a menu; it closes the menu first, so that the focus is where the action may move it from. */
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
