/**
 * Renders a chat with the model's own Jinja template. The text of people and models stays separate from the template's own
 * text, so that it is never mistaken for the template's special tokens.
 */
import { Budget } from '../jinja/budget.ts';
import { TemplateError, TemplateTooCostly } from '../jinja/errors.ts';
import { strftime } from '../jinja/strftime.ts';
import { Template } from '../jinja/template.ts';
import { Text } from '../jinja/text.ts';
import { Dict, List, type Value } from '../jinja/values.ts';
import type { RenderRaw } from '../answer/answer-format.ts';
import {
  easierTurns,
  messagesFor,
  said,
  turnsOf,
  type ContentOrigin,
  type MessageForm,
  type TemplateMessage,
  type Turn,
} from './chat-messages.ts';
import { findForm } from './message-form.ts';
import {
  findThinking,
  usualVariables,
  type ThinkingChoice,
  type ThinkingControls,
  type Variables,
} from './thinking-controls.ts';

export type { TemplateMessage } from './chat-messages.ts';
export type { ThinkingChoice } from './thinking-controls.ts';

/**
 * A piece of the rendered prompt: text of the template, or the part of a message that it prints. `piece`: the index of the message's
 * piece that it is or belongs to, if the message has pieces.
 */
export type PromptPiece =
  | { template: string }
  | { content: number; part: 'text' | 'reasoning'; piece?: number; text: string };

/** Variables by their names, as programs give them. */
type GivenVariables = Readonly<Record<string, string | number | boolean | null>>;

/** The variables that every template gets; no program gives others in their place. */
export const ownVariables: ReadonlySet<string> = new Set([
  'messages',
  'tools',
  'add_generation_prompt',
  'bos_token',
  'eos_token',
]);

export interface ChatTemplate {
  source: string;
  /** What a user can choose about the model's thoughts. */
  thinking: ThinkingControls;
  /** Its variables if nothing is chosen. */
  usual: Variables;
  /**
   * The pieces of the prompt for the next answer; `content` is an index into `messages`. `variables` come over those of `thinking`.
   * Throws `TemplateError` with the reason if the template cannot render them.
   */
  render(
    messages: readonly TemplateMessage[],
    thinking?: ThinkingChoice,
    variables?: GivenVariables,
  ): PromptPiece[];
  /** Like `render`, with the template's variables given by name, as in llama-server's `chat_template_kwargs`. */
  renderWith(messages: readonly TemplateMessage[], variables: GivenVariables, now?: Date): PromptPiece[];
  /**
   * The text for exactly these messages, to be compared with that of others when the model is loaded. All comparisons share one
   * budget.
   */
  renderRaw: RenderRaw;
}

