/** Texts around the settings of one chat. Labels and hints are in the registry of settings (main/shared/settings). */
import { count, duration } from './figures.ts';

export const answeringWords = {
  button: (set: number): string => (set === 0 ? 'Chat settings' : `Chat settings, ${count(set)} set`),
  /** In the button, if there is room. */
  short: 'Settings',
  setCount: (set: number): string => `${count(set)} set`,
  reading: 'Loading the settings of this chat…',
  about: 'For this chat only, from the next answer on. Empty fields use the settings of the model.',
  aboutNew: 'For the new chat. Empty fields use the settings of the model.',
  noModel: 'No model is loaded, so recommended values are not shown.',
  resetAsked: 'Reset all…',
  resetAll: 'Reset all',
  resetQuestion: (set: number, cost: PromptCost | null): string =>
    `${set === 1 ? 'Reset the one setting of this chat?' : `Reset all ${count(set)} settings of this chat?`}${cost === null ? '' : ` ${reprocessing(cost)}`}`,
  promptCost: (cost: PromptCost): string => reprocessing(cost),
  applyPrompt: 'Apply',
  discardPrompt: 'Discard',
} as const;

interface PromptCost {
  tokens: number;
  isCounted: boolean;
  ms: number | null;
}

/** What a change of the system prompt costs. */
const reprocessing = ({ tokens, isCounted, ms }: PromptCost): string =>
  `A change means that your next message processes the whole chat again: ${isCounted ? '' : 'about '}${count(tokens)} tokens${ms === null ? '' : `, about ${duration(Number(ms.toPrecision(2)))}`}.`;
