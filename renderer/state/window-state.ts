/** What the window knows: the core's state as told by replies and events, and what is shown. */
import type { MeasuringProgress } from '../../main/shared/contract/measuring.ts';
import type { Download } from '../../main/shared/contract/downloads.ts';
import type { HubModel } from '../../main/shared/contract/hub.ts';
import type { ImportProgress, Library, ModelKind, ModelOwner } from '../../main/shared/contract/library.ts';
import type { OutgoingRequest } from '../../main/shared/contract/network.ts';
import type { AppFacts, Notice } from '../../main/shared/contract/app.ts';
import type { ChatWarmth, DraftProgress } from '../../main/shared/contract/cache.ts';
import type { Chat, DeletedChat } from '../../main/shared/contract/chats.ts';
import type { EngineStatus } from '../../main/shared/contract/engine.ts';
import type { Message } from '../../main/shared/contract/message.ts';
import type { Settings } from '../../main/shared/contract/settings.ts';
import type { TurnPhase } from '../../main/shared/contract/turns.ts';

type Connection =
  /** Not connected yet since the page loaded. */
  | 'connecting'
  | 'open'
  /** Lost; being opened again. */
  | 'away'
  /** Hearth does not accept the key of this tab. */
  | 'refused';

/** What stands beside the list of chats. */
export type Page = 'chat' | 'lens' | 'models';

/** The parts of the page of models. */
export type ModelsTab = 'library' | 'find' | 'downloads' | 'requests';

/** A model that was asked for here: `problem` is `null` while it loads, then why it was refused. */
interface LoadAttempt {
  path: string;
  /** It begins when the running answer is complete. */
  isWaiting: boolean;
  problem: string | null;
}

export type LibraryColumn = 'name' | 'parameters' | 'quantization' | 'size' | 'context' | 'used';

/** Which models of the library are listed, and in which order; an empty string lets all of them through. */
export interface LibraryQuery {
  text: string;
  owner: ModelOwner | '';
  kind: ModelKind | '';
  supports: 'tools' | 'reasoning' | 'images' | '';
  column: LibraryColumn;
  isDescending: boolean;
}

/** A model that came into Hearth's folder, by the path of its first file. */
interface Arrived {
  name: string;
  path: string;
}

export type HubSort = 'downloads' | 'likes' | 'changed';

/** What is looked for on the hub, and what came of it. */
export interface HubSearch {
  /** As it stands in the field. */
  text: string;
  sort: HubSort;
  /** What was found for `asked`; `null` where nothing was asked, or its reply is not there yet. */
  found: { models: readonly HubModel[]; next: string | null } | null;
  /** The text that was sent last; `null` before the first one. */
  asked: string | null;
  isBusy: boolean;
  problem: string | null;
  /** The repository whose page is open. */
  shown: string | null;
}

/**
 * The running answer of the shown chat as far as it is written. It stands apart from `messages`, so that a token
 * touches this object alone and no list is drawn again for it.
 */
export interface Live {
  messageId: string;
  text: string;
  reasoning: string;
}

export interface WindowState {
  connection: Connection;
  app: AppFacts | null;
  engine: EngineStatus | null;
  settings: Settings | null;
  /** Newest first. */
  chats: readonly Chat[];
  /** Chats with a running answer, as far as events have told. */
  running: ReadonlySet<string>;
  /** How soon each chat answers, by its id; none for a chat of which nothing was told yet. */
  warmth: ReadonlyMap<string, ChatWarmth>;
  /** What the core tells the user once. */
  notices: readonly Notice[];
  page: Page;
  modelsTab: ModelsTab;
  /** `null` until it was asked for, as the next two. */
  library: Library | null;
  libraryQuery: LibraryQuery;
  /** Newest first. */
  downloads: readonly Download[] | null;
  /** Models that are being copied into Hearth's folder. */
  imports: readonly ImportProgress[];
  /** What was fetched or copied a moment ago, and not looked at yet. */
  arrived: Arrived | null;
  /** Newest first. */
  requests: readonly OutgoingRequest[] | null;
  /** The path of the model in the library whose facts are open. */
  shownModel: string | null;
  /** The name of a file that was dropped here, of which the browser does not tell the path. */
  dropped: string | null;
  /** The last model that was asked for here, until it is loaded. */
  load: LoadAttempt | null;
  /** What was asked for while an answer is being written: the person decides what becomes of that. */
  interruption: 'switch' | 'unload' | null;
  search: HubSearch;
  /** What is measured now. */
  measuring: MeasuringProgress | null;
  /** `null`: a new chat, which exists once its first message is sent. */
  shownChatId: string | null;
  /** The shown chat's path; `null` while it is being opened. */
  messages: readonly Message[] | null;
  phase: TurnPhase | null;
  live: Live | null;
  /** How far the last draft that the core was told of is read. */
  draft: DraftProgress | null;
  /** The earlier message of the shown chat that is being edited, as it is typed. */
  edited: { messageId: string; text: string } | null;
  /** True when an event showed that something was missed: the chat must be opened again. */
  hasGap: boolean;
  /** Why the shown chat cannot be opened. */
  openProblem: string | null;
  /** One sentence about the last refused call, beside the composer. */
  problem: string | null;
  /** The chats that were deleted in this window a moment ago, oldest first: each can be restored from its notice. */
  undo: readonly Chat[];
  /** The recently deleted chats, the last deleted first; `null` until the core has told them. */
  deletedChats: readonly DeletedChat[] | null;
  /** Said to screen readers when an answer ends. */
  announcement: string;
}

export const initialState: WindowState = {
  connection: 'connecting',
  app: null,
  engine: null,
  settings: null,
  chats: [],
  running: new Set(),
  warmth: new Map(),
  notices: [],
  page: 'chat',
  modelsTab: 'library',
  library: null,
  libraryQuery: { text: '', owner: '', kind: '', supports: '', column: 'used', isDescending: true },
  downloads: null,
  imports: [],
  arrived: null,
  requests: null,
  shownModel: null,
  dropped: null,
  load: null,
  interruption: null,
  search: {
    text: '',
    sort: 'downloads',
    found: null,
    asked: null,
    isBusy: false,
    problem: null,
    shown: null,
  },
  measuring: null,
  shownChatId: null,
  messages: [],
  phase: null,
  live: null,
  draft: null,
  edited: null,
  hasGap: false,
  openProblem: null,
  problem: null,
  undo: [],
  deletedChats: null,
  announcement: '',
};
