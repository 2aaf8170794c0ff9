/** Texts around the settings of one chat. Labels and hints are in the registry of settings (main/shared/settings). */
import { count, duration } from './figures.ts';
import { translatable } from '../../main/shared/language/language.ts';

export const answeringWords = translatable('answeringWords', {
  button: (preset: string | null, set: number): string =>
    [
      'Chat settings',
      ...(preset === null ? [] : [`preset ${preset}`]),
      ...(set === 0 ? [] : [`${count(set)} set`]),
    ].join(', '),
  /** In the button, if there is room. */
  short: 'Settings',
  setCount: (set: number): string => `${count(set)} set`,
  reading: 'Loading the settings of this chat…',
  about:
    'For this chat only, from the next answer on. Empty fields use the settings of the preset and the model.',
  aboutNew: 'For the new chat. Empty fields use the settings of the preset and the model.',
  noModel: 'No model is loaded, so recommended values are not shown.',
  resetAsked: 'Reset all…',
  resetAll: 'Reset all',
  resetQuestion: (set: number, cost: PromptCost | null): string =>
    `${set === 1 ? 'Reset the one setting of this chat?' : `Reset all ${count(set)} settings of this chat?`}${cost === null ? '' : ` ${reprocessing(cost)}`}`,
  promptCost: (cost: PromptCost): string => reprocessing(cost),
  apply: 'Apply',
  discard: 'Discard',

  /** How soon a new chat with a preset begins. */
  ready: 'ready at once',
  readyIn: (ms: number): string => `ready in about ${duration(Number(ms.toPrecision(2)))}`,
  processFirst: 'to be processed first',
  processFirstFor: (ms: number): string => `about ${duration(Number(ms.toPrecision(2)))} to process first`,
  preset: 'Preset',
  noPreset: 'None',
  presetName: 'Name',
  presetNameHint: 'Saves the system prompt and all settings of this chat, and the model, under this name.',
  savePreset: 'Save as preset…',
  editPreset: 'Edit preset',
  presetTitle: (name: string): string => `Preset: ${name}`,
  presetAbout:
    'Changes apply to all chats with this preset, from the next answer on. With another system prompt, their next message processes the whole chat again.',
  back: 'Back',
  isDefault: 'For new chats',
  isDefaultHint: 'New chats begin with this preset.',
  model: 'Model',
  anyModel: 'Any model',
  otherModel: 'Another model',
  modelHint: 'Choosing the preset does not load it; Hearth offers to.',
  /** `contextLength` in tokens; `null`: the loaded one suits the preset. */
  presetNeeds: (isOtherModel: boolean, contextLength: number | null): string =>
    isOtherModel
      ? `This preset asks for another model${contextLength === null ? '' : ` with a context of ${count(contextLength)} tokens`}. Loading it takes the place of the model that is loaded.`
      : `This preset asks for a context of ${count(contextLength ?? 0)} tokens. Loading it reloads the model and changes the context length of that model.`,
  loadForPreset: 'Load',
  modelGone: 'The model of this preset is not installed.',
  deletePreset: 'Delete preset',
  presetDeleted: (name: string): string => `Preset “${name}” deleted.`,
} as const);

interface PromptCost {
  tokens: number;
  isCounted: boolean;
  ms: number | null;
}

/** What a change of the system prompt costs. */
const reprocessing = ({ tokens, isCounted, ms }: PromptCost): string =>
  `A change means that your next message processes the whole chat again: ${isCounted ? '' : 'about '}${count(tokens)} tokens${ms === null ? '' : `, about ${duration(Number(ms.toPrecision(2)))}`}.`;
