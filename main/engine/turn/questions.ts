/** Answers questions about prompts and tokens, also while turns run. */
import type { Token } from 'node-llama-cpp';
import type { AskedPrompt, PromptCount } from '../../shared/engine/engine.ts';
import type { PromptAnswers, PromptQuestion } from '../../shared/engine/protocol.ts';
import { msToPrefill } from '../../shared/speed/pace.ts';
import { say } from '../../shared/words/catalogue.ts';
import { noChat } from '../cache/hot.ts';
import { RefusedFile } from '../process/refused-file.ts';
import { countTokens, tokensInSteps } from '../prompt/piece-tokens.ts';
import { promptText } from '../prompt/prompt.ts';
import { withBeginning } from '../prompt/raw-prompt.ts';
import { areOfVocabulary } from '../prompt/vocabulary.ts';
import { promptOf } from './asked-prompt.ts';
import type { LoadedEngine } from './loaded-engine.ts';

/** Bounds of one question: no context holds more. UTF-16 code units, and tokens. */
const most = { characters: 16_000_000, tokens: 4_000_000 };

/** Throws `RefusedFile` with a sentence if the model refuses. */
export const answerQuestion = async (
  engine: LoadedEngine,
  question: PromptQuestion,
): Promise<PromptAnswers[PromptQuestion['kind']]> => {
  const { model, template } = engine;
  switch (question.kind) {
    case 'tokenize': {
      const { text, readsSpecial, begins } = question;
      checkLength(text.length);
      const tokens = await tokensInSteps(model, text, template.source, readsSpecial);
      return begins ? withBeginning(model, tokens) : tokens;
    }
    case 'detokenize':
      return textOf(engine, question.tokens);
    case 'render': {
      const { messages, thinking, program = {} } = question.prompt;
      checkPrompt(question.prompt);
      const raw = program.rawPrompt;
      if (raw?.kind === 'text') return raw.text;
      return raw === undefined
        ? promptText(template, messages, thinking, program)
        : textOf(engine, promptOf(engine, question.prompt).tokens);
    }
    case 'count':
      checkPrompt(question.prompt);
      await readAhead(engine, question.prompt);
      return countOf(engine, question.prompt);
  }
};

const checkLength = (characters: number): void => {
  if (characters > most.characters) throw new RefusedFile(say('engine.prompt-too-large'));
};

const checkPrompt = ({ messages, program }: AskedPrompt): void => {
  const raw = program?.rawPrompt;
  if (raw === undefined)
    checkLength(messages.reduce((sum, { text, reasoning }) => sum + text.length + reasoning.length, 0));
  else if (raw.kind === 'text') checkLength(raw.text.length);
  else if (raw.kind === 'infill')
    checkLength(
      raw.extra.reduce(
        (sum, { name, text }) => sum + name.length + text.length,
        raw.prefix.length + raw.suffix.length + raw.prompt.length,
      ),
    );
};

const textOf = ({ model }: LoadedEngine, tokens: readonly number[]): string => {
  if (tokens.length > most.tokens) throw new RefusedFile(say('engine.prompt-too-large'));
  if (!areOfVocabulary(model, tokens)) throw new RefusedFile(say('engine.no-such-token'));
  return model.detokenize(tokens as Token[], true);
};

/** Tokenises the long texts of a prompt in steps, so that its rendering finds their tokens. */
const readAhead = async (
  { model, template }: LoadedEngine,
  { messages, program }: AskedPrompt,
): Promise<void> => {
  const raw = program?.rawPrompt;
  if (raw?.kind === 'text') await tokensInSteps(model, raw.text, template.source, true);
  else if (raw?.kind === 'infill')
    for (const text of [raw.prefix, raw.suffix, ...raw.extra.map((one) => one.text)])
      await countTokens(model, text, template.source);
  else if (raw === undefined)
    for (const { text, reasoning } of messages)
      for (const one of [text, reasoning]) await countTokens(model, one, template.source);
};

const countOf = (engine: LoadedEngine, prompt: AskedPrompt): PromptCount => {
  const { tokens } = promptOf(engine, prompt);
  const { cache } = engine;
  // The last token is always evaluated, see `KvCache.begin`.
  const { cached, where, restoreMs } = cache.foresee(noChat, tokens.slice(0, -1));
  const { pace } = cache.costs;
  return {
    tokens: tokens.length,
    cachedTokens: cached,
    where: cached === 0 ? null : where,
    firstTokenMs: pace === null ? null : restoreMs + msToPrefill(pace, cached, tokens.length),
  };
};
