/** Why a setting is refused. */
import { refusalOf } from '../settings/refusals.ts';
import { entryOf, type SettingName } from '../settings/registry.ts';
import type { Sentences } from './told.ts';

export const settingsSentences = {
  /** The sentence follows from the setting's entry in the registry. */
  'settings.not-allowed': ({ setting }: { setting: SettingName }) => refusalOf(entryOf(setting)),
} as const satisfies Sentences<'settings'>;
