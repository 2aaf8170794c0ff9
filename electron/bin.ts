/** The system's bin, to which deleted models go. */
import { shell } from 'electron';

/** Rejects with the system's error where a path cannot be moved there; those before it are there then. */
export const moveToBin = async (paths: string[]): Promise<void> => {
  for (const path of paths) await shell.trashItem(path);
};
