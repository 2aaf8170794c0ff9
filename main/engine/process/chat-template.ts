/**
 * Renders a chat by the model's own Jinja template. What people and models wrote stays apart from the template's own
 * text, so that it can never be taken for the template's special tokens.
 */
import { RaisedByTemplate, TemplateError, TemplateTooCostly } from '../jinja/errors.ts';
import { strftime } from '../jinja/strftime.ts';
import { Template } from '../jinja/template.ts';
import { Text } from '../jinja/text.ts';
import { Dict, List, type Value } from '../jinja/values.ts';
import type { RenderRaw } from './answer-format.ts';
import {
  easierTurns,
  messagesFor,
  turnsOf,
  type ContentOrigin,
  type MessageForm,
  type TemplateMessage,
  type Turn,
} from './chat-messages.ts';
import {
  findThinking,
  usualVariables,
  type ThinkingChoice,
  type ThinkingControls,
  type Variables,
} from './thinking-controls.ts';

export type { TemplateMessage } from './chat-messages.ts';
export type { ThinkingChoice } from './thinking-controls.ts';

/** A piece of the rendered prompt: text of the template, or what it prints of a message. */
export type PromptPiece =
  | { template: string }
  | { content: number; part: 'text' | 'reasoning'; text: string };

export interface ChatTemplate {
  /** What a user can choose about the model's thoughts. */
  thinking: ThinkingControls;
  /**
   * The pieces that ask for the next answer; `content` is an index into `messages`. Throws `TemplateError` with the
   * reason if the template cannot render them.
   */
  render(messages: readonly TemplateMessage[], thinking?: ThinkingChoice): PromptPiece[];
  /** As `render`, with the template's variables given by name, as in llama-server's `chat_template_kwargs`. */
  renderWith(messages: readonly TemplateMessage[], variables: Variables, now?: Date): PromptPiece[];
  /** The text of these very messages, to be compared with that of others. */
  renderRaw: RenderRaw;
}

/** Throws `TemplateError` with the reason if the template cannot be parsed or does not render a chat. */
export const parseChatTemplate = (source: string, bosToken: string, eosToken: string): ChatTemplate => {
  const template = new Template(mended(source));

  const apply = (
    messages: List,
    characters: number,
    generationPrompt: boolean,
    variables: Variables,
    withTools: boolean,
    now: Date,
  ): Text => {
    const given: Record<string, Value> = {
      messages,
      add_generation_prompt: generationPrompt,
      bos_token: new Text(bosToken),
      eos_token: new Text(eosToken),
      // As llama.cpp, for templates that print the date.
      datetime: new Text(strftime(now, '%b %d %Y')),
      date_string: new Text(strftime(now, '%d %b %Y')),
      ...(withTools ? { tools: new List([]) } : {}),
    };
    for (const [name, value] of Object.entries({ ...usualVariables, ...variables }))
      given[name] = typeof value === 'string' ? new Text(value) : value;
    return template.render(given, characters, now);
  };
  const run = (
    turns: Turn[],
    form: MessageForm,
    variables: Variables,
    withTools: boolean,
    now: Date,
  ): Text => {
    const characters = turns.reduce((sum, { text, reasoning }) => sum + text.length + reasoning.length, 0);
    return ended(apply(messagesFor(turns, form), characters, true, variables, withTools, now), source);
  };

  const form = findForm(source, run);
  const renderWith = (
    messages: readonly TemplateMessage[],
    variables: Variables,
    now = new Date(),
  ): PromptPiece[] => {
    let failure: unknown;
    for (const turns of easierTurns(turnsOf(messages)))
      try {
        return piecesOf(run(turns, form, variables, form.withTools, now), messages);
      } catch (error) {
        if (!(error instanceof TemplateError) || error instanceof TemplateTooCostly) throw error;
        failure ??= error;
      }
    throw failure;
  };
  const thinking = findThinking(source, (messages, variables) =>
    renderWith(messages, variables)
      .map((piece) => ('template' in piece ? piece.template : piece.text))
      .join(''),
  );
  const chat: ChatTemplate = {
    thinking: thinking.controls,
    render: (messages, choice = {}) => renderWith(messages, thinking.variables(choice)),
    renderWith,
    renderRaw: (messages, { generationPrompt, thinking: on }) =>
      apply(
        new List(messages.map(valueOf)),
        JSON.stringify(messages).length,
        generationPrompt,
        thinking.variables(on === undefined ? {} : { on }),
        form.withTools,
        new Date(),
      ).value,
  };
  checkChats(chat);
  return chat;
};

