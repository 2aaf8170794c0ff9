/** Presets: how chats are answered, under a name. */
import { z } from 'zod';
import { visible } from '../format/visible-text.ts';
import type { ValuesIn } from '../settings/registry.ts';
import { say, writeTold, type Code } from '../words/catalogue.ts';
import { call, id, nothing } from './call.ts';
import type { ModelId } from './model.ts';
import { valuesOf } from './settings.ts';

/** What a preset sets. For absent and `null`, the model and the settings for all models decide. */
export interface PresetSettings extends ValuesIn<'preset'> {}

export interface Preset {
  id: string;
  name: string;
  /** The model that it asks for; `null`: whichever is loaded. Choosing a preset loads nothing by itself. */
  modelId: ModelId | null;
  settings: PresetSettings;
}

/** How soon a new chat with a preset can begin with the loaded model. */
export interface PresetState {
  presetId: string;
  /** Its system prompt is processed, and the state is in memory or on disk. */
  isProcessed: boolean;
  /** Tokens of its system prompt; an estimate unless it is processed. */
  tokens: number;
  /** Milliseconds until a new chat is past the system prompt, by measured speeds; `null` if none was measured. */
  waitMs: number | null;
}

export interface Presets {
  /** Sorted by name. */
  presets: Preset[];
  /** The one that new chats begin with; `null`: none. */
  defaultId: string | null;
  /** Of those with a system prompt of their own; empty while no model is loaded. */
  states: PresetState[];
}

const longestName = 100;

const name = z
  .string()
  .trim()
  .min(1, 'presets.name-empty' satisfies Code)
  .max(longestName, writeTold(say('presets.name-too-long', { most: longestName })))
  .transform(visible);

/** The calls of `calls` that belong here; `presets.changed` follows each change. */
export const presetsCalls = {
  presets: call<Presets>().takes(nothing),
  /**
   * Makes a preset of how a chat is answered: its system prompt, all that it and its preset set, and the loaded model. The chat
   * uses it from then on, and is answered as before. `chatId` is `null` for a chat that does not exist yet.
   */
  createPreset: call<Preset>().takes(z.strictObject({ chatId: id.nullable(), name })),
  /** Stores all of a preset. Its chats are answered so from the next answer on. */
  changePreset: call<void>().takes(
    z.strictObject({
      presetId: id,
      name,
      modelId: z.string().min(1).max(4096).nullable(),
      settings: valuesOf<PresetSettings>('preset'),
    }),
  ),
  /** Its chats have no preset afterwards. */
  deletePreset: call<void>().takes(z.strictObject({ presetId: id })),
  /** Undoes `deletePreset`, as long as Hearth runs: its chats that have chosen no other one use it again. */
  restorePreset: call<void>().takes(z.strictObject({ presetId: id })),
  /** The preset of the quick window, which is made if there is none. It can be changed like any other. */
  quickPreset: call<{ presetId: string }>().takes(nothing),
  /** The preset that new chats begin with; `null`: none. */
  setDefaultPreset: call<void>().takes(z.strictObject({ presetId: id.nullable() })),
  /** Answers a chat with a preset, or with none, from the next answer on. `chatId`: as in `createPreset`. */
  choosePreset: call<void>().takes(z.strictObject({ chatId: id.nullable(), presetId: id.nullable() })),
};

/** The events of `Events` that belong here. */
export interface PresetsEvents {
  'presetStates.changed': { states: PresetState[] };
  'presets.changed': Presets;
}
