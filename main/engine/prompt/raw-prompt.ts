/** Prompts that no chat template writes: a text, tokens, or the gap between two texts. */
import type { LlamaModel, Token } from 'node-llama-cpp';
import type { RawPrompt } from '../../shared/engine/request.ts';
import { say } from '../../shared/words/catalogue.ts';
import { RefusedFile } from '../process/refused-file.ts';
import { infillMarks, infillTokens } from './infill.ts';
import { contentTokens, specialTokens } from './piece-tokens.ts';
import type { Prompt, Span } from './prompt.ts';
import { areOfVocabulary } from './vocabulary.ts';

/** Tokens of a span, so that the KV cache can tell how far two prompts agree. */
const spanLength = 256;

/**
 * The tokens of `raw`. `room`: the most tokens that a prompt of infill may take; its texts are cut to that. Throws `RefusedFile` with a
 * sentence if the vocabulary cannot express it.
 */
export const rawPromptOf = (
  model: LlamaModel,
  templateSource: string,
  raw: RawPrompt,
  room: number,
): Prompt => {
  switch (raw.kind) {
    case 'text': {
      const tokens = specialTokens(model, raw.text, undefined, templateSource);
      return promptOf(withBeginning(model, tokens));
    }
    case 'tokens': {
      if (!areOfVocabulary(model, raw.tokens)) throw new RefusedFile(say('engine.no-such-token'));
      return promptOf([...raw.tokens] as Token[]);
    }
    case 'infill': {
      const marks = infillMarks(model);
      if (marks === null) throw new RefusedFile(say('engine.no-infill'));
      const { bos } = model.tokens;
      const first = bos !== null && model.tokens.shouldPrependBosToken ? [bos] : [];
      const read = {
        plain: (text: string): Token[] => contentTokens(model, text, undefined, templateSource),
        special: (text: string): Token[] => specialTokens(model, text, undefined, templateSource),
      };
      return promptOf([...first, ...infillTokens(marks, raw, room - first.length, read)]);
    }
  }
};

/** With the token of a beginning, if the model wants it and the text does not name it. */
export const withBeginning = (model: LlamaModel, tokens: Token[]): Token[] => {
  const { bos } = model.tokens;
  return bos !== null && model.tokens.shouldPrependBosToken && tokens[0] !== bos ? [bos, ...tokens] : tokens;
};

const promptOf = (tokens: Token[]): Prompt => {
  const spans: Span[] = [];
  for (let start = 0; start < tokens.length; start += spanLength)
    spans.push({ messageId: null, kind: 'question', end: Math.min(tokens.length, start + spanLength) });
  return { tokens, spans, ending: '' };
};