/** A value of JSON as templates have it. */
const valueOf = (value: unknown): Value => {
  if (typeof value === 'string') return new Text(value);
  if (Array.isArray(value)) return new List(value.map(valueOf));
  if (typeof value !== 'object' || value === null) return value as null | boolean | number;
  return new Dict(Object.fromEntries(Object.entries(value).map(([name, one]) => [name, valueOf(one)])));
};

/** The reason why a template was refused, as part of a sentence. */
export const sentencePart = (error: TemplateError): string =>
  error.message.replace(/[.\s]+$/, '') || 'it gives no reason';

/** llama.cpp's mends for templates that refuse what a chat may well hold (common/chat.cpp). */
const mended = (source: string): string =>
  source
    .replace(
      '{%- if "<|channel|>analysis<|message|>" in message.content or "<|channel|>final<|message|>" in message.content %}',
      '{%- if false %}',
    )
    .replaceAll(
      "{%- if (message['content'] is none or message['content'] == '' or message['content']|length == 0) and (message['tool_calls'] is not defined or message['tool_calls'] is none or message['tool_calls']|length == 0) %}",
      '{%- if false %}',
    );

/** Gemma 4's template does not open the model's turn behind its own; llama.cpp does (common/parsers/gemma4.cpp). */
const ended = (text: Text, source: string): Text =>
  source.includes("'<|tool_call>call:'") && text.value.endsWith('<turn|>\n')
    ? Text.join([text, new Text('<|turn>model\n')])
    : text;

const message = (role: TemplateMessage['role'], text: string, reasoning = ''): TemplateMessage => ({
  role,
  text,
  reasoning,
});
const asks = message('user', 'What is the capital of France?');
const answers = message('model', 'Paris.');
const instructs = message('system', 'Answer in one sentence.');

/** Finds by trying how the template wants its messages. Throws `TemplateError` if none of the ways works. */
const findForm = (
  source: string,
  run: (turns: Turn[], form: MessageForm, variables: Variables, withTools: boolean, now: Date) => Text,
): MessageForm & { withTools: boolean } => {
  const now = new Date();
  const shows = (messages: TemplateMessage[], form: MessageForm, withTools: boolean): boolean => {
    const { value } = run(turnsOf(messages), form, {}, withTools, now);
    return messages.every(({ text }) => value.includes(text));
  };
  // Magistral and Ministral take thoughts as a block of the content alone.
  const thoughts =
    !source.includes('reasoning_content') &&
    /['"]thinking['"]\s*(\]|%\}|-%\}|and|or)/.test(source) &&
    source.includes('[SYSTEM_PROMPT]')
      ? 'blocks'
      : 'field';
  // llama.cpp does so too: left-over white space drives StepFun into loops.
  const trims = source.includes('You have access to the following functions in JSONSchema format');
  let failure: unknown;
  for (const content of ['text', 'parts'] as const)
    // Templates made for tools alone want a list of them.
    for (const withTools of [false, true]) {
      const form: MessageForm = { content, thoughts, trims, system: 'role' };
      try {
        if (!shows([asks], form, withTools)) {
          failure ??= new TemplateError('it leaves out the last message');
          continue;
        }
      } catch (error) {
        if (!(error instanceof TemplateError) || error instanceof TemplateTooCostly) throw error;
        failure ??= error;
        continue;
      }
      let readsSystem = false;
      try {
        readsSystem = shows([instructs, asks], form, withTools);
      } catch (error) {
        if (!(error instanceof TemplateError) || error instanceof TemplateTooCostly) throw error;
      }
      return { ...form, system: readsSystem ? 'role' : 'question', withTools };
    }
  throw failure;
};

const piecesOf = (text: Text, messages: readonly TemplateMessage[]): PromptPiece[] => {
  const pieces = text.runs().map(({ text: run, origin }): PromptPiece => {
    if (origin === null) return { template: run };
    const { content, part } = origin as ContentOrigin;
    return { content, part, text: run };
  });
  const last = messages.length - 1;
  const isEmpty = last < 0 || messages[last]!.text.trim() === '';
  if (!isEmpty && !pieces.some((piece) => 'content' in piece && piece.content === last))
    throw new RaisedByTemplate('it leaves out the last message');
  return pieces;
};

/** Renders chats of several messages, so that nothing fails first in the middle of one. */
const checkChats = (template: ChatTemplate): void => {
  const thinks = message('model', 'Paris.', 'The user asks for a capital.');
  for (const on of [null, true, false])
    for (const chat of [
      [instructs, asks, answers, asks],
      [asks, thinks, asks, thinks, asks, answers, asks],
    ])
      template.render(chat, { on });
};
