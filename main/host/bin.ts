/** The system's bin, to which deleted models go. */
import trash from 'trash';

/** Rejects with the system's error if a path cannot be moved there. */
export const moveToBin = (paths: string[]): Promise<void> => trash(paths, { glob: false });
