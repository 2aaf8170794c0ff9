/** What the window knows: the core's state as told by replies and events, and what is shown. */
import type { MeasuringProgress } from '../../main/contract/lens-types.ts';
import type {
  AppFacts,
  Chat,
  ChatWarmth,
  DraftProgress,
  EngineStatus,
  Message,
  Settings,
  TurnPhase,
} from '../../main/contract/types.ts';

type Connection =
  /** Not connected yet since the page loaded. */
  | 'connecting'
  | 'open'
  /** Lost; being opened again. */
  | 'away'
  /** Hearth runs anew under another address; this page cannot reach it. */
  | 'replaced';

/** What stands beside the list of chats. */
export type Page = 'chat' | 'lens';

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
  page: Page;
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
  /** True when an event showed that something was missed: the chat must be opened again. */
  hasGap: boolean;
  /** Why the shown chat cannot be opened. */
  openProblem: string | null;
  /** One sentence about the last refused call, beside the composer. */
  problem: string | null;
  /** A chat deleted here a moment ago, which can still be brought back. */
  undo: Chat | null;
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
  page: 'chat',
  measuring: null,
  shownChatId: null,
  messages: [],
  phase: null,
  live: null,
  draft: null,
  hasGap: false,
  openProblem: null,
  problem: null,
  undo: null,
  announcement: '',
};
