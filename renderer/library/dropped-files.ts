/** The paths of dropped files: the desktop shell provides them, a browser never does. */

/** The interface that the desktop shell's preload script gives the page. */
interface Bridge {
  pathOf: (file: File) => string;
}

const bridge = (): Bridge | undefined => (globalThis as { hearth?: Bridge }).hearth;

export const canAskForPaths = (): boolean => bridge() !== undefined;

/** `null` if it cannot be known. */
export const pathOf = (file: File): string | null => bridge()?.pathOf(file) || null;

export const isModelFile = (name: string): boolean => /\.gguf$/i.test(name);
