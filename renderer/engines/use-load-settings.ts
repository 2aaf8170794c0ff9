/** The load settings of one model, as the core stores them. */
import { useCallback, useEffect, useRef, useState } from 'react';
import type { LoadSettings } from '../../main/shared/contract/settings.ts';
import { sentenceOf } from '../state/sentence.ts';
import { useSession, useWindow } from '../state/use-session.ts';

export interface OwnSettings {
  /** `null` until the core has answered. */
  own: LoadSettings | null;
  problem: string | null;
  /** Rejects with the sentence of a refusal; the stored settings stay as they were. */
  change: (patch: LoadSettings) => Promise<void>;
  reset: () => Promise<void>;
}

export const useLoadSettings = (path: string): OwnSettings => {
  const session = useSession();
  const isConnected = useWindow((state) => state.connection === 'open');
  const [own, setOwn] = useState<LoadSettings | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  /** Two changes may be sent at once; the second includes the first. */
  const latest = useRef<LoadSettings>({});

  useEffect(() => {
    if (!isConnected) return undefined;
    let isGone = false;
    session.call('loadSettings', { path }).then(
      (told) => {
        if (isGone) return;
        latest.current = told;
        setOwn(told);
        setProblem(null);
      },
      (error: unknown) => {
        if (!isGone) setProblem(sentenceOf(error));
      },
    );
    return () => {
      isGone = true;
    };
  }, [session, path, isConnected]);

  const save = useCallback(
    async (next: LoadSettings): Promise<void> => {
      const before = latest.current;
      latest.current = next;
      try {
        setOwn(await session.call('changeLoadSettings', { path, settings: next }));
      } catch (error) {
        if (latest.current === next) latest.current = before;
        throw error;
      }
    },
    [session, path],
  );
  const change = useCallback((patch: LoadSettings) => save(setOnly({ ...latest.current, ...patch })), [save]);
  const reset = useCallback(() => save({}), [save]);
  return { own, problem, change, reset };
};

/** Leaves out settings that return to their default. */
const setOnly = (settings: LoadSettings): LoadSettings =>
  Object.fromEntries(Object.entries(settings).filter(([, value]) => value !== null && value !== undefined));

/** The number of settings that differ from the defaults. */
export const countSet = (settings: LoadSettings): number => Object.keys(setOnly(settings)).length;
