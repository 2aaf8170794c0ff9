/** Exports and imports of chats. Sizes are bytes. */
import { z } from 'zod';
import type { Code } from '../words/catalogue.ts';
import type { Told } from '../words/told.ts';
import { call, filePath, id, nothing } from './call.ts';

/** The formats that chats can be exported in; their names and extensions are in shared/transfer/export-formats.ts. */
const exportFormatIds = ['markdown', 'html', 'jsonl'] as const;
export type ExportFormatId = (typeof exportFormatIds)[number];

/** The most chats that one call can name; more are exported as all chats. */
const mostChats = 100_000;

/** Of one part of an upload, in base64. */
const longestPart = 8 * 1024 ** 2;

/** What became of an export. */
export type Exported =
  /** The window downloads it from this path of its own host. The path works once, and only for a minute. */
  | { how: 'download'; path: string; name: string }
  /** It was written to this file. */
  | { how: 'file'; path: string; chats: number };

/** What an item of a summary counts. */
export type TransferUnit = 'chats' | 'messages' | 'files';

/** Several things that were left out, or came incompletely, for one reason. */
export interface ImportRemark {
  unit: TransferUnit;
  told: Told;
  count: number;
  /** Titles or names of the first of them. */
  examples: string[];
}

/** What an import brought. */
export interface ImportSummary {
  /** Chats that were not here before. */
  added: number;
  /** Chats that were here and got new messages. */
  extended: number;
  /** Chats that were here already with all of their messages. */
  known: number;
  /** New messages. */
  messages: number;
  /** An estimate of the tokens in the prompts of the added chats, by their length. */
  tokens: number;
  /** The names of the programs that the chats come from. */
  programs: string[];
  /** Chats, files and messages that did not come. */
  leftOut: ImportRemark[];
  /** Chats and messages that came without some of their content. */
  incomplete: ImportRemark[];
  /** The user stopped it; what had come by then stays. */
  wasStopped: boolean;
  /** The added chat that was used last; `null` if none was added. */
  newestChatId: string | null;
}

export type ImportState =
  /** `file`: the name of the file that is read; `doneBytes` of `bytes` of all files. */
  | { state: 'running'; file: string; doneBytes: number; bytes: number; chats: number }
  | { state: 'finished'; summary: ImportSummary };

/** Chats that are processed while nobody waits for the engine, so that their next message need not wait. */
export interface Preparing {
  /** Chats that are still to be processed; 0: nothing is left to do. */
  left: number;
  done: number;
  /** Why it waits at the moment; `null` if it does not. */
  waitsFor: 'model' | 'power' | null;
}

/** The calls of `calls` that belong here. */
export const transferCalls = {
  /**
   * Exports these chats, or all of them with `null`. In the desktop window the user chooses the file: `null` if none. With
   * `asDownload` it is always a download, which the command line takes from its connection.
   */
  exportChats: call<Exported | null>().takes(
    z.strictObject({
      chatIds: z.array(id).min(1).max(mostChats).nullable(),
      format: z.enum(exportFormatIds),
      asDownload: z.boolean().optional(),
    }),
  ),
  /** Imports files and folders on this machine, and uploads. Replies when it has begun; `import.changed` tells the rest. */
  importFiles: call<void>().takes(
    z
      .strictObject({ paths: z.array(filePath).max(1000), uploads: z.array(id).max(1000) })
      .refine(({ paths, uploads }) => paths.length + uploads.length > 0, 'transfer.no-files' satisfies Code),
  ),
  /**
   * Prepares the upload of a file or folder whose path the window does not know; `importFiles` and `addDocuments` take its `id`
   * then. `path`: where the window's own host takes it, a folder as in core/transfer/unpack-folder.ts; `null` in the desktop window,
   * which sends a file with `uploadPart`.
   */
  openUpload: call<{ id: string; path: string | null }>().takes(
    z.strictObject({ name: z.string().min(1).max(255), isFolder: z.boolean().optional() }),
  ),
  /** Bytes of a file in base64, part by part. */
  uploadPart: call<void>().takes(
    z.strictObject({ uploadId: id, bytes: z.string().max(longestPart), isLast: z.boolean() }),
  ),
  /** Stops the import that runs. What has come stays. */
  stopImport: call<void>().takes(nothing),
  /** Forgets the summary of the last import. */
  dismissImport: call<void>().takes(nothing),
  /** The running import or the summary of the last one; `null` if there is none. */
  importState: call<{ state: ImportState | null; preparing: Preparing | null }>().takes(nothing),
  /** Processes the `count` most recently used chats of the last import in idle time. */
  prepareImported: call<void>().takes(z.strictObject({ count: z.number().int().min(1).max(1000) })),
  stopPreparing: call<void>().takes(nothing),
};

/** The events of `Events` that belong here. */
export interface TransferEvents {
  'import.changed': { state: ImportState | null };
  'preparing.changed': { preparing: Preparing | null };
}
