/** Backups of everything, and their restoration. Sizes are bytes, times milliseconds since the epoch. */
import { z } from 'zod';
import type { Told } from '../words/told.ts';
import { call, filePath, nothing } from './call.ts';

export interface BackupCounts {
  chats: number;
  messages: number;
  documents: number;
  /** Files of models. */
  models: number;
}

export type BackupState =
  | { state: 'running'; step: 'writing' | 'checking' | 'restoring'; doneBytes: number; bytes: number }
  /** It was read back, and all of it is right. `leftOut`: files that no backup can hold. */
  | { state: 'written'; path: string; bytes: number; counts: BackupCounts; leftOut: string[] }
  /** A backup is unpacked and checked. It takes the place of the data when Hearth starts the next time. */
  | { state: 'unpacked'; name: string; writtenAt: number; counts: BackupCounts }
  | { state: 'failed'; problem: Told };

/** The calls of `calls` that belong here; `backup.changed` follows each change. */
export const backupCalls = {
  /** `suggestedPath`: of the next backup, in the user's folder. */
  backupState: call<{ state: BackupState | null; suggestedPath: string }>().takes(nothing),
  /** Replies when it has begun; false if the user closed the dialog. `path`: `null` for the system's dialog. */
  backUp: call<boolean>().takes(z.strictObject({ path: filePath.nullable(), withModels: z.boolean() })),
  /** The path of a backup in the system's dialog; `null` if the user closed it. */
  pickBackup: call<string | null>().takes(nothing),
  /** Unpacks a backup and checks it. Replies when it has begun. */
  restoreBackup: call<void>().takes(z.strictObject({ path: filePath })),
  /** Stops what runs, and forgets an unpacked backup. */
  stopBackup: call<void>().takes(nothing),
};

/** The events of `Events` that belong here. */
export interface BackupEvents {
  'backup.changed': { state: BackupState | null };
}
