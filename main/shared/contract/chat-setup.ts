/** How one chat is answered: its preset, and what is set for it alone. */
import { z } from 'zod';
import type { ValuesIn } from '../settings/registry.ts';
import { call, id } from './call.ts';
import { valuesOf } from './settings.ts';

/** The settings of one chat. For absent and `null`, a wider scope decides. */
export interface ChatSettings extends ValuesIn<'chat'> {}

export interface ChatSetup {
  settings: ChatSettings;
  /** Its preset, whose values apply where the chat sets nothing; `null`: none. */
  presetId: string | null;
  /** What applies with the loaded model and the preset where the chat sets nothing. */
  inherited: ChatSettings;
}

/** The calls of `calls` that belong here. `chatId` is `null` for a chat that does not exist yet. */
export const chatSetupCalls = {
  chatSetup: call<ChatSetup>().takes(z.strictObject({ chatId: id.nullable() })),
  /** Stores all of them, for the next answer on; `{}` resets the chat. `chatSetup.changed` tells every window. */
  changeChatSettings: call<void>().takes(
    z.strictObject({ chatId: id.nullable(), settings: valuesOf<ChatSettings>('chat') }),
  ),
};

/** The events of `Events` that belong here. */
export interface ChatSetupEvents {
  'chatSetup.changed': { chatId: string | null; setup: ChatSetup };
}
