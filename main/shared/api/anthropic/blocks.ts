/** The messages of Anthropic's dialect and their blocks. */
import { z } from 'zod';
import { readOpaque } from '../base64.ts';
import { readBody, unsupported } from '../body.ts';
import { Conversation } from '../conversation.ts';
import { ignore } from '../fields.ts';
import type { ApiMessage } from '../request.ts';
import type { CountBody } from './fields.ts';

const id = z.string().min(1).max(200);
const name = z.string().min(1).max(200);

const forms = {
  text: z.object({ text: z.string() }),
  thinking: z.object({ thinking: z.string(), signature: z.string().nullish() }),
  redacted_thinking: z.object({ data: z.string() }),
  tool_use: z.object({ id, name, input: z.unknown() }),
  tool_result: z.object({
    tool_use_id: id,
    content: z.union([z.string(), z.array(z.looseObject({ type: z.string().max(100) }))]).nullish(),
    is_error: z.boolean().nullish(),
  }),
  search_result: z.object({
    source: z.string(),
    title: z.string(),
    content: z.array(z.object({ type: z.literal('text'), text: z.string() })),
  }),
  document: z.object({
    title: z.string().nullish(),
    context: z.string().nullish(),
    source: z.looseObject({
      type: z.string(),
      data: z.string().optional(),
      content: z
        .union([z.string(), z.array(z.object({ type: z.literal('text'), text: z.string() }))])
        .optional(),
    }),
  }),
};
type Block = { type: string; [name: string]: unknown };

const noImages = 'Hearth does not read images or files in this version';

const read = <Type extends keyof typeof forms>(type: Type, block: Block, at: string) =>
  readBody(forms[type], block, at) as z.infer<(typeof forms)[Type]>;

const lines = (...texts: (string | null | undefined)[]): string =>
  texts.filter((text) => text !== null && text !== undefined && text !== '').join('\n');

/** The text of a block that a person or a tool gives; a fault names the block if it has none. */
const givenText = (block: Block, at: string): string => {
  switch (block.type) {
    case 'text':
      return read('text', block, at).text;
    case 'search_result': {
      const { title, source, content } = read('search_result', block, at);
      return lines(title, source, ...content.map(({ text }) => text));
    }
    case 'document': {
      const { title, context, source } = read('document', block, at);
      const body =
        source.type === 'text' ? source.data : source.type === 'content' ? source.content : undefined;
      if (body === undefined)
        throw unsupported(`${at}.source of the type "${source.type.slice(0, 50)}"`, noImages);
      return lines(title, context, typeof body === 'string' ? body : body.map(({ text }) => text).join('\n'));
    }
    default:
      throw unsupported(`${at} of the type "${block.type}"`, noImages);
  }
};

/** The result of a call. Templates have no place for `is_error`, so a text that does not say it is told to be one. */
const resultText = (block: Block, at: string): { callId: string; text: string } => {
  const { tool_use_id: callId, content, is_error: isError } = read('tool_result', block, at);
  const text =
    typeof content === 'string'
      ? content
      : (content ?? []).map((one, index) => givenText(one, `${at}.content[${index}]`)).join('\n');
  const isTold = isError !== true || /error|fail/i.test(text.slice(0, 500));
  return { callId, text: isTold ? text : `Error: ${text}` };
};

/** A person's message: results of calls are messages of their own, in their order. */
const addUser = (conversation: Conversation, blocks: readonly Block[], at: string): void => {
  let texts: string[] = [];
  const flush = () => {
    if (texts.length > 0) conversation.add({ role: 'user', text: texts.join('\n') });
    texts = [];
  };
  for (const [index, block] of blocks.entries()) {
    const place = `${at}.content[${index}]`;
    if (block.type === 'tool_result') {
      flush();
      const { callId, text } = resultText(block, place);
      conversation.result(callId, text);
    } else texts.push(givenText(block, place));
  }
  flush();
};

/** A model's message. Blocks of a server's tools, which Hearth does not have, are skipped and named. */
const addAnswer = (
  conversation: Conversation,
  blocks: readonly Block[],
  { at, ignored }: { at: string; ignored: string[] },
): void => {
  for (const [index, block] of blocks.entries()) {
    const place = `${at}.content[${index}]`;
    switch (block.type) {
      case 'text':
        conversation.part({ kind: 'text', text: read('text', block, place).text });
        break;
      case 'thinking': {
        const { thinking, signature } = read('thinking', block, place);
        const text = thinking === '' ? (readOpaque(signature ?? '') ?? '') : thinking;
        if (text !== '') conversation.part({ kind: 'thoughts', text });
        break;
      }
      case 'tool_use': {
        const call = read('tool_use', block, place);
        const text = JSON.stringify(call.input ?? {});
        conversation.part({ kind: 'call', call: { id: call.id, name: call.name, arguments: text } });
        break;
      }
      default:
        ignore(ignored, `${place} (${block.type})`);
    }
  }
};

/** The system prompt: its blocks are paragraphs, so that one that changes can be told from the others. */
const systemText = (system: CountBody['system']): string => {
  if (system === null || system === undefined) return '';
  if (typeof system === 'string') return system;
  return system.map((block, index) => givenText(block, `system[${index}]`)).join('\n\n');
};

/** The messages as the core takes them, behind `earlier` ones. `ignored` gets the names of what was skipped. */
export const messagesOf = (
  { system, messages }: Pick<CountBody, 'system' | 'messages'>,
  ignored: string[],
  earlier: readonly ApiMessage[] = [],
): readonly ApiMessage[] => {
  const conversation = new Conversation(earlier);
  const head = systemText(system);
  if (head !== '') conversation.add({ role: 'system', text: head });
  for (const [index, { role, content }] of messages.entries()) {
    const at = `messages[${index}]`;
    const blocks: readonly Block[] =
      typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    if (role === 'assistant') addAnswer(conversation, blocks, { at, ignored });
    else if (role === 'user') addUser(conversation, blocks, at);
    else {
      const text = blocks.map((block, inner) => givenText(block, `${at}.content[${inner}]`)).join('\n\n');
      conversation.add({ role: 'system', text });
    }
  }
  return conversation.messages;
};
