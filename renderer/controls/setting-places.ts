/** Where each setting for all models is, for those who lead there. */
import { groups, type Group } from '../../main/shared/settings/entry.ts';
import { entryOf, namesIn, type SettingName } from '../../main/shared/settings/registry.ts';
import { aboutWords } from '../words/about.ts';
import { backupWords } from '../words/backup.ts';
import { settingsWords as words } from '../words/settings.ts';

export interface SettingPlace {
  name: string;
  /** The id of the element that gets the focus; `null`: the setting is on the page of the local server. */
  element: string | null;
}

/** The id of the element around the control of a setting for all models. */
export const settingElement = (name: SettingName): string => `setting-${name}`;

/** The id of the heading of a section of the settings. */
export const sectionElement = (section: SettingSection): string => `settings-${section}`;

/** Sections without a group of settings of their own. */
const otherSections = ['backup', 'sync', 'logs', 'about'] as const;
export type SettingSection = Exclude<Group, 'sampling' | 'repetition'> | (typeof otherSections)[number];

/** The sections of the settings, in their order. `isDesktop`: in Hearth's own window. */
export const settingSections = (isDesktop: boolean): SettingSection[] => [
  'window',
  'memoryAndSpeed',
  'prompt',
  'network',
  'programs',
  ...(isDesktop ? (['desktop'] as const) : []),
  ...otherSections,
];

export const sectionTitle = (section: SettingSection): string => {
  switch (section) {
    case 'backup':
    case 'sync':
      return backupWords[section].title;
    case 'logs':
      return words.logs.title;
    case 'about':
      return aboutWords.title;
    default:
      return groups[section];
  }
};

/** Shown only if the build can look for new versions, or if the quick window is on; their section leads to them. */
const isConditional: ReadonlySet<SettingName> = new Set<SettingName>(['lookForUpdates', 'quickKeys']);

/** All sections, then all settings that are always in them. */
export const settingPlaces = (isDesktop: boolean): SettingPlace[] => [
  ...settingSections(isDesktop).map((section) => ({
    name: words.section(sectionTitle(section)),
    element: sectionElement(section),
  })),
  ...namesIn('all')
    .map((name) => ({ name, entry: entryOf(name) }))
    .filter(({ name, entry }) => !isConditional.has(name) && (isDesktop || entry.group !== 'desktop'))
    .map(({ name, entry }) => ({
      name: entry.label,
      element: entry.group === 'programs' ? null : settingElement(name),
    })),
];
