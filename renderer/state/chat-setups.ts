/** The slice of how chats are answered. */
import type { ChatSetup } from '../../main/shared/contract/chat-setup.ts';

export interface ChatSetupsState {
  /** What the core told of the shown chat, by its id, and of the chat that does not exist yet, by `null`. */
  setups: ReadonlyMap<string | null, ChatSetup>;
}

export const chatSetupsState: ChatSetupsState = { setups: new Map() };
