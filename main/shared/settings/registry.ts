/** The registry of settings: every entry, and the types and defaults that follow from them. */
import { translatable } from '../language/language.ts';
import { answeringEntries } from './answering.ts';
import { desktopEntries } from './desktop.ts';
import type { Entry, Scope } from './entry.ts';
import { loadingEntries } from './loading.ts';
import { idleEntries, networkEntries, windowEntries } from './program.ts';
import { programEntries } from './programs.ts';
import { samplingEntries } from './sampling.ts';

/** In the order of forms and of the documentation. */
const entries = translatable('settings', {
  ...windowEntries,
  ...loadingEntries,
  ...samplingEntries,
  ...answeringEntries,
  ...idleEntries,
  ...networkEntries,
  ...programEntries,
  ...desktopEntries,
});

type Entries = typeof entries;
export type SettingName = keyof Entries;

/** A value of each setting: the one that applies, see `effective`. */
export type SettingValues = { [Name in SettingName]: Entries[Name]['default'] };

/** The names of the settings that can be set in a scope. */
type NamesIn<In extends Scope> = {
  [Name in SettingName]: In extends Entries[Name]['scopes'][number] ? Name : never;
}[SettingName];

/** A value of each setting for all models. */
export type GlobalValues = Pick<SettingValues, NamesIn<'all'>>;

/** What a scope within "all models" sets. For absent and `null`, the next wider scope decides. */
export type ValuesIn<In extends Exclude<Scope, 'all'>> = OrNull<Pick<SettingValues, NamesIn<In>>>;

type OrNull<Values> = { [Name in keyof Values]?: Values[Name] | null | undefined };

/** What any scope sets. */
export type ScopeValues = OrNull<SettingValues>;

/** The order of the form for all models; other entries follow in the order of the registry. */
const firstForAll: readonly SettingName[] = [
  'theme',
  'language',
  'answerFigures',
  'wrapCode',
  'backend',
  'threads',
  'flashAttention',
  'batchSize',
  'contextLength',
  'temperature',
  'kvPrecision',
  'typeAhead',
  'modelTitles',
  'embedPassages',
  'longestAnswer',
  'speculative',
  'snapshotBudget',
  'unloadAfterMinutes',
  'systemPrompt',
];

export const settingNames = Object.keys(entries) as SettingName[];

export const entryOf = (name: SettingName): Entry => entries[name];

/** The settings that can be set in `scope`, in the order of its form. */
export const namesIn = (scope: Scope): SettingName[] => {
  const names = settingNames.filter((name) => entryOf(name).scopes.includes(scope));
  return scope === 'all' ? [...firstForAll, ...names.filter((name) => !firstForAll.includes(name))] : names;
};

/**
 * The values that apply: each setting's value from the narrowest scope that sets it, or else its default. `fromWidest` is what
 * the scopes set: for all models first, then for one model, a preset, a chat.
 */
export const effective = (...fromWidest: readonly ScopeValues[]): SettingValues =>
  Object.fromEntries(
    settingNames.map((name) => [
      name,
      fromWidest.map((scope) => scope[name] ?? null).findLast((value) => value !== null) ??
        entryOf(name).default,
    ]),
  ) as SettingValues;

/** The values for all models until the user changes them. */
export const defaultSettings = Object.fromEntries(
  namesIn('all').map((name) => [name, entryOf(name).default]),
) as GlobalValues;
