/**
 * The beginning of an answer that the model continues: what it wrote before it was cut, or what the user wants it to begin with.
 * The prompt ends where the template leaves the turn to the model, and these tokens follow it. No template is asked to render
 * an answer without its end, which many cannot.
 */
import type { Token } from 'node-llama-cpp';
import type { Thinking } from '../../shared/contract/engine.ts';
import type { AnswerBeginning, TurnRequest } from '../../shared/engine/request.ts';
import { leavesThoughtsOpen } from '../answer/answer-format.ts';
import { contentTokens, templateTokens } from '../prompt/piece-tokens.ts';
import type { Prompt } from '../prompt/prompt.ts';
import { areOfVocabulary } from '../prompt/vocabulary.ts';
import { promptOf } from './asked-prompt.ts';
import type { LoadedEngine } from './loaded-engine.ts';

/** A prompt, and the tokens behind it with which the answer begins. */
export interface BegunTurn {
  prompt: Prompt;
  tokens: Token[];
  /** As the turn asks, unless its beginning shows that the answer was begun otherwise. */
  thinking: Thinking;
}

type Engine = Pick<LoadedEngine, 'model' | 'template' | 'answers' | 'facts'>;

export const beginTurn = (engine: Engine, turn: TurnRequest): BegunTurn => {
  const { thinking, beginning } = turn;
  const render = (chosen: Thinking): Prompt => promptOf(engine, turn, chosen);
  const prompt = render(thinking);
  if (beginning === undefined) return { prompt, tokens: [], thinking };
  const { format } = engine.answers;
  const wantsThoughts = beginning.reasoning !== '';
  const isOpen = leavesThoughtsOpen(format, prompt.ending);
  // The switch may have been moved since the answer began: the prompt must lead to the thoughts, or to the text.
  if (engine.template.thinking.switchable && (wantsThoughts ? thinking.on === false : isOpen)) {
    const otherwise = { ...thinking, on: wantsThoughts };
    const other = render(otherwise);
    return { prompt: other, tokens: tokensOf(engine, other, beginning), thinking: otherwise };
  }
  return { prompt, tokens: tokensOf(engine, prompt, beginning), thinking };
};

/** The prompt with the beginning of the answer `answerId`, as the KV cache looks it up. */
export const withBeginning = (prompt: Prompt, tokens: Token[], answerId: string): Prompt => {
  if (tokens.length === 0) return prompt;
  const all = [...prompt.tokens, ...tokens];
  return {
    tokens: all,
    spans: [...prompt.spans, { messageId: answerId, kind: 'answer', end: all.length }],
    ending: prompt.ending,
  };
};

const tokensOf = (engine: Engine, prompt: Prompt, beginning: AnswerBeginning): Token[] => {
  const { text, reasoning, tokens: sampled } = beginning;
  const { model, template, answers } = engine;
  const isOpen = leavesThoughtsOpen(answers.format, prompt.ending);
  // Tokens that are not in the vocabulary were damaged in storage; those of text alone do not fit behind a prompt that has opened the thoughts.
  if (sampled !== null && areOfVocabulary(model, sampled) && (reasoning !== '' || !isOpen))
    return sampled as Token[];
  const { open, closing, channels } = answers.format;
  const tokens: Token[] = [];
  const last = (): Token | undefined => tokens.at(-1) ?? prompt.tokens.at(-1);
  const mark = (written: string): void => void tokens.push(...templateTokens(model, written, last()));
  const say = (said: string): void =>
    void tokens.push(...contentTokens(model, said, last(), template.source));
  if (reasoning !== '') {
    if (!isOpen) mark(open + (closing.startsWith('\n') ? '\n' : ''));
    say(text === '' ? withoutSpaces(reasoning) : reasoning);
  }
  if (text === '') return tokens;
  if (reasoning !== '' || (isOpen && channels === null)) tokens.push(...answers.closing);
  else if (channels !== null) mark(channels.answer + channels.message);
  say(withoutSpaces(text));
  return tokens;
};

/** Most tokens begin with their space, so a space before them would be one too many. */
const withoutSpaces = (text: string): string => text.replace(/ +$/, '');