/** Throws `TemplateError` with the reason if the template cannot be parsed or does not render a chat. */
export const parseChatTemplate = (source: string, bosToken: string, eosToken: string): ChatTemplate => {
  const template = new Template(mended(source));

  const apply = (
    messages: List,
    generationPrompt: boolean,
    variables: GivenVariables,
    withTools: boolean,
    budget: Budget,
    now: Date,
  ): Text => {
    const given: Record<string, Value> = {
      messages,
      add_generation_prompt: generationPrompt,
      bos_token: new Text(bosToken),
      eos_token: new Text(eosToken),
      // As in llama.cpp, for templates that print the date.
      datetime: new Text(strftime(now, '%b %d %Y')),
      date_string: new Text(strftime(now, '%d %b %Y')),
      ...(withTools ? { tools: new List([]) } : {}),
    };
    for (const [name, value] of Object.entries({ ...usualVariables, ...variables }))
      given[name] = typeof value === 'string' ? new Text(value) : value;
    return template.render(given, budget, now);
  };
  const run = (
    turns: Turn[],
    form: MessageForm,
    variables: GivenVariables,
    budget: Budget,
    now: Date,
  ): Text => ended(apply(messagesFor(turns, form), true, variables, form.withTools, budget, now), source);

  const renderAs = (
    form: MessageForm,
    messages: readonly TemplateMessage[],
    variables: GivenVariables,
    budget: Budget,
    now = new Date(),
  ): PromptPiece[] => {
    let failure: unknown;
    for (const turns of easierTurns(turnsOf(messages)))
      try {
        return piecesOf(run(turns, form, variables, budget, now));
      } catch (error) {
        if (!isRefusal(error)) throw error;
        failure ??= error;
      }
    throw failure;
  };

  // All attempts must share one budget, since each alone could take a second.
  const trying = new Budget(0, 0);
  const form = findForm(source, (messages, one) => run(turnsOf(messages), one, {}, trying, new Date()));
  const thinking = findThinking(source, (messages, variables) =>
    renderAs(form, messages, variables, trying)
      .map((piece) => ('template' in piece ? piece.template : piece.text))
      .join(''),
  );
  for (const on of thinking.controls.switchable ? [null, true, false] : [null])
    for (const messages of chatsToTry) renderAs(form, messages, thinking.variables({ on }), trying);

  const renderWith: ChatTemplate['renderWith'] = (messages, variables, now) => {
    const characters =
      messages.reduce((sum, { text, reasoning }) => sum + text.length + reasoning.length, 0) +
      Object.values(variables).reduce<number>((sum, value) => sum + String(value).length, 0);
    return renderAs(form, messages, variables, new Budget(messages.length, characters), now);
  };
  const comparing = new Budget(0, 0);
  return {
    source,
    thinking: thinking.controls,
    usual: thinking.variables({}),
    render: (messages, choice = {}, variables = {}) =>
      renderWith(messages, { ...thinking.variables(choice), ...variables }),
    renderWith,
    renderRaw: (messages, { generationPrompt, thinking: on }) =>
      apply(
        new List(messages.map(valueOf)),
        generationPrompt,
        thinking.variables(on === undefined ? {} : { on }),
        form.withTools,
        comparing,
        new Date(),
      ).value,
  };
};

/** Converts a JSON value to a template value. */
const valueOf = (value: unknown): Value => {
  if (typeof value === 'string') return new Text(value);
  if (Array.isArray(value)) return new List(value.map(valueOf));
  if (typeof value !== 'object' || value === null) return value as null | boolean | number;
  return new Dict(Object.fromEntries(Object.entries(value).map(([name, one]) => [name, valueOf(one)])));
};

/** Whether the template refuses this input and may accept another. */
const isRefusal = (error: unknown): boolean =>
  error instanceof TemplateError && !(error instanceof TemplateTooCostly);

/** The reason why a template was refused, as part of a sentence. */
export const sentencePart = (error: TemplateError): string =>
  error.message.replace(/[.\s]+$/, '') || 'it gives no reason';

/** llama.cpp's fixes for templates that refuse ordinary chats (common/chat.cpp). */
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

/** Gemma 4's template does not open the model's turn after its own; llama.cpp does (common/parsers/gemma4.cpp). */
const ended = (text: Text, source: string): Text =>
  source.includes("'<|tool_call>call:'") && text.value.endsWith('<turn|>\n')
    ? Text.join([text, new Text('<|turn>model\n')])
    : text;

/** Chats with several messages, so that a template does not fail for the first time in the middle of one. */
const chatsToTry: TemplateMessage[][] = [
  [said('system', 'Be brief.'), said('user', 'Hi'), said('model', 'Hello.'), said('user', 'Bye')],
  [
    said('user', 'Hi'),
    said('model', 'Hello.', 'A greeting.'),
    said('user', 'How are you?'),
    said('model', 'Fine.', 'A question.'),
    said('user', 'And now?'),
    said('model', 'Fine.'),
    said('user', 'Bye'),
  ],
];

const piecesOf = (text: Text): PromptPiece[] =>
  text.runs().map(({ text: run, origin }): PromptPiece => {
    if (origin === null) return { template: run };
    return { ...(origin as ContentOrigin), text: run };
  });
