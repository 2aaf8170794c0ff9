/**
 * The page of a model: first its files, then how each of them fits and which is best for this machine. The core keeps opened
 * pages, so opening one again sends nothing.
 */
import type { Told } from '../words/told.ts';
import { useCallback, useEffect, useState } from 'react';
import type { HubFile, HubModelDetails } from '../../main/shared/contract/hub.ts';
import type { Fit, FitWish } from '../../main/shared/contract/memory.ts';
import { sentenceOf } from '../state/sentence.ts';
import { useSession, useWindow } from '../state/use-session.ts';

type Asked<Value> = { is: 'asked' } | { is: 'here'; value: Value } | { is: 'failed'; problem: string };

const asked = { is: 'asked' } as const;

interface Here<Outcome> {
  loaded: string;
  outcome: Outcome;
}

export interface HubPage {
  details: Asked<HubModelDetails>;
  /** By the path of the file. */
  fits: Asked<ReadonlyMap<string, Fit>>;
  advice: Asked<{ file: HubFile; fit: Fit; why: Told } | null>;
  tryAgain: () => void;
}

export const useHubModel = (repository: string, wish: FitWish | null): HubPage => {
  const session = useSession();
  const [details, setDetails] = useState<HubPage['details']>(asked);
  // Both with the path of the model that was loaded: with another one, the free memory changes.
  const [fits, setFits] = useState<Here<HubPage['fits']>>({ loaded: '', outcome: asked });
  const [advice, setAdvice] = useState<Here<HubPage['advice']>>({ loaded: '', outcome: asked });
  const loaded = useWindow((state) => state.engine?.model?.path ?? '');
  const key = JSON.stringify(wish);
  const isHere = details.is === 'here';

  const load = useCallback(
    () => settle(session.call('hubModel', { repository }), setDetails),
    [session, repository],
  );
  useEffect(() => load(), [load]);
  useEffect(() => {
    if (!isHere) return undefined;
    return settle(session.call('adviseQuantization', { repository }), (outcome) =>
      setAdvice({ loaded, outcome }),
    );
  }, [session, repository, isHere, loaded]);
  useEffect(() => {
    if (!isHere || key === 'null') return undefined;
    const all = session.call('fitHubFiles', { repository, wish: JSON.parse(key) as FitWish });
    return settle(
      all.then((told) => new Map(told.map(({ path, fit }) => [path, fit]))),
      (outcome) => setFits({ loaded, outcome }),
    );
  }, [session, repository, isHere, key, loaded]);

  return {
    details,
    fits: fits.loaded === loaded ? fits.outcome : asked,
    advice: advice.loaded === loaded ? advice.outcome : asked,
    tryAgain: () => {
      setDetails(asked);
      load();
    },
  };
};

/** Reports the outcome of a call, unless it was cancelled; returns the function that cancels it. */
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
