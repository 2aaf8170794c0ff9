/** The ceilings of the backend in use: read when it is known and when they may have changed, and measured on demand. */
import { useEffect, useState } from 'react';
import type { Ceilings } from '../../main/shared/contract/measuring.ts';
import { sentenceOf } from '../state/sentence.ts';
import { useSession, useWindow } from '../state/use-session.ts';

export type Outcome = { is: 'failed'; problem: string } | { is: 'stopped' };

export const useCeilings = () => {
  const session = useSession();
  /** `undefined` until they were read. */
  const [ceilings, setCeilings] = useState<Ceilings | null | undefined>(undefined);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [isAsked, setAsked] = useState(false);
  const isConnected = useWindow((state) => state.connection === 'open');
  const runsOn = useWindow(({ engine }) => engine?.model && `${engine.model.backend} ${engine.model.device}`);
  const isMeasuring = useWindow((state) => state.measuring?.what === 'calibration');

  useEffect(() => {
    // While something is measured there is no model, and what is shown stays.
    if (!isConnected || !runsOn || isMeasuring) return undefined;
    let isGone = false;
    session.call('ceilings', {}).then(
      (told) => {
        if (!isGone) setCeilings(told);
      },
      (error: unknown) => {
        if (!isGone) setOutcome({ is: 'failed', problem: sentenceOf(error) });
      },
    );
    return () => {
      isGone = true;
    };
  }, [session, isConnected, runsOn, isMeasuring]);

  const measure = async (): Promise<void> => {
    setOutcome(null);
    setAsked(true);
    try {
      setCeilings(await session.call('calibrate', {}));
      setOutcome(null);
    } catch (error) {
      // What was stopped here is no failure.
      setOutcome((before) => before ?? { is: 'failed', problem: sentenceOf(error) });
    }
    setAsked(false);
  };
  const stop = (): void => {
    setOutcome({ is: 'stopped' });
    void session.attempt('stopMeasuring', {});
  };
  return { ceilings, outcome, isMeasuring: isMeasuring || isAsked, measure, stop };
};
