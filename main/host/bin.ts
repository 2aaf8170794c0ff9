/** The system's bin, to which deleted models go. */

/** Rejects with the system's error if a path cannot be moved there. */
export const moveToBin = async (paths: string[]): Promise<void> => {
  // Loaded here, because every start would pay for a library that few starts use.
  const { default: trash } = await import('trash');
  await trash(paths, { glob: false });
};
