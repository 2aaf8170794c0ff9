/** The preset and the settings of one chat. */
import { z } from 'zod';
import type { ValuesIn } from '../settings/registry.ts';
import { call, id } from './call.ts';
import { valuesOf } from './settings.ts';

/** The settings of one chat. If one is absent or `null`, the value of a wider scope applies. */
export interface ChatSettings extends ValuesIn<'chat'> {}

export interface ChatSetup {
  settings: ChatSettings;
  /** The preset of the chat, which supplies the settings that the chat itself lacks; `null` if it has none. */
  presetId: string | null;
  /** The values that apply with the loaded model and the preset to settings that the chat itself lacks. */
  inherited: ChatSettings;
}

/** The calls about them, which `calls` in contract.ts includes. `chatId` is `null` for a chat that does not exist yet. */
export const chatSetupCalls = {
  chatSetup: call<ChatSetup>().takes(z.strictObject({ chatId: id.nullable() })),
  /** Replaces the settings of the chat, from its next answer on; `{}` resets them. `chatSetup.changed` tells every window. */
  changeChatSettings: call<void>().takes(
    z.strictObject({ chatId: id.nullable(), settings: valuesOf<ChatSettings>('chat') }),
  ),
};

/** The event about them, which `Events` in contract.ts includes. */
export interface ChatSetupEvents {
  'chatSetup.changed': { chatId: string | null; setup: ChatSetup };
}
