/** Converts messages into forms that chat templates can render, and into the values that they read. */
import type { CallForm } from '../calls/call-format.ts';
import type { MessagePiece } from '../../shared/engine/request.ts';
import type { Tool, ToolCall } from '../../shared/engine/tools.ts';
import { isSpace, Text, type Origin } from '../jinja/text.ts';
import { Dict, List, type Value } from '../jinja/values.ts';
import { callsAsText, callValue, describedTools, idOf, resultAsText } from './tool-values.ts';

export interface TemplateMessage {
  role: 'system' | 'user' | 'model' | 'tool';
  text: string;
  /** The thoughts before an answer; empty if there are none. */
  reasoning: string;
  /** See `PromptMessage.pieces`. */
  pieces?: readonly MessagePiece[];
  /** The calls of an answer. */
  calls?: readonly ToolCall[];
  /** The call whose result it is. */
  answersCall?: { id: string; name: string };
}

export const said = (role: TemplateMessage['role'], text: string, reasoning = ''): TemplateMessage => ({
  role,
  text,
  reasoning,
});

/** The message that a part of the prompt comes from, as an index into the given messages. */
export interface ContentOrigin extends Origin {
  content: number;
  part: 'text' | 'reasoning' | 'call';
  /** Its index in `pieces`; absent if the message has none. */
  piece?: number;
}

/** The index of what comes from no message: the descriptions of tools. */
export const ofTools = -1;

/** A turn of the chat: one message, or several consecutive ones with the same role. */
export interface Turn {
  role: TemplateMessage['role'];
  text: Text;
  reasoning: Text;
  calls?: { of: ContentOrigin; calls: readonly ToolCall[] };
  answersCall?: { id: Text; name: Text };
}

/** The form in which a template expects messages. */
export interface MessageForm {
  /** `parts`: contents as a list of `{ type: 'text', text }`. */
  content: 'text' | 'parts';
  /** The template expects a list of tools; the list is empty. */
  withTools: boolean;
  /** `blocks`: thoughts are a part of the content (Mistral). */
  thoughts: 'field' | 'blocks';
  /** `question`: the template has no place for a system prompt; its text is put before the first question. */
  system: 'role' | 'question';
  /** White space at the ends of contents is removed. */
  trims: boolean;
}

const space = '\n\n';

/**
 * Converts messages to turns: neighbours with the same role are joined, since many templates require alternating roles. Such
 * neighbours occur after an answer that never began.
 */
export const turnsOf = (messages: readonly TemplateMessage[]): Turn[] =>
  joinedTurns(
    messages.map(({ role, text, reasoning, pieces, calls = [], answersCall }, content) => {
      const of: ContentOrigin = { content, part: 'call' };
      return {
        role,
        text: textOf(text, pieces, content),
        reasoning: Text.from(reasoning, { content, part: 'reasoning' } satisfies ContentOrigin),
        ...(calls.length === 0 ? {} : { calls: { of, calls } }),
        ...(answersCall === undefined
          ? {}
          : { answersCall: { id: Text.from(answersCall.id, of), name: Text.from(answersCall.name, of) } }),
      };
    }),
  );

/** Each piece has an origin of its own, so that it stays apart from its neighbours whatever a template does with the text. */
const textOf = (text: string, pieces: readonly MessagePiece[] | undefined, content: number): Text => {
  if (pieces === undefined) return Text.from(text, { content, part: 'text' } satisfies ContentOrigin);
  let end = 0;
  return Text.join(
    pieces.map(({ length }, piece) =>
      Text.from(text.slice(end, (end += length)), { content, part: 'text', piece } satisfies ContentOrigin),
    ),
  );
};

