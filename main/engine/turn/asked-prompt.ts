/** The prompt of a turn: as the chat template writes its messages, or as another program wrote it. */
import type { Thinking } from '../../shared/contract/engine.ts';
import type { AskedPrompt } from '../../shared/engine/engine.ts';
import { renderPrompt, type Prompt } from '../prompt/prompt.ts';
import { rawPromptOf } from '../prompt/raw-prompt.ts';
import type { LoadedEngine } from './loaded-engine.ts';

/** Throws `RefusedFile` with a sentence if the template or the vocabulary refuses it. `thinking`: in place of the prompt's own. */
export const promptOf = (
  { model, template, facts }: Pick<LoadedEngine, 'model' | 'template' | 'facts'>,
  { messages, program = {}, ...own }: AskedPrompt,
  thinking: Thinking = own.thinking,
): Prompt =>
  program.rawPrompt === undefined
    ? renderPrompt(model, template, messages, thinking, program)
    : rawPromptOf(model, template.source, program.rawPrompt, facts.contextLength - facts.answerReserve);
