/** Whether this machine runs on battery, as Linux says it in files. Elsewhere the shell has to know. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const supplies = '/sys/class/power_supply';

/**
 * False also if it is not known. Batteries of mice and headsets are no sign: only one that supplies the machine counts, or a plug
 * without current beside it.
 */
export const isOnBattery = (folder: string = supplies): boolean => {
  try {
    const all = readdirSync(folder).map((name) => (file: string): string => {
      try {
        return readFileSync(join(folder, name, file), 'utf8').trim();
      } catch {
        return '';
      }
    });
    const batteries = all.filter((read) => read('type') === 'Battery' && read('scope') !== 'Device');
    const plugs = all.filter((read) => read('type') === 'Mains' || read('type') === 'USB');
    const isPluggedIn = plugs.some((read) => read('online') === '1');
    const isUnplugged =
      plugs.some((read) => read('type') === 'Mains' && read('online') === '0') && !isPluggedIn;
    return (
      batteries.length > 0 && (isUnplugged || batteries.some((read) => read('status') === 'Discharging'))
    );
  } catch {
    return false;
  }
};

/** Whether `isOnBattery` can tell. */
export const knowsPower = (folder: string = supplies): boolean => {
  try {
    readdirSync(folder);
    return true;
  } catch {
    return false;
  }
};
