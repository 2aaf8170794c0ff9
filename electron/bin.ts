/** The system's bin, to which deleted models go. */
import { shell } from 'electron';

/** Rejects with the system's error if a path cannot be moved there; the paths before it are there by then. */
export const moveToBin = async (paths: string[]): Promise<void> => {
  for (const path of paths) await shell.trashItem(path);
};
