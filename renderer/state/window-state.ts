/** The state of the window: the core's state from replies and events, and what is shown. Each slice has its own file. */
import { apiState, type ApiState } from './api.ts';
import { askedState, type AskedState } from './asked.ts';
import { appState, type AppState } from './app-state.ts';
import { chatSetupsState, type ChatSetupsState } from './chat-setups.ts';
import { chatsState, type ChatsState } from './chats.ts';
import { conversationState, type ConversationState } from './conversation.ts';
import { documentsState, type DocumentsState } from './documents.ts';
import { frameState, type FrameState } from './frame.ts';
import { hubState, type HubState } from './hub.ts';
import { libraryState, type LibraryState } from './library.ts';
import { loadingState, type LoadingState } from './loading.ts';
import { promptsState, type PromptsState } from './prompts.ts';
import { searchState, type SearchState } from './search.ts';
import { measuringState, type MeasuringState } from './measuring.ts';
import { transferState, type TransferState } from './transfer.ts';

export type WindowState = AppState &
  ApiState &
  AskedState &
  FrameState &
  ChatsState &
  ChatSetupsState &
  ConversationState &
  DocumentsState &
  PromptsState &
  SearchState &
  LoadingState &
  LibraryState &
  HubState &
  MeasuringState &
  TransferState;

export const initialState: WindowState = {
  ...appState,
  ...apiState,
  ...askedState,
  ...frameState,
  ...chatsState,
  ...chatSetupsState,
  ...conversationState,
  ...documentsState,
  ...promptsState,
  ...searchState,
  ...loadingState,
  ...libraryState,
  ...hubState,
  ...measuringState,
  ...transferState,
};
