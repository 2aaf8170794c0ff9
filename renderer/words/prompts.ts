/** Texts of the prompt library and of the menu of the message field. */
import { translatable } from '../../main/shared/language/language.ts';
import { count } from '../../main/shared/format/figures.ts';

export const promptWords = translatable('promptWords', {
  /** The list of what a slash offers. */
  menu: 'Prompts, presets and commands',
  kinds: { prompt: 'Prompts', preset: 'Presets', command: 'Commands' },
  /** Read to screen readers while one types. */
  found: (entries: number): string =>
    `${entries === 1 ? '1 entry' : `${count(entries)} entries`}. The arrow keys move, Enter chooses, Escape closes.`,
  newChat: 'in a new chat',
  presetChosen: (name: string): string => `Preset “${name}” is used for the new chat.`,

  fill: (name: string): string => `Variables of “${name}”`,
  fillHint: 'A variable that you leave empty stays in the text.',
  insert: 'Insert',

  about: 'Type / at the beginning of a line in the message box to insert a prompt.',
  empty: 'No prompts yet.',
  new: 'New prompt',
  edit: 'Edit prompt',
  name: 'Name',
  text: 'Prompt',
  variablesHint: 'Write what changes from time to time as a variable, for example {{language}}.',
  variables: (names: readonly string[]): string =>
    `Asked for before the prompt is inserted: ${names.join(', ')}.`,
  save: 'Save',
  discard: 'Discard',
  delete: 'Delete',
  deleted: (name: string): string => `Prompt “${name}” deleted.`,
});
