/** The ceilings of the backend in use: loaded when it is known and when they may have changed, and measured on demand. */
import { useEffect, useState } from 'react';
import type { Ceilings } from '../../main/shared/contract/measuring.ts';
import { sentenceOf } from '../state/sentence.ts';
import { useSession, useWindow } from '../state/use-session.ts';

export type Outcome = { is: 'failed'; problem: string } | { is: 'stopped' };

export const useCeilings = () => {
  const session = useSession();
  /** `undefined` until they are loaded. */
  const [ceilings, setCeilings] = useState<Ceilings | null | undefined>(undefined);
  const [outcome, setOutcome] = useState<Outcome | null>(null);
  const [isAsked, setAsked] = useState(false);
  const isConnected = useWindow((state) => state.connection === 'open');
  const runsOn = useWindow(({ engine }) => engine?.model && `${engine.model.backend} ${engine.model.device}`);
  const isMeasuring = useWindow((state) => state.measuring?.what === 'calibration');

  useEffect(() => {
    // No model is loaded during a measurement, and the shown ceilings stay.
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
      // A measurement that the user stopped has not failed.
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
