/** The settings for all models, and of each model. Both follow from the registry of settings (main/shared/settings). */
import { z } from 'zod';
import { visible } from '../format/visible-text.ts';
import type { Entry, Scope } from '../settings/entry.ts';
import {
  entryOf,
  namesIn,
  type GlobalValues,
  type SettingName,
  type ValuesIn,
} from '../settings/registry.ts';
import { say, writeTold } from '../words/catalogue.ts';
import type { Thinking } from './engine.ts';
import { call, filePath } from './call.ts';

/** The settings for all models; `null` means that Hearth decides. */
export interface Settings extends GlobalValues {
  /** The last choice of thinking for each model, by its path. */
  thinking: Record<string, Thinking>;
}

/** The settings of one model. For absent and `null`, the settings for all models apply, or the model file decides. */
export interface LoadSettings extends ValuesIn<'model'> {}

/** What `changeSettings` takes. */
type SettingsPatch = { [Name in keyof GlobalValues]?: GlobalValues[Name] | undefined };

/** The validator of one setting's values. If a person can type the value, its message is the refusal. */
const valueOf = (setting: SettingName, entry: Entry): z.ZodType => {
  const problem = writeTold(say('settings.not-allowed', { setting }));
  switch (entry.kind) {
    case 'onOff':
      return z.boolean();
    case 'choice':
      return z.enum(Object.keys(entry.names));
    case 'number': {
      const number = z.number(problem).min(entry.from, problem).max(entry.to, problem);
      return entry.isWhole ? number.int(problem) : number;
    }
    case 'numbers':
      return z
        .array(z.int(problem).min(entry.from, problem).max(entry.to, problem))
        .min(1, problem)
        .max(entry.mostNumbers, problem);
    case 'text':
      return z.string().max(entry.longest, problem).transform(visible);
    case 'address': {
      const isAddress = (value: string): boolean =>
        URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
      return z
        .string()
        .trim()
        .max(entry.longest, problem)
        .refine((value) => isAddress(value) || value === entry.default, problem);
    }
  }
};

/** The validator of what a scope sets. `null` is allowed if Hearth or a wider scope can decide. */
const valuesOf = <Values>(scope: Scope): z.ZodType<Values> =>
  z.strictObject(
    Object.fromEntries(
      namesIn(scope).map((name) => {
        const entry = entryOf(name);
        const value = valueOf(name, entry);
        return [name, (scope !== 'all' || entry.default === null ? value.nullable() : value).optional()];
      }),
    ),
  ) as unknown as z.ZodType<Values>;

/** The calls of `calls` that belong here. */
export const settingsCalls = {
  /** The settings of one model that differ from those for all models. */
  loadSettings: call<LoadSettings>().takes(z.strictObject({ path: filePath })),
  /** Stores all of them; `{}` resets the model. If the model is loaded and the change concerns that, it is reloaded. */
  changeLoadSettings: call<LoadSettings>().takes(
    z.strictObject({ path: filePath, settings: valuesOf<LoadSettings>('model') }),
  ),
  changeSettings: call<Settings>().takes(valuesOf<SettingsPatch>('all')),
};

/** The events of `Events` that belong here. */
export interface SettingsEvents {
  'settings.changed': { settings: Settings };
}
