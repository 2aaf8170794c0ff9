/** Tells the core whether the machine runs on battery, and when it sleeps. */
import { powerMonitor } from 'electron';
import type { CoreProcess } from './core-process.ts';

/** Electron reports the change from and to a battery only on some systems, so it is asked as well, this often in ms. */
const askEveryMs = 15_000;

/** Only when Electron is ready. */
export const watchPower = ({ tell }: Pick<CoreProcess, 'tell'>): void => {
  let last = powerMonitor.isOnBatteryPower();
  const look = (): void => {
    const isOnBattery = powerMonitor.isOnBatteryPower();
    if (isOnBattery === last) return;
    last = isOnBattery;
    tell('powerChanged', { isOnBattery });
  };
  powerMonitor.on('on-ac', look);
  powerMonitor.on('on-battery', look);
  setInterval(look, askEveryMs).unref();
  powerMonitor.on('suspend', () => tell('sleeps', { isAsleep: true }));
  powerMonitor.on('resume', () => tell('sleeps', { isAsleep: false }));
};
