/**
 * The one contract between the window and the core: every call with the validator of its argument and the type of its reply,
 * and every event. A call is added in the file of its noun; its handler belongs to the room of that noun in the core. The
 * window imports only types from here and from the nouns, so the validators stay out of its bundle.
 */
import type { z } from 'zod';
import type { Call } from './call.ts';
import { anatomyCalls } from './anatomy.ts';
import { apiCalls, type ApiEvents } from './api.ts';
import { appCalls, type AppEvents } from './app.ts';
import { backupCalls, type BackupEvents } from './backup.ts';
import { branchesCalls, type BranchesEvents } from './branches.ts';
import { chatSetupCalls, type ChatSetupEvents } from './chat-setup.ts';
import { cacheCalls, type CacheEvents } from './cache.ts';
import { comparisonsCalls, type ComparisonsEvents } from './comparisons.ts';
import { chatsCalls, type ChatsEvents } from './chats.ts';
import { documentsCalls, type DocumentsEvents } from './documents.ts';
import { downloadsCalls, type DownloadsEvents } from './downloads.ts';
import { engineCalls, type EngineEvents } from './engine.ts';
import { foldersCalls, type FoldersEvents } from './folders.ts';
import { hubCalls } from './hub.ts';
import { libraryCalls, type LibraryEvents } from './library.ts';
import { logsCalls } from './logs.ts';
import { measuringCalls, type MeasuringEvents } from './measuring.ts';
import { memoryCalls } from './memory.ts';
import { networkCalls, type NetworkEvents } from './network.ts';
import { presetsCalls, type PresetsEvents } from './presets.ts';
import { promptLibraryCalls, type PromptLibraryEvents } from './prompt-library.ts';
import { queueCalls, type QueueEvents } from './queue.ts';
import { searchCalls, type SearchEvents } from './search.ts';
import { settingsCalls, type SettingsEvents } from './settings.ts';
import { syncCalls, type SyncEvents } from './sync.ts';
import { transferCalls, type TransferEvents } from './transfer.ts';
import { updatesCalls, type UpdatesEvents } from './updates.ts';
import { turnsCalls, type TurnsEvents } from './turns.ts';

export const calls = {
  ...engineCalls,
  ...settingsCalls,
  ...turnsCalls,
  ...queueCalls,
  ...anatomyCalls,
  ...measuringCalls,
  ...chatsCalls,
  ...chatSetupCalls,
  ...foldersCalls,
  ...presetsCalls,
  ...promptLibraryCalls,
  ...searchCalls,
  ...documentsCalls,
  ...branchesCalls,
  ...comparisonsCalls,
  ...cacheCalls,
  ...memoryCalls,
  ...libraryCalls,
  ...hubCalls,
  ...downloadsCalls,
  ...networkCalls,
  ...syncCalls,
  ...backupCalls,
  ...transferCalls,
  ...apiCalls,
  ...logsCalls,
  ...updatesCalls,
  ...appCalls,
};

type Calls = typeof calls;
export type CallName = keyof Calls;
export type Args<Name extends CallName> = z.infer<Calls[Name]['args']>;
export type Reply<Name extends CallName> = Calls[Name] extends Call<z.ZodType, infer R> ? R : never;

/** All events, which are sent to every open window. Events report; they do not steer. */
export interface Events
  extends
    EngineEvents,
    SettingsEvents,
    TurnsEvents,
    QueueEvents,
    MeasuringEvents,
    ChatsEvents,
    ChatSetupEvents,
    FoldersEvents,
    PresetsEvents,
    PromptLibraryEvents,
    SearchEvents,
    DocumentsEvents,
    BranchesEvents,
    ComparisonsEvents,
    CacheEvents,
    LibraryEvents,
    DownloadsEvents,
    NetworkEvents,
    SyncEvents,
    BackupEvents,
    TransferEvents,
    ApiEvents,
    UpdatesEvents,
    AppEvents {}
export type EventName = keyof Events;
/** Sends an event to every open window. */
export type Emit = <Name extends EventName>(name: Name, data: Events[Name]) => void;
