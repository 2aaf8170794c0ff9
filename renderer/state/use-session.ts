/** Gives components access to the session. */
import { createContext, use } from 'react';
import { useStore } from 'zustand';
import type { Session } from './session.ts';
import type { WindowState } from './window-state.ts';

export const SessionContext = createContext<Session | null>(null);

export const useSession = (): Session => {
  const session = use(SessionContext);
  if (session === null) throw new Error('useSession needs the App around it');
  return session;
};

/** Redraws the caller only when the result of `select` has changed. */
export const useWindow = <Picked>(select: (state: WindowState) => Picked): Picked =>
  useStore(useSession().store, select);
