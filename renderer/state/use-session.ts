/** The session for the window's parts. */
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

/** Draws the caller again when, and only when, what `select` picks has changed. */
export const useWindow = <Picked>(select: (state: WindowState) => Picked): Picked =>
  useStore(useSession().store, select);
