/** The greeting of a window that connects, and notices. */
import { z } from 'zod';
import type { ChatWarmth } from './cache.ts';
import type { Chat, Draft } from './chats.ts';
import type { EngineStatus } from './engine.ts';
import type { QueuedMessage } from './queue.ts';
import type { Folder } from './folders.ts';
import type { Settings } from './settings.ts';
import type { Told } from '../words/told.ts';
import { call, id, nothing } from './call.ts';

/** A message that the user must see but did not ask for, for example that a damaged file was repaired. */
export interface Notice {
  id: string;
  told: Told;
}

/** Facts that the window cannot find out by itself. */
export interface AppFacts {
  version: string;
  shell: 'window' | 'browser';
  platform: string;
  /** The physical cores of this machine. */
  cores: number;
  /** Whether the shell has a native file picker. */
  canPickFiles: boolean;
  /** Whether deleted files can be moved to the system's bin. */
  hasBin: boolean;
  /** Where an access token for the hub is kept: in the system's key store, or in a file that only the user may read. */
  tokenStore: 'key-store' | 'file';
  /** Whether an access token is set. The token itself is never sent to the window. */
  hasHubToken: boolean;
  /** The folder for downloaded models. */
  modelFolder: string;
  dataFolder: string;
}

/** Everything that the window needs to draw itself for the first time; events report later changes. */
export interface Welcome {
  app: AppFacts;
  chats: Chat[];
  /** In their order. */
  folders: Folder[];
  engine: EngineStatus;
  settings: Settings;
  /** The warmth of the chats that were used last; `cache.changed` tells that of the others soon after. */
  warmth: ChatWarmth[];
  /** The ids of the chats in which an answer runs or waits. */
  running: string[];
  drafts: Draft[];
  /** The queued messages of all chats; those of one chat in order. */
  queued: QueuedMessage[];
  /** All notices, oldest first. */
  notices: Notice[];
}

/** A program, library or file that Hearth consists of. */
export interface HearthPart {
  name: string;
  version: string;
  /** As SPDX writes it, for example `MIT`. */
  licence: string;
}

/** The calls about Hearth itself, which `calls` in contract.ts includes. */
export const appCalls = {
  /** The first call of every connection. It replies with the current state, and events report changes from then on. */
  greet: call<Welcome>().takes(nothing),
  /** What Hearth consists of; empty if it was not built with a list. */
  hearthParts: call<HearthPart[]>().takes(nothing),
  /** The text of a part's licence; empty if its makers publish none with it. */
  licenceText: call<string>().takes(
    z.strictObject({ name: z.string().max(200), version: z.string().max(100) }),
  ),
  /** Ends Hearth and starts it again. Refused by a shell that cannot do that. */
  restart: call<void>().takes(nothing),
  /** Removes a notice from every window. Does nothing if there is no such notice. */
  dismissNotice: call<void>().takes(z.strictObject({ id })),
};

/** The events about Hearth itself, which `Events` in contract.ts includes. */
export interface AppEvents {
  /** Sent after each change of the notices. */
  'notices.changed': { notices: Notice[] };
}
