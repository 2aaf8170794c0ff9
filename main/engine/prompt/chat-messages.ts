/** Converts messages into forms that chat templates can render, and into the values that they read. */
import type { MessagePiece } from '../../shared/engine/request.ts';
import { isSpace, Text, type Origin } from '../jinja/text.ts';
import { Dict, List, type Value } from '../jinja/values.ts';

export interface TemplateMessage {
  role: 'system' | 'user' | 'model' | 'tool';
  text: string;
  /** The thoughts before an answer; empty if there are none. */
  reasoning: string;
  /** See `PromptMessage.pieces`. */
  pieces?: readonly MessagePiece[];
}

export const said = (role: TemplateMessage['role'], text: string, reasoning = ''): TemplateMessage => ({
  role,
  text,
  reasoning,
});

/** The message that a part of the prompt comes from, as an index into the given messages. */
export interface ContentOrigin extends Origin {
  content: number;
  part: 'text' | 'reasoning';
  /** Its index in `pieces`; absent if the message has none. */
  piece?: number;
}

/** A turn of the chat: one message, or several consecutive ones with the same role. */
export interface Turn {
  role: TemplateMessage['role'];
  text: Text;
  reasoning: Text;
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
    messages.map(({ role, text, reasoning, pieces }, content) => ({
      role,
      text: textOf(text, pieces, content),
      reasoning: Text.from(reasoning, { content, part: 'reasoning' } satisfies ContentOrigin),
    })),
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
    if (last?.role !== turn.role) joined.push(turn);
    else
      joined[joined.length - 1] = {
        role: turn.role,
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
        .filter(({ role, text }) => role !== 'model' || text.value.trim() !== '')
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

/** The value of `messages` for a template. */
export const messagesFor = (turns: Turn[], form: MessageForm): List =>
  new List(
    (form.system === 'question' ? withoutSystem(turns) : turns).map(({ role, ...turn }) => {
      const [text, reasoning] = form.trims
        ? [trimmed(turn.text), trimmed(turn.reasoning)]
        : [turn.text, turn.reasoning];
      const message = new Dict({
        role: new Text(roles[role]),
        content: contentOf(role, text, reasoning, form),
      });
      if (reasoning.length > 0 && form.thoughts === 'field')
        for (const name of ['reasoning_content', 'thinking']) message.set(new Text(name), reasoning);
      return message;
    }),
  );

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
