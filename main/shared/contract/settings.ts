/**
 * The global settings, and the settings of each model. Both are derived from the registry of settings (main/shared/settings).
 */
import { z } from 'zod';
import { visible } from '../format/visible-text.ts';
import { faultIn, longestFormat } from '../grammar/response-format.ts';
import type { Entry, Scope } from '../settings/entry.ts';
import { areKeys } from '../settings/keys.ts';
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

/** The global settings; `null` means that Hearth decides. */
export interface Settings extends GlobalValues {
  /** The last choice of thinking for each model, by its key (`modelKey`). */
  thinking: Record<string, Thinking>;
}

/** The settings of one model. If one is absent or `null`, the global setting applies, or the model file decides. */
export interface LoadSettings extends ValuesIn<'model'> {}

/** The argument of `changeSettings`: the settings that change. */
type SettingsPatch = { [Name in keyof GlobalValues]?: GlobalValues[Name] | undefined };

/** The validator of one setting's values. If a person can type the value, the message of the validator is the refusal. */
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
    case 'texts':
      return z
        .array(z.string().min(1, problem).max(entry.longest, problem).transform(visible), problem)
        .min(1, problem)
        .max(entry.mostTexts, problem);
    case 'biases':
      return z
        .array(
          z.strictObject({
            text: z.string().min(1, problem).max(entry.longest, problem).transform(visible),
            bias: z.number(problem).min(entry.from, problem).max(entry.to, problem),
          }),
          problem,
        )
        .min(1, problem)
        .max(entry.mostBiases, problem);
    case 'format':
      return z
        .strictObject({
          kind: z.enum(['text', 'schema', 'grammar']),
          source: z.string().max(longestFormat, problem),
        })
        .superRefine((format, { addIssue }) => {
          const fault = faultIn(format);
          if (fault !== null) addIssue({ code: 'custom', message: writeTold(fault) });
        });
    case 'text':
      return z.string().max(entry.longest, problem).transform(visible);
    case 'keys':
      return z.string().max(60, problem).refine(areKeys, problem);
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

/** The validator of the settings in a scope. `null` is allowed if Hearth or a wider scope can decide. */
export const valuesOf = <Values>(scope: Scope): z.ZodType<Values> =>
  z.strictObject(
    Object.fromEntries(
      namesIn(scope).map((name) => {
        const entry = entryOf(name);
        const value = valueOf(name, entry);
        return [name, (scope !== 'all' || entry.default === null ? value.nullable() : value).optional()];
      }),
    ),
  ) as unknown as z.ZodType<Values>;

/** The calls about settings, which `calls` in contract.ts includes. */
export const settingsCalls = {
  /** The settings of one model that differ from the global settings. */
  loadSettings: call<LoadSettings>().takes(z.strictObject({ path: filePath })),
  /**
   * Replaces all settings of one model; `{}` resets them. If the model is loaded and the change affects how, it is reloaded.
   */
  changeLoadSettings: call<LoadSettings>().takes(
    z.strictObject({ path: filePath, settings: valuesOf<LoadSettings>('model') }),
  ),
  changeSettings: call<Settings>().takes(valuesOf<SettingsPatch>('all')),
};

/** The events about settings, which `Events` in contract.ts includes. */
export interface SettingsEvents {
  'settings.changed': { settings: Settings };
}
