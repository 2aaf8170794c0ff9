/** Whether this machine runs on battery, if the operating system says so in a file; false otherwise. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const supplies = '/sys/class/power_supply';

export const isOnBattery = (folder: string = supplies): boolean => {
  try {
    return readdirSync(folder).some((name) => {
      const read = (file: string): string => readFileSync(join(folder, name, file), 'utf8').trim();
      return read('type') === 'Battery' && read('status') === 'Discharging';
    });
  } catch {
    return false;
  }
};
