/** The formats that chats are imported from, in the order in which an object is compared with them. */
import { chatgpt } from './chatgpt.ts';
import { claude } from './claude.ts';
import type { ProgramFormat } from './format.ts';
import { hearth } from './hearth.ts';
import { jan } from './jan.ts';
import { llamaCpp } from './llama-cpp.ts';
import { lmStudio } from './lm-studio.ts';
import { openWebui } from './open-webui.ts';

export const formats: readonly ProgramFormat[] = [
  hearth,
  chatgpt,
  claude,
  openWebui,
  llamaCpp,
  jan,
  lmStudio,
];