const joinedTurns = (turns: readonly Turn[]): Turn[] => {
  const joined: Turn[] = [];
  for (const turn of turns) {
    const last = joined.at(-1);
    // Results stay apart, and calls are the end of their turn.
    if (last?.role !== turn.role || turn.role === 'tool' || last.calls !== undefined) joined.push(turn);
    else
      joined[joined.length - 1] = {
        ...turn,
        text: joinedTexts(last.text, turn.text, space),
        reasoning: joinedTexts(last.reasoning, turn.reasoning, space),
      };
  }
  return joined;
};

/** The separator between two texts counts as part of the first. */
const joinedTexts = (one: Text, other: Text, between: string): Text =>
  one.length === 0 || other.length === 0
    ? Text.join([one, other])
    : Text.join([one, Text.from(between, one.originAt(one.length - 1)), other]);

/**
 * The same chat in forms that stricter templates also accept, the closest first: an answer at the beginning gets an empty
 * question; thoughts without an answer are dropped, and system prompts within the chat become questions; no thoughts at all.
 */
export const easierTurns = function* (turns: Turn[]): Generator<Turn[]> {
  yield turns;
  const empty = new Text('');
  // gpt-oss takes either thoughts or text in front of calls.
  const merged = turns.map((turn) =>
    turn.calls === undefined || turn.text.length === 0 || turn.reasoning.length === 0
      ? turn
      : { ...turn, text: empty, reasoning: joinedTexts(turn.reasoning, turn.text, space) },
  );
  if (merged.some((turn, index) => turn !== turns[index])) yield merged;
  const questioned = (some: Turn[]): Turn[] => {
    const at = some.findIndex(({ role }) => role !== 'system');
    return some[at]?.role === 'model'
      ? some.toSpliced(at, 0, { role: 'user', text: empty, reasoning: empty })
      : some;
  };
  yield questioned(turns);
  const plain = questioned(
    joinedTurns(
      turns
        .filter(
          ({ role, text, calls }) => role !== 'model' || text.value.trim() !== '' || calls !== undefined,
        )
        .map((turn, index) => (turn.role === 'system' && index > 0 ? { ...turn, role: 'user' } : turn)),
    ),
  );
  yield plain;
  yield plain.map((turn) => ({ ...turn, reasoning: empty }));
};

/** As llama.cpp does for templates without a system role: its text and a line break before the first message. */
const withoutSystem = (turns: Turn[]): Turn[] => {
  const [system, first, ...rest] = turns;
  if (system?.role !== 'system') return turns;
  if (first === undefined) return [{ ...system, role: 'user' }];
  return [{ ...first, text: joinedTexts(system.text, first.text, '\n') }, ...rest];
};

const roles = { system: 'system', user: 'user', model: 'assistant', tool: 'tool' };

/** What a prompt has of tools: the form in which the template knows them. */
export interface ToolsOfPrompt {
  tools: readonly Tool[];
  form: CallForm;
  /** The tools as JSON, for a template that takes them so; absent: it does not. */
  asText?: Text;
}

/** The system prompt beside tools if a program gives none, as the page of Phi-4-mini has it. */
const usualSystem = 'You are a helpful assistant with some tools.';

/** The turns in the form of a template that does not know all of tools, calls and results. */
const withTools = (turns: readonly Turn[], { tools, form, asText }: ToolsOfPrompt): Turn[] => {
  const known = turns.flatMap((turn): Turn[] => {
    if (turn.role === 'tool' && !form.takesResults)
      return [{ role: 'user', text: resultAsText(turn.text), reasoning: turn.reasoning }];
    if (turn.calls === undefined) return [turn];
    if (form.writesCalls) {
      if (form.writesBehindText || turn.text.length === 0) return [turn];
      const none = new Text('');
      return [
        { role: turn.role, text: turn.text, reasoning: turn.reasoning },
        { ...turn, text: none, reasoning: none },
      ];
    }
    const { calls, of } = turn.calls;
    return [
      {
        role: turn.role,
        text: Text.join([turn.text, callsAsText(form.format, calls, of)]),
        reasoning: turn.reasoning,
      },
    ];
  });
  const separate = form.writesCalls && form.format.next === null ? singleCalls(known) : known;
  if (asText !== undefined && separate[0]?.role !== 'system')
    separate.unshift({ role: 'system', text: new Text(usualSystem), reasoning: new Text('') });
  if (form.takesTools || asText !== undefined || tools.length === 0)
    return form.takesResults ? separate : joinedTurns(separate);
  const described = describedTools(tools, form.format, {
    content: ofTools,
    part: 'call',
  } satisfies ContentOrigin);
  const [first, ...rest] = separate;
  return joinedTurns(
    first?.role === 'system'
      ? [{ ...first, text: joinedTexts(first.text, described, space) }, ...rest]
      : [{ role: 'system', text: described, reasoning: new Text('') }, ...separate],
  );
};

