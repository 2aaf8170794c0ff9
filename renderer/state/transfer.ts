/** The slice of exports and imports of chats, of the sync folder, and of backups. */
import type { BackupState } from '../../main/shared/contract/backup.ts';
import type { SyncState } from '../../main/shared/contract/sync.ts';
import type { ImportState, Preparing } from '../../main/shared/contract/transfer.ts';

export interface TransferState {
  /** The running import or the summary of the last one. */
  importing: ImportState | null;
  /** The name of the file that is being sent to the core. */
  receiving: string | null;
  preparing: Preparing | null;
  /** The chats that the panel offers to export; `null` for all. */
  exported: readonly string[] | null;
  isExporting: boolean;
  /** The path of the file that was exported a moment ago. */
  exportedTo: string | null;
  /** `null` until it was asked for. */
  sync: SyncState | null;
  /** The running backup or what became of the last one. */
  backup: BackupState | null;
}

export const transferState: TransferState = {
  importing: null,
  receiving: null,
  preparing: null,
  exported: null,
  isExporting: false,
  exportedTo: null,
  sync: null,
  backup: null,
};
