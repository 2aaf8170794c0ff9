/** Recognizes what is typed behind a slash at the beginning of a line, and finds what it may mean. */
import type { Preset } from '../../main/shared/contract/presets.ts';
import type { SavedPrompt } from '../../main/shared/contract/prompt-library.ts';
import type { Command } from '../commands/commands.ts';
import { listedName, matching } from '../palette/entries.ts';
import { folded } from '../palette/matching.ts';

/** A line that is nothing but a slash and what follows it, from `from` to `to` in the text. */
export interface Slash {
  from: number;
  to: number;
  typed: string;
}

/** `null` unless the cursor is at the end of such a line. A second slash or a space behind the first makes it a text. */
export const slashAt = (text: string, cursor: number): Slash | null => {
  const from = text.slice(0, cursor).lastIndexOf('\n') + 1;
  const rest = text.slice(cursor).split('\n', 1)[0];
  const typed = /^\/((?!\s)[^/]{0,60})$/.exec(text.slice(from, cursor))?.[1];
  return typed === undefined || rest !== '' ? null : { from, to: cursor, typed };
};

export type SlashEntry =
  | { kind: 'prompt'; name: string; prompt: SavedPrompt }
  | { kind: 'preset'; name: string; preset: Preset }
  | { kind: 'command'; name: string; command: Command };

export interface SlashOffers {
  prompts: readonly SavedPrompt[];
  presets: readonly Preset[];
  commands: readonly Command[];
}

/** Prompts, presets and commands whose names match; all of them if nothing is typed. */
export const slashEntries = (typed: string, { prompts, presets, commands }: SlashOffers): SlashEntry[] => {
  const query = folded(typed);
  if (query === '' && typed.trim() !== '') return [];
  return [
    ...matching(prompts, query, ({ name }) => name).map((prompt): SlashEntry => ({
      kind: 'prompt',
      name: prompt.name,
      prompt,
    })),
    ...matching(presets, query, ({ name }) => name).map((preset): SlashEntry => ({
      kind: 'preset',
      name: preset.name,
      preset,
    })),
    ...matching(commands, query, listedName).map((command): SlashEntry => ({
      kind: 'command',
      name: listedName(command),
      command,
    })),
  ];
};
