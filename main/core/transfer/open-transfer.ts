/** Handles the calls that export chats to files and import them from Hearth and other programs. */
import type { Readable } from 'node:stream';
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { Exported, ImportState, transferCalls } from '../../shared/contract/transfer.ts';
import { exportFormats } from '../../shared/transfer/export-formats.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Log } from '../../system/log.ts';
import { foldersIn } from '../chats/folders.ts';
import type { Chats } from '../chats/open-chats.ts';
import type { Store } from '../chats/store.ts';
import type { Db } from '../database/connection.ts';
import { exportJob, writeExport, type ExportJob } from './export.ts';
import { importFiles, type Imported, type ImportDependencies } from './import.ts';
import { createTickets } from './tickets.ts';
import type { Upload, Uploads } from './uploads.ts';

interface TransferOptions {
  db: Db;
  store: Store;
  chats: Chats;
  uploads: Uploads;
  version: string;
  /** The native dialog to save a file, if the shell has one. Resolves with `null` if the user cancels it. */
  pickExportFile?:
    | ((name: string, format: { name: string; extension: string }) => Promise<string | null>)
    | undefined;
  readImports?: ImportDependencies['read'] | undefined;
  /** Throws `Refusal` if the data folder is gone, because anything stored then would be lost. */
  refuseIfGone: () => void;
  emit: Emit;
  log: Log;
}

export interface Transfer {
  calls: HandlersOf<typeof transferCalls>;
  /**
   * Writes a file to where the user wants it, or offers it to the window for download, as `asDownload` always does; `null` if the user
   * wants none.
   */
  send(
    job: ExportJob,
    format: { name: string; extension: string },
    asDownload?: boolean,
  ): Promise<Exported | null>;
  /** Returns the export that this ticket was issued for. Each ticket works once; `null` if it is not valid. */
  download(ticket: string): ExportJob | null;
  /** Receives the file that this ticket was issued for; resolves with false if it is not valid. Rejects with `Refusal` if the file is not complete. */
  upload(ticket: string, body: Readable): Promise<boolean>;
  /** Stops imports and exports; resolves when they no longer use the database. */
  close(): Promise<void>;
}

export const openTransfer = (options: TransferOptions): Transfer => {
  const { db, store, chats, uploads, version, refuseIfGone, emit, log } = options;
  const folders = foldersIn(db);
  const downloads = createTickets<ExportJob>();
  const uploadTickets = createTickets<Upload>();
  /** Uploads of the desktop window, which has no host to send them to. */
  const inParts = new Map<string, Upload>();
  const closing = new AbortController();
  const writing = new Set<Promise<unknown>>();

  let state: ImportState | null = null;
  let running: { stop: AbortController; over: Promise<void> } | null = null;
  let last: Imported | null = null;
  const tell = (now: ImportState | null): void => {
    state = now;
    emit('import.changed', { state });
  };
  const tellChats = (chatIds: readonly string[]): void => {
    const come = chatIds.map((id) => store.chat(id)).filter((chat) => chat !== null);
    chats.grew(come.map(({ id }) => id));
    if (come.some(({ folderId }) => folderId !== null)) emit('folders.changed', { folders: folders.all() });
    emit('chats.came', { chats: come });
  };

  const start = (paths: readonly string[], uploadIds: readonly string[]): void => {
    const stop = new AbortController();
    tell({ state: 'running', file: '', doneBytes: 0, bytes: 0, chats: 0 });
    const run = async (): Promise<void> => {
      try {
        const imported = await importFiles(
          paths,
          {
            db,
            refuseIfGone,
            onState: tell,
            onChats: tellChats,
            log,
            ...(options.readImports === undefined ? {} : { read: options.readImports }),
          },
          AbortSignal.any([stop.signal, closing.signal]),
        );
        last = imported;
        running = null;
        if (!closing.signal.aborted) tell({ state: 'finished', summary: imported.summary });
      } finally {
        uploads.remove(uploadIds);
      }
    };
    running = { stop, over: run().catch((error: unknown) => log.error('an import failed', error)) };
  };

  const send: Transfer['send'] = async (job, format, asDownload = false) => {
    const pick = options.pickExportFile;
    if (pick === undefined || asDownload)
      return { how: 'download', path: `/export/${downloads.issue(job)}`, name: job.name };
    const path = await pick(job.name, format);
    if (path === null) return null;
    const work = writeExport(job, path, closing.signal);
    writing.add(work);
    await work.finally(() => writing.delete(work));
    return { how: 'file', path, chats: job.chats };
  };

  return {
    calls: {
      exportChats: ({ chatIds, format, asDownload }) =>
        send(
          exportJob(db, chatIds, format, version),
          exportFormats.find(({ id }) => id === format)!,
          asDownload,
        ),
      importFiles: ({ paths, uploads: uploadIds }) => {
        refuseIfGone();
        if (running !== null) throw new Refusal('transfer.is-running');
        start([...paths, ...uploads.take(uploadIds).map(({ path }) => path)], uploadIds);
      },
      openUpload: ({ name, isFolder }) => {
        const upload = uploads.open(name, isFolder);
        if (options.pickExportFile === undefined)
          return { id: upload.id, path: `/import/${uploadTickets.issue(upload)}` };
        inParts.set(upload.id, upload);
        return { id: upload.id, path: null };
      },
      uploadPart: async ({ uploadId, bytes, isLast }) => {
        const upload = inParts.get(uploadId);
        if (upload === undefined) throw new Refusal('transfer.upload-gone');
        if (isLast) inParts.delete(uploadId);
        await upload.append(Buffer.from(bytes, 'base64'), isLast);
      },
      stopImport: () => running?.stop.abort(),
      dismissImport: () => {
        if (running === null) tell(null);
      },
      importState: () => ({ state, preparing: chats.preparing.state }),
      prepareImported: ({ count }) => {
        if (last === null || last.added.length === 0) throw new Refusal('transfer.nothing-imported');
        chats.preparing.add(last.added.slice(0, count).map(({ chatId }) => chatId));
      },
      stopPreparing: () => chats.preparing.stop(),
    },
    send,
    download: (ticket) => downloads.redeem(ticket),
    upload: async (ticket, body) => {
      const upload = uploadTickets.redeem(ticket);
      if (upload === null) return false;
      await upload.receive(body);
      return true;
    },
    close: async () => {
      closing.abort();
      await running?.over;
      await Promise.allSettled(writing);
    },
  };
};
