/** The slice of how chats are answered. */
import type { Presets } from '../../main/shared/contract/presets.ts';
import type { ChatSetup } from '../../main/shared/contract/chat-setup.ts';

export interface ChatSetupsState {
  /** What the core told of the shown chat, by its id, and of the chat that does not exist yet, by `null`. */
  setups: ReadonlyMap<string | null, ChatSetup>;
  /** `null` until the core has sent them. */
  presets: Presets | null;
  /** The id of the preset of the quick window, if this is it. */
  quickPreset: string | null;
}

export const chatSetupsState: ChatSetupsState = { setups: new Map(), presets: null, quickPreset: null };
