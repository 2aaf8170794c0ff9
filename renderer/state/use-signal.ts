/** Calls `listener` on each signal of this name while the caller is mounted. */
import { useEffect, useEffectEvent } from 'react';
import type { SignalData } from './signals.ts';
import { useSession } from './use-session.ts';

export const useSignal = <Name extends keyof SignalData>(
  name: Name,
  listener: (data: SignalData[Name]) => void,
): void => {
  const { signals } = useSession();
  const listen = useEffectEvent(listener);
  useEffect(() => signals.on(name, (data) => listen(data)), [signals, name]);
};
