/** The prompt library: texts under names, to insert into messages. */
import { z } from 'zod';
import { visible } from '../format/visible-text.ts';
import { say, writeTold, type Code } from '../words/catalogue.ts';
import { call, id, nothing } from './call.ts';

export interface SavedPrompt {
  id: string;
  name: string;
  /** With its variables in double braces, as in `{{language}}`. */
  text: string;
}

/** Characters. */
const longest = { name: 100, text: 100_000 };

const fields = {
  name: z
    .string()
    .trim()
    .min(1, 'prompts.name-empty' satisfies Code)
    .max(longest.name, writeTold(say('prompts.name-too-long', { most: longest.name })))
    .transform(visible),
  text: z
    .string()
    .max(longest.text, writeTold(say('prompts.text-too-long', { most: longest.text })))
    .refine((text) => text.trim() !== '', 'prompts.text-empty' satisfies Code)
    .transform(visible),
};

/** The calls of `calls` that belong here; `savedPrompts.changed` follows each change. */
export const promptLibraryCalls = {
  /** Sorted by name. */
  savedPrompts: call<SavedPrompt[]>().takes(nothing),
  addPrompt: call<SavedPrompt>().takes(z.strictObject(fields)),
  changePrompt: call<void>().takes(z.strictObject({ promptId: id, ...fields })),
  deletePrompt: call<void>().takes(z.strictObject({ promptId: id })),
};

/** The events of `Events` that belong here. */
export interface PromptLibraryEvents {
  /** All of them, by name. */
  'savedPrompts.changed': { prompts: SavedPrompt[] };
}
