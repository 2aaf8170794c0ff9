/** The serial number of the newest feed that was accepted: an older feed hides new versions, and is refused. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

// Beside the folder of updates, which is emptied.
const pathIn = (dataFolder: string): string => join(dataFolder, 'update-feed');

/** 0 if none was accepted yet. */
export const readSerial = (dataFolder: string): number => {
  try {
    const serial = Number(readFileSync(pathIn(dataFolder), 'latin1').slice(0, 20));
    return Number.isSafeInteger(serial) && serial > 0 ? serial : 0;
  } catch {
    return 0;
  }
};

/** Throws the error of the file system. */
export const keepSerial = (dataFolder: string, serial: number): void =>
  writeFileSync(pathIn(dataFolder), String(serial), { mode: 0o600 });
