/**
 * Renders a chat with the model's own Jinja template. The text of people and models stays separate from the template's own
 * text, so that it is never mistaken for the template's special tokens.
 */
import { Budget } from '../jinja/budget.ts';
import { TemplateError, TemplateTooCostly } from '../jinja/errors.ts';
import { toJson } from '../jinja/json.ts';
import { strftime } from '../jinja/strftime.ts';
import { Template } from '../jinja/template.ts';
import { Text } from '../jinja/text.ts';
import { Dict, List, type Arguments, type Value } from '../jinja/values.ts';
import { answerFormat, type RenderRaw } from '../answer/answer-format.ts';
import type { CallForm } from '../calls/call-format.ts';
import { findCallForm } from '../calls/find-form.ts';
import { withPlainTypes } from '../calls/plain-types.ts';
import type { Tool } from '../../shared/engine/tools.ts';
import { plainText } from '../../shared/format/plain-text.ts';
import {
  easierTurns,
  messagesFor,
  ofTools,
  said,
  turnsOf,
  type ContentOrigin,
  type MessageForm,
  type TemplateMessage,
  type ToolsOfPrompt,
  type Turn,
} from './chat-messages.ts';
import { findForm } from './message-form.ts';
import { bareToolsValue, toolsValue } from './tool-values.ts';
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
 * piece that it is or belongs to, if the message has pieces. Descriptions of tools have the index `ofTools`.
 */
export type PromptPiece =
  | { template: string }
  | { content: number; part: 'text' | 'reasoning' | 'call'; piece?: number; text: string };

/** A piece of the prompt, or the tokens that were sampled for all or part of a message. */
export type PlacedPiece = PromptPiece | { content: number; sampled: readonly number[] };

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
    tools?: readonly Tool[],
  ): PromptPiece[];
  /** Like `render`, with the template's variables given by name, as in llama-server's `chat_template_kwargs`. */
  renderWith(
    messages: readonly TemplateMessage[],
    variables: GivenVariables,
    now?: Date,
    tools?: readonly Tool[],
  ): PromptPiece[];
  /** How it takes tools and writes calls; worked out when it is first asked for. */
  readonly calls: CallForm;
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
    tools: Value | null,
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
      ...(tools === null ? {} : toolVariables(source, tools, budget)),
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
    tools: ToolsOfPrompt | null = null,
  ): Text => {
    const value =
      tools?.form.takesTools && tools.tools.length > 0 ? toolsValue(tools.tools, fromTools) : noTools(form);
    const given =
      tools?.form.takesToolsAsText === true && tools.tools.length > 0
        ? { ...tools, asText: toJson(bareToolsValue(tools.tools, fromTools), noArguments, budget) }
        : tools;
    return ended(apply(messagesFor(turns, form, given), true, variables, value, budget, now), source);
  };

  const renderAs = (
    form: MessageForm,
    messages: readonly TemplateMessage[],
    variables: GivenVariables,
    budget: Budget,
    now = new Date(),
    tools: ToolsOfPrompt | null = null,
  ): PromptPiece[] => {
    let failure: unknown;
    for (const turns of easierTurns(turnsOf(messages)))
      try {
        return piecesOf(run(turns, form, variables, budget, now, tools), messages.length);
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

  const renderWith: ChatTemplate['renderWith'] = (messages, variables, now, tools = []) => {
    const characters =
      messages.reduce((sum, message) => sum + charactersOf(message), 0) +
      Object.values(variables).reduce<number>((sum, value) => sum + String(value).length, 0) +
      JSON.stringify(tools).length;
    const budget = (): Budget => new Budget(messages.length + tools.length, characters);
    const hasCalls = messages.some(
      ({ calls, answersCall }) => calls !== undefined || answersCall !== undefined,
    );
    if (tools.length === 0 && !hasCalls) return renderAs(form, messages, variables, budget(), now);
    const ofPrompt = { tools, form: calls() };
    try {
      return renderAs(form, messages, variables, budget(), now, ofPrompt);
    } catch (error) {
      // Hermes' template fails for types that are lists, and for null.
      const plain = tools.map(withPlainTypes);
      if (!(error instanceof TemplateError) || JSON.stringify(plain) === JSON.stringify(tools)) throw error;
      return renderAs(form, messages, variables, budget(), now, { ...ofPrompt, tools: plain });
    }
  };
  const [comparing, comparingCalls] = [new Budget(0, 0), new Budget(0, 0)];
  const renderRaw: RenderRaw = (messages, { generationPrompt, thinking: on, tools }) =>
    apply(
      new List(messages.map(valueOf)),
      generationPrompt,
      thinking.variables(on === undefined ? {} : { on }),
      tools === undefined ? noTools(form) : valueOf(tools),
      tools === undefined ? comparing : comparingCalls,
      new Date(),
    ).value;
  let callForm: CallForm | null = null;
  const calls = (): CallForm =>
    (callForm ??= findCallForm(source, renderRaw, answerFormat(source, renderRaw)));
  return {
    source,
    thinking: thinking.controls,
    usual: thinking.variables({}),
    render: (messages, choice = {}, variables = {}, tools = []) =>
      renderWith(messages, { ...thinking.variables(choice), ...variables }, undefined, tools),
    renderWith,
    renderRaw,
    get calls() {
      return calls();
    },
  };
};

const noArguments: Arguments = { positional: [], named: new Map() };

const fromTools: ContentOrigin = { content: ofTools, part: 'call' };

const charactersOf = ({ text, reasoning, calls = [] }: TemplateMessage): number =>
  calls.reduce((sum, call) => sum + call.name.length + call.arguments.length, text.length + reasoning.length);

/** Some templates require a list of tools. */
const noTools = ({ withTools }: MessageForm): Value | null => (withTools ? new List([]) : null);

/** SmolLM 3 takes its tools under another name, and Firefunction 2 as text. */
const toolVariables = (source: string, tools: Value, budget: Budget): Record<string, Value> => ({
  tools,
  ...(source.includes('xml_tools') ? { xml_tools: tools } : {}),
  ...(source.includes('functools')
    ? { functions: toJson(tools, { positional: [], named: new Map([['indent', 4]]) }, budget) }
    : {}),
});

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
  plainText(error.message, 300).replace(/[.\s]+$/, '') || 'it gives no reason';

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

/** Pieces of a prompt, and additional ones for each message. Each is tokenised by itself, which takes time. */
const mostPieces = 30_000;
const piecesPerMessage = 50;

const piecesOf = (text: Text, messages: number): PromptPiece[] => {
  if (text.marks.length > mostPieces + piecesPerMessage * messages)
    throw new TemplateTooCostly('it cuts messages into too many pieces');
  return text.runs().map(({ text: run, origin }): PromptPiece => {
    if (origin === null) return { template: run };
    return { ...(origin as ContentOrigin), text: run };
  });
};
