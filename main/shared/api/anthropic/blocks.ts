/** The messages of Anthropic's dialect and their blocks. */
import { z } from 'zod';
import { readOpaque } from '../base64.ts';
import { unsupported } from '../body.ts';
import { Conversation } from '../conversation.ts';
import { ignore, noEffect, readPart } from '../fields.ts';
import type { ApiMessage } from '../request.ts';
import type { CountBody } from './fields.ts';

const id = z.string().min(1).max(200);
const name = z.string().min(1).max(200);

const type = z.string();
const cache = noEffect('The state of every prompt is kept.');
const citations = noEffect('Hearth cites nothing.');
const oneText = z.object({ type: z.literal('text'), text: z.string(), cache_control: cache, citations });

const forms = {
  text: z.object({ type, text: z.string(), cache_control: cache, citations }),
  thinking: z.object({ type, thinking: z.string(), signature: z.string().nullish() }),
  redacted_thinking: z.object({ type, data: z.string() }),
  tool_use: z.object({
    type,
    id,
    name,
    input: z.unknown(),
    caller: noEffect('The model calls its tools itself.'),
    cache_control: cache,
  }),
  tool_result: z.object({
    type,
    tool_use_id: id,
    content: z.union([z.string(), z.array(z.looseObject({ type: z.string().max(100) }))]).nullish(),
    is_error: z.boolean().nullish(),
    cache_control: cache,
  }),
  search_result: z.object({
    type,
    source: z.string(),
    title: z.string(),
    content: z.array(oneText),
    cache_control: cache,
    citations,
  }),
  document: z.object({
    type,
    title: z.string().nullish(),
    context: z.string().nullish(),
    source: z.looseObject({
      type: z.string(),
      data: z.string().optional(),
      content: z.union([z.string(), z.array(oneText)]).optional(),
    }),
    cache_control: cache,
    citations,
  }),
};
type Block = { type: string; [name: string]: unknown };

const noImages = 'Hearth does not read images or files in this version';

/** Where a block is, and who is told what of it was skipped. */
interface Place {
  at: string;
  ignored: string[];
}

const read = <Type extends keyof typeof forms>(form: Type, block: Block, { at, ignored }: Place) =>
  readPart(forms[form], block, at, ignored) as z.infer<(typeof forms)[Type]>;

const within = ({ at, ignored }: Place, index: number): Place => ({ at: `${at}.content[${index}]`, ignored });

const lines = (...texts: (string | null | undefined)[]): string =>
  texts.filter((text) => text !== null && text !== undefined && text !== '').join('\n');

/** The text of a block that a person or a tool gives; a fault names the block if it has none. */
const givenText = (block: Block, place: Place): string => {
  switch (block.type) {
    case 'text':
      return read('text', block, place).text;
    case 'search_result': {
      const { title, source, content } = read('search_result', block, place);
      return lines(title, source, ...content.map(({ text }) => text));
    }
    case 'document': {
      const { title, context, source } = read('document', block, place);
      const body =
        source.type === 'text' ? source.data : source.type === 'content' ? source.content : undefined;
      if (body === undefined)
        throw unsupported(`${place.at}.source of the type "${source.type.slice(0, 50)}"`, noImages);
      return lines(title, context, typeof body === 'string' ? body : body.map(({ text }) => text).join('\n'));
    }
    default:
      throw unsupported(`${place.at} of the type "${block.type}"`, noImages);
  }
};

/**
 * The result of a call. Templates have no place for `is_error`, so it is told in the text, unless the first line says it. The same
 * result always becomes the same text, so that prompts begin alike.
 */
const resultText = (block: Block, place: Place): { callId: string; text: string } => {
  const { tool_use_id: callId, content, is_error: isError } = read('tool_result', block, place);
  const text =
    typeof content === 'string'
      ? content
      : (content ?? []).map((one, index) => givenText(one, within(place, index))).join('\n');
  const [firstLine = ''] = text.trimStart().split('\n', 1);
  const isTold = isError !== true || /error|fail|exit code/i.test(firstLine.slice(0, 500));
  return { callId, text: isTold ? text : `Error: ${text}` };
};

/** A person's message: results of calls are messages of their own, in their order. */
const addUser = (conversation: Conversation, blocks: readonly Block[], message: Place): void => {
  let texts: string[] = [];
  const flush = () => {
    if (texts.length > 0) conversation.add({ role: 'user', text: texts.join('\n') });
    texts = [];
  };
  for (const [index, block] of blocks.entries()) {
    const place = within(message, index);
    if (block.type === 'tool_result') {
      flush();
      const { callId, text } = resultText(block, place);
      conversation.result(callId, text);
    } else texts.push(givenText(block, place));
  }
  flush();
};

/** A model's message. Blocks of a server's tools, which Hearth does not have, are skipped and named. */
const addAnswer = (conversation: Conversation, blocks: readonly Block[], message: Place): void => {
  for (const [index, block] of blocks.entries()) {
    const place = within(message, index);
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
        if (block.type === 'redacted_thinking') read('redacted_thinking', block, place);
        ignore(place.ignored, `${place.at} (${block.type})`);
    }
  }
};

/** The system prompt: its blocks are paragraphs, so that one that changes can be told from the others. */
const systemText = (system: CountBody['system'], ignored: string[]): string => {
  if (system === null || system === undefined) return '';
  if (typeof system === 'string') return system;
  return system.map((block, index) => givenText(block, { at: `system[${index}]`, ignored })).join('\n\n');
};

/** The messages as the core takes them, behind `earlier` ones. `ignored` gets the names of what was skipped. */
export const messagesOf = (
  { system, messages }: Pick<CountBody, 'system' | 'messages'>,
  ignored: string[],
  earlier: readonly ApiMessage[] = [],
): readonly ApiMessage[] => {
  const conversation = new Conversation(earlier);
  const head = systemText(system, ignored);
  if (head !== '') conversation.add({ role: 'system', text: head });
  for (const [index, { role, content }] of messages.entries()) {
    const place = { at: `messages[${index}]`, ignored };
    const blocks: readonly Block[] =
      typeof content === 'string' ? [{ type: 'text', text: content }] : content;
    if (role === 'assistant') addAnswer(conversation, blocks, place);
    else if (role === 'user') addUser(conversation, blocks, place);
    else {
      const text = blocks.map((block, inner) => givenText(block, within(place, inner))).join('\n\n');
      conversation.add({ role: 'system', text });
    }
  }
  return conversation.messages;
};
