/** The names and paths of files that the user chose or dropped: the desktop shell provides paths, a browser never does. */

/** The interface that the desktop shell's preload script gives the page. */
interface Bridge {
  pathOf: (file: File) => string;
}

const bridge = (): Bridge | undefined => (globalThis as { hearth?: Bridge }).hearth;

export const canAskForPaths = (): boolean => bridge() !== undefined;

/** `null` if it cannot be known. */
export const pathOf = (file: File): string | null => bridge()?.pathOf(file) || null;

/** Whether a file may be an export of chats; the core tells by its content. */
export const isExportFile = (name: string): boolean => /\.(zip|jsonl?)$/i.test(name);

/** Whether a file has the name of an export of chats; on a page that takes documents, any other one is a document. */
export const isNamedAsExport = (name: string): boolean =>
  /\.zip$/i.test(name) || (isExportFile(name) && /conversation|chat|thread|message|hearth/i.test(name));

export const isModelFile = (name: string): boolean => /\.gguf$/i.test(name);
