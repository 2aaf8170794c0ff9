/** The sync folder: what machines of one user tell each other through files that any sync program carries. */
import { z } from 'zod';
import { visible } from '../format/visible-text.ts';
import type { Code } from '../words/catalogue.ts';
import type { Told } from '../words/told.ts';
import { call, filePath, nothing } from './call.ts';

export interface SyncState {
  isOn: boolean;
  /** `null`: none was chosen yet. */
  folder: string | null;
  /** The name of this machine; until one is given, that of the system. */
  name: string;
  /** A round is running: changes are merged and written. */
  isRunning: boolean;
  /** When the last round ended, in ms since the epoch; `null`: none has since Hearth started. */
  lastAt: number | null;
  /** Chats in which the last rounds since Hearth started have merged something. */
  mergedChats: number;
  /** The names of the other machines in the folder. */
  machines: string[];
  /** Files that name what has not come yet. */
  waiting: number;
  /** Files of this machine in the folder, and their bytes. */
  own: { files: number; bytes: number };
  /** Documents that messages here name and that are not in the library, because the folder does not carry them; their names. */
  missingDocuments: string[];
  problems: Told[];
}

const longestName = 60;

/** The calls of `calls` that belong here; `sync.changed` follows each change. */
export const syncCalls = {
  syncState: call<SyncState>().takes(nothing),
  /** Uses this folder from now on, and begins a round. Refused if it is not there or cannot be written to. */
  startSync: call<SyncState>().takes(
    z.strictObject({
      folder: filePath,
      name: z
        .string()
        .trim()
        .min(1, 'sync.name-empty' satisfies Code)
        .max(longestName)
        .transform(visible),
    }),
  ),
  /** Leaves the folder as it is. What has been merged stays here. */
  stopSync: call<SyncState>().takes(nothing),
  /** Replies after a round. */
  syncNow: call<SyncState>().takes(nothing),
};

/** The events of `Events` that belong here. */
export interface SyncEvents {
  'sync.changed': { sync: SyncState };
}
