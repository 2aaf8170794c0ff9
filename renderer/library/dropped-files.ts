/** Where dropped files lie: the desktop shell tells, a browser never does. */

/** What the preload of the desktop shell hands to the page. */
interface Bridge {
  pathOf: (file: File) => string;
}

const bridge = (): Bridge | undefined => (globalThis as { hearth?: Bridge }).hearth;

export const canAskForPaths = (): boolean => bridge() !== undefined;

/** `null` where it cannot be known. */
export const pathOf = (file: File): string | null => bridge()?.pathOf(file) || null;

export const isModelFile = (name: string): boolean => /\.gguf$/i.test(name);
