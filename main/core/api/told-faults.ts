/** What the engine refuses, as a fault: most refusals are about the request, and no client should send the same again. */
import { ApiFault, type ApiFaultKind } from '../../shared/api/fault.ts';
import { englishSentenceOf, say, type Code } from '../../shared/words/catalogue.ts';
import type { Told } from '../../shared/words/told.ts';

const kinds: Partial<Record<Code, ApiFaultKind>> = {
  'answer.format-guide': 'impossible',
  'answer.format-missed': 'unsupported',
  'answer.format-too-complex': 'unsupported',
  'answer.format-unspeakable': 'unsupported',
  'answer.tool-unknown': 'bad-request',
  'answer.tools-guide': 'impossible',
  'engine.no-infill': 'impossible',
  'engine.no-such-token': 'bad-request',
  'engine.no-template': 'impossible',
  'engine.own-variable': 'unsupported',
  'engine.prompt-empty': 'bad-request',
  'engine.prompt-too-large': 'too-long',
  'engine.question-too-long': 'too-long',
  'engine.template-refuses-chat': 'unsupported',
  'engine.text-too-long': 'too-long',
  'engine.too-many-alternatives': 'unsupported',
};

/** The fault that says what was told, in English. */
export const faultOfTold = (told: Told): ApiFault => {
  const kind = kinds[told.code as Code] ?? (told.code.startsWith('format.') ? 'unsupported' : 'failed');
  return new ApiFault(kind, englishSentenceOf(told));
};

/** The fault of a prompt that does not fit the context. `told`: how the engine says it to a person; `null`: it does not say why. */
export const faultOfLongPrompt = (told: Told | null): ApiFault => {
  const field = 'messages';
  if (told?.code !== 'answer.prompt-too-long')
    return new ApiFault('too-long', 'The prompt does not fit the context of the model.', { field });
  const facts = told.facts as { promptTokens: number; reserve: number; contextLength: number };
  const tokens = { prompt: facts.promptTokens, context: facts.contextLength - facts.reserve };
  return new ApiFault('too-long', englishSentenceOf(say('api.prompt-too-long', facts)), { field, tokens });
};