/** For templates that take one call in an answer: several become as many answers, each with its result. */
const singleCalls = (turns: readonly Turn[]): Turn[] => {
  const single: Turn[] = [];
  for (let index = 0; index < turns.length; index += 1) {
    const turn = turns[index]!;
    if (turn.calls === undefined || turn.calls.calls.length < 2) {
      single.push(turn);
      continue;
    }
    const { calls, of } = turn.calls;
    const results: Turn[] = [];
    while (turns[index + 1]?.role === 'tool') results.push(turns[(index += 1)]!);
    for (const [number, call] of calls.entries()) {
      const texts = number === 0 ? {} : { text: new Text(''), reasoning: new Text('') };
      single.push({ ...turn, ...texts, calls: { of, calls: [call] } });
      const at = results.findIndex(({ answersCall }) => answersCall?.id.value === call.id);
      if (at >= 0) single.push(...results.splice(at, 1));
    }
    single.push(...results);
  }
  return single;
};

/** The value of `messages` for a template. `tools`: `null` if the prompt has neither tools nor calls. */
export const messagesFor = (given: Turn[], form: MessageForm, tools: ToolsOfPrompt | null = null): List => {
  const turns = tools === null ? given : withTools(given, tools);
  return new List(
    (form.system === 'question' ? withoutSystem(turns) : turns).map(({ role, ...turn }, index) => {
      const [text, reasoning] = form.trims
        ? [trimmed(turn.text), trimmed(turn.reasoning)]
        : [turn.text, turn.reasoning];
      const message = new Dict({
        role: new Text(roles[role]),
        content: contentOf(role, text, reasoning, form),
      });
      if (reasoning.length > 0 && form.thoughts === 'field')
        for (const name of ['reasoning_content', 'thinking']) message.set(new Text(name), reasoning);
      if (tools !== null) addCalls(message, turn, tools.form);
      if (tools?.asText !== undefined && index === 0) message.set(new Text('tools'), tools.asText);
      return message;
    }),
  );
};

const addCalls = (message: Dict, { calls, answersCall, text }: Omit<Turn, 'role'>, form: CallForm): void => {
  if (calls !== undefined) {
    if (text.length === 0 && form.emptyText === 'none') message.set(new Text('content'), null);
    message.set(new Text('tool_calls'), new List(calls.calls.map((call) => callValue(call, form, calls.of))));
  }
  if (answersCall === undefined) return;
  const id = answersCall.id.map((one) => idOf(one, form.wantsShortIds));
  message.set(new Text('tool_call_id'), id);
  message.set(new Text('name'), answersCall.name);
};

const contentOf = (role: Turn['role'], text: Text, reasoning: Text, form: MessageForm): Value => {
  const hasBlocks = form.thoughts === 'blocks' && role !== 'user';
  if (!hasBlocks && form.content === 'text') return text;
  const parts = [part('text', text)];
  if (hasBlocks && reasoning.length > 0) parts.unshift(part('thinking', reasoning));
  return new List(parts);
};

const part = (type: 'text' | 'thinking', text: Text): Dict =>
  new Dict({ type: new Text(type), [type]: text });

const trimmed = (text: Text): Text => text.strip(isSpace, true, true);
