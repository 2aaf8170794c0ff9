/** The actions of exporting, printing and importing chats. */
import type { StoreApi } from 'zustand/vanilla';
import type { ExportFormatId } from '../../main/shared/contract/transfer.ts';
import type { Behind } from './behind.ts';
import type { ChosenFolder } from './chosen-folder.ts';
import { upload } from './upload.ts';
import type { WindowState } from './window-state.ts';

/** A file that the user chose or dropped. */
export interface ChosenFile {
  file: File;
  /** `null` if the browser hides it. */
  path: string | null;
  /** What was chosen is a folder, and the browser hides its path. `file` has no content then. */
  folder?: ChosenFolder;
}

/** `showChat` opens a chat. */
export const createTransferActions = (
  { call, get, put, tryCall, store }: Behind & { store: Pick<StoreApi<WindowState>, 'subscribe'> },
  showChat: (chatId: string | null) => void,
) => ({
  askTransfer: async (): Promise<void> => {
    const { state, preparing } = await call('importState', {});
    put({ importing: state, preparing });
  },
  /** The state of the sync folder; later changes come by themselves. */
  askSync: (): Promise<boolean> => tryCall(async () => put({ sync: await call('syncState', {}) })),
  /** The state of the backup. Resolves with the path that is suggested for the next one; `null` without a connection. */
  askBackup: async (): Promise<string | null> => {
    let suggested: string | null = null;
    await tryCall(async () => {
      const { state, suggestedPath } = await call('backupState', {});
      put({ backup: state });
      suggested = suggestedPath;
    });
    return suggested;
  },
  /** Opens the panel that exports these chats, or all of them with `null`. */
  offerExport: (chatIds: readonly string[] | null): void =>
    put({ exported: chatIds, exportedTo: null, panel: { id: 'transfer' } }),
  /** `save` lets the browser save what an address leads to. */
  exportAs: (format: ExportFormatId, save: (address: string, name: string) => void): Promise<boolean> =>
    tryCall(async () => {
      const { exported } = get();
      put({ isExporting: true, exportedTo: null });
      try {
        const reply = await call('exportChats', {
          chatIds: exported === null ? null : [...exported],
          format,
        });
        if (reply?.how === 'download') save(reply.path, reply.name);
        if (reply?.how === 'file') put({ exportedTo: reply.path });
      } finally {
        put({ isExporting: false });
      }
    }),
  /** Shows a chat and opens the browser's or the system's print dialog, which can also save a PDF. */
  printChat: async (chatId: string): Promise<void> => {
    if (get().shownChatId !== chatId) showChat(chatId);
    else if (get().page !== 'chat') put({ page: 'chat' });
    await new Promise<void>((resolve) => {
      const isShown = (): boolean =>
        get().shownChatId !== chatId || get().messages !== null || get().openProblem !== null;
      if (isShown()) return resolve();
      const stop = store.subscribe(() => {
        if (!isShown()) return;
        stop();
        resolve();
      });
    });
    // The panel closes and the messages are drawn first.
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    if (get().shownChatId === chatId && get().messages !== null) window.print();
  },
  /** Imports files: by their paths if all of them are known, and as uploads otherwise. */
  importChats: (files: readonly ChosenFile[]): Promise<boolean> =>
    tryCall(async () => {
      if (files.length === 0) return;
      put({ panel: { id: 'transfer' } });
      const paths = files.flatMap(({ path }) => path ?? []);
      if (paths.length === files.length) {
        await call('importFiles', { paths, uploads: [] });
        return;
      }
      const uploads: string[] = [];
      try {
        for (const { file } of files) {
          put({ receiving: file.name });
          uploads.push(await upload(call, file.name, file));
        }
      } finally {
        put({ receiving: null });
      }
      await call('importFiles', { paths: [], uploads });
    }),
});
