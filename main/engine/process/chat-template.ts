/**
 * Renders a chat by the model's own Jinja template. Message contents stand in the rendered text as placeholders, so
 * that what people and models wrote can never be taken for the template's special tokens.
 */
import { Template } from '@huggingface/jinja';

/** A piece of the rendered prompt: text of the template, or the content that belongs there. */
type PromptPiece = { template: string } | { content: number; part: 'text' | 'reasoning' };

export interface TemplateMessage {
  role: 'system' | 'user' | 'model';
  hasReasoning: boolean;
}

export interface ChatTemplate {
  /** The pieces that ask for the next answer; `content` is an index into `messages`. */
  render(messages: TemplateMessage[]): PromptPiece[];
  /** True when the template strips white space around contents; so must whoever fills them in. */
  trims: boolean;
}

/** Private-use characters: no template touches them, and no keyboard types them. */
const placeholder = (index: number, part: 'text' | 'reasoning'): string =>
  `\u{F0000}${part === 'text' ? 't' : 'r'}${index}\u{F0001}`;
const placeholders = /\u{F0000}([tr]\d+)\u{F0001}/u;

/** Throws an `Error` when the template cannot be parsed or renders no chat. */
export const parseChatTemplate = (source: string, bosToken: string, eosToken: string): ChatTemplate => {
  const template = new Template(source);

  const attempt = (
    messages: { role: string; content: string; reasoning_content?: string }[],
    tools?: unknown,
  ) =>
    template.render({
      messages,
      add_generation_prompt: true,
      bos_token: bosToken,
      eos_token: eosToken,
      tools,
    });

  const renderText = (messages: { role: string; content: string; reasoning_content?: string }[]): string => {
    let failure: unknown;
    // Templates made for tools alone want a list; some know no system role, and get its text with the first question.
    for (const variant of [messages, withoutSystem(messages)])
      for (const tools of [undefined, []])
        try {
          return attempt(variant, tools);
        } catch (error) {
          failure ??= error;
        }
    throw failure;
  };

  const render = (messages: TemplateMessage[]): PromptPiece[] => {
    const text = renderText(
      messages.map(({ role, hasReasoning }, index) => ({
        role: role === 'model' ? 'assistant' : role,
        content: placeholder(index, 'text'),
        ...(hasReasoning ? { reasoning_content: placeholder(index, 'reasoning') } : {}),
      })),
    );
    // Splitting by a pattern with one group yields template and placeholders by turns.
    const pieces = text
      .split(placeholders)
      .map((piece, position): PromptPiece =>
        position % 2 === 0
          ? { template: piece }
          : { content: Number(piece.slice(1)), part: piece.startsWith('t') ? 'text' : 'reasoning' },
      )
      .filter((piece) => !('template' in piece) || piece.template !== '');
    const last = messages.length - 1;
    if (!pieces.some((piece) => 'content' in piece && piece.content === last))
      throw new Error('the template leaves out the last message');
    return pieces;
  };

  render([{ role: 'user', hasReasoning: false }]);
  return {
    render,
    trims: !renderText([{ role: 'user', content: ` ${placeholder(0, 'text')} ` }]).includes(
      ` ${placeholder(0, 'text')} `,
    ),
  };
};

const withoutSystem = <Message extends { role: string; content: string }>(messages: Message[]): Message[] => {
  const [system, first, ...rest] = messages;
  if (system?.role !== 'system' || first === undefined) return messages;
  return [{ ...first, content: `${system.content}\n\n${first.content}` }, ...rest];
};
