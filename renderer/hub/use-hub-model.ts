/** A model's page on the hub: its files first, then how each of them fits and which is best here. */
import { useCallback, useEffect, useState } from 'react';
import type { HubFile, HubModelDetails } from '../../main/shared/contract/hub.ts';
import type { Fit, FitWish } from '../../main/shared/contract/memory.ts';
import { sentenceOf } from '../state/sentence.ts';
import { useSession, useWindow } from '../state/use-session.ts';

type Asked<Value> = { is: 'asked' } | { is: 'here'; value: Value } | { is: 'failed'; problem: string };

const asked = { is: 'asked' } as const;

export interface HubPage {
  details: Asked<HubModelDetails>;
  /** By the path of the file. */
  fits: Asked<ReadonlyMap<string, Fit>>;
  advice: Asked<{ file: HubFile; fit: Fit; why: string } | null>;
  tryAgain: () => void;
}

/** What was asked once: coming back to a page sends nothing again. */
const remembered = new Map<string, Promise<unknown>>();

/** Where it failed it is asked again the next time. */
const once = <Value>(key: string, ask: () => Promise<Value>): Promise<Value> => {
  const known = remembered.get(key) as Promise<Value> | undefined;
  if (known) return known;
  const asking = ask();
  remembered.set(key, asking);
  asking.catch(() => remembered.delete(key));
  return asking;
};

export const useHubModel = (repository: string, wish: FitWish | null): HubPage => {
  const session = useSession();
  const [details, setDetails] = useState<HubPage['details']>(asked);
  const [fits, setFits] = useState<HubPage['fits']>(asked);
  const [advice, setAdvice] = useState<HubPage['advice']>(asked);
  // Another loaded model leaves another room.
  const loaded = useWindow((state) => state.engine?.model?.path ?? '');
  const key = JSON.stringify(wish);
  const isHere = details.is === 'here';

  const load = useCallback(
    () =>
      settle(
        once(`page/${repository}`, () => session.hubModel(repository)),
        setDetails,
      ),
    [session, repository],
  );
  useEffect(() => load(), [load]);
  useEffect(() => {
    if (!isHere) return undefined;
    const asking = once(`advice/${repository}/${loaded}`, () => session.adviseQuantization(repository));
    return settle(asking, setAdvice);
  }, [session, repository, isHere, loaded]);
  useEffect(() => {
    if (!isHere || key === 'null') return undefined;
    const all = once(`fits/${repository}/${key}/${loaded}`, () =>
      session.fitHubFiles(repository, JSON.parse(key) as FitWish),
    );
    return settle(
      all.then((told) => new Map(told.map(({ path, fit }) => [path, fit]))),
      setFits,
    );
  }, [session, repository, isHere, key, loaded]);

  return {
    details,
    fits,
    advice,
    tryAgain: () => {
      setDetails(asked);
      load();
    },
  };
};

/** Tells what becomes of a call, unless what it is for is gone; returns what says so. */
const settle = <Value>(call: Promise<Value>, tell: (outcome: Asked<Value>) => void): (() => void) => {
  let isGone = false;
  call.then(
    (value) => {
      if (!isGone) tell({ is: 'here', value });
    },
    (error: unknown) => {
      if (!isGone) tell({ is: 'failed', problem: sentenceOf(error) });
    },
  );
  return () => {
    isGone = true;
  };
};
