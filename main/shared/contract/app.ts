/** What a window gets when it connects, and notices. */
import { z } from 'zod';
import type { ChatWarmth } from './cache.ts';
import type { Chat, Draft } from './chats.ts';
import type { EngineStatus } from './engine.ts';
import type { Settings } from './settings.ts';
import type { Told } from '../words/told.ts';
import { call, id, nothing } from './call.ts';

/** Something that the user must know and did not ask for: a damaged file that was repaired, for example. */
export interface Notice {
  id: string;
  told: Told;
}

/** What the window cannot know by itself. */
export interface AppFacts {
  version: string;
  shell: 'window' | 'browser';
  platform: string;
  /** The physical cores of this machine. */
  cores: number;
  /** True where a native file picker exists. */
  canPickFiles: boolean;
  /** True where deleted files can go to the system's bin. */
  hasBin: boolean;
  /** Where an access token of the hub is kept: the system's key store, or a file that the user alone may read. */
  tokenStore: 'key-store' | 'file';
  /** One is set; what it is, is never told. */
  hasHubToken: boolean;
  /** Where fetched models are put. */
  modelFolder: string;
  dataFolder: string;
}

/** Everything the window needs to draw itself once; events tell the rest. */
export interface Welcome {
  app: AppFacts;
  chats: Chat[];
  engine: EngineStatus;
  settings: Settings;
  /** The warmth of every chat. */
  warmth: ChatWarmth[];
  /** The chats whose answer is being written or waits, by their ids. */
  running: string[];
  drafts: Draft[];
  /** The oldest first. */
  notices: Notice[];
}

/** The calls of `calls` that belong here. */
export const appCalls = {
  /** First call of every connection: the state as of now; events follow from here on. */
  greet: call<Welcome>().takes(nothing),
  /** Takes a notice away in every window. Does nothing if there is no such notice. */
  dismissNotice: call<void>().takes(z.strictObject({ id })),
};

/** The events of `Events` that belong here. */
export interface AppEvents {
  /** After each change of the notices. */
  'notices.changed': { notices: Notice[] };
}
