/** The items of a response's input. */
import { z } from 'zod';
import { readOpaque } from '../base64.ts';
import { unsupported } from '../body.ts';
import { Conversation, type AnswerPart } from '../conversation.ts';
import { ApiFault } from '../fault.ts';
import { ignore, noEffect, readPart } from '../fields.ts';
import type { ApiMessage } from '../request.ts';
import type { ReadingContext } from '../route.ts';
import { noImages } from './messages.ts';
import { joinedName } from './responses-tools.ts';

/** What is kept of a response for those that continue it or refer to its items. */
export interface KeptConversation {
  messages: readonly ApiMessage[];
  /** What its own items say, by their ids. */
  items: Readonly<Record<string, AnswerPart>>;
}

const part = z.object({
  type: z.string().max(100),
  text: z.string().optional(),
  refusal: z.string().optional(),
  annotations: noEffect('They belong to the text that the client shows.'),
  logprobs: noEffect('They belong to the text that the client shows.'),
});
const content = z.union([z.string(), z.array(part)]);
const id = z.string().min(1).max(200);
const texts = z.array(z.object({ type: z.string(), text: z.string() })).nullish();

/** What items of all kinds have. */
const everyItem = {
  type: z.string().nullish(),
  id: noEffect('Items are found by their place.'),
  status: noEffect('Items are taken as they are.'),
};

const forms = {
  message: z.object({
    ...everyItem,
    role: z.enum(['system', 'developer', 'user', 'assistant']),
    content,
    phase: noEffect('Chat templates know no phases of an answer.'),
  }),
  function_call: z.object({
    ...everyItem,
    call_id: id,
    name: z.string().min(1).max(200),
    arguments: z.string(),
    namespace: z.string().max(200).nullish(),
  }),
  function_call_output: z.object({ ...everyItem, call_id: id, output: content }),
  custom_tool_call: z.object({
    ...everyItem,
    call_id: id,
    name: z.string().min(1).max(200),
    input: z.string(),
  }),
  custom_tool_call_output: z.object({ ...everyItem, call_id: id, output: content }),
  reasoning: z.object({
    ...everyItem,
    summary: texts,
    content: texts,
    encrypted_content: z.string().nullish(),
  }),
  item_reference: z.object({ type: z.string(), id }),
};
type Form = keyof typeof forms;
const isForm = (type: string): type is Form => Object.hasOwn(forms, type);

const textOf = (parts: z.infer<typeof content>, at: string, between: string): string => {
  if (typeof parts === 'string') return parts;
  return parts
    .map((one, index) => {
      const text = one.text ?? one.refusal;
      if (text === undefined) throw unsupported(`${at}[${index}].type "${one.type.slice(0, 50)}"`, noImages);
      return text;
    })
    .join(between);
};

const joined = (parts: z.infer<typeof texts>): string => (parts ?? []).map(({ text }) => text).join('\n\n');

/** Thoughts come back as Hearth told them: in full, or for clients that keep nothing else as text that only Hearth reads. */
const thoughtsOf = (item: z.infer<typeof forms.reasoning>, at: string, ignored: string[]): string => {
  const full = joined(item.content);
  if (full !== '') return full;
  const kept = item.encrypted_content ?? null;
  const read = kept === null ? null : readOpaque(kept);
  if (read !== null) return read;
  if (kept !== null) ignore(ignored, `${at}.encrypted_content`);
  return joined(item.summary);
};

/** The id of an item has that of its response. */
export const itemId = (kind: 'msg' | 'rs' | 'fc', responseId: string, index: number): string =>
  `${kind}_${responseId.replace(/^resp_/, '')}_${index}`;
const responseOf = (item: string): string | null => {
  const [, own] = /^(?:msg|rs|fc)_(.+)_\d+$/.exec(item) ?? [];
  return own === undefined ? null : `resp_${own}`;
};

/** What was kept under an id; `null` if nothing is. */
export const keptConversation = async (
  responseId: string,
  context: ReadingContext,
): Promise<KeptConversation | null> => {
  const kept = await context.keptAnswer(responseId);
  return kept === null ? null : (kept.conversation as KeptConversation);
};

const referred = async (item: string, at: string, context: ReadingContext): Promise<AnswerPart> => {
  const responseId = responseOf(item);
  const kept = responseId === null ? null : await keptConversation(responseId, context);
  const found = kept?.items[item];
  if (found !== undefined) return found;
  throw new ApiFault('no-answer', `No response with the item ${item.slice(0, 100)} is kept.`, {
    field: `${at}.id`,
  });
};

const addItem = async (
  conversation: Conversation,
  { type, item: given, at }: { type: Form; item: unknown; at: string },
  { ignored, context }: { ignored: string[]; context: ReadingContext },
): Promise<void> => {
  switch (type) {
    case 'message': {
      const { role, content: said } = readPart(forms.message, given, at, ignored);
      if (role === 'assistant') conversation.part({ kind: 'text', text: textOf(said, `${at}.content`, '') });
      else
        conversation.add({
          role: role === 'user' ? 'user' : 'system',
          text: textOf(said, `${at}.content`, '\n'),
        });
      return;
    }
    case 'function_call': {
      const call = readPart(forms.function_call, given, at, ignored);
      const space = call.namespace ?? null;
      const name = space === null ? call.name : joinedName(space, call.name);
      conversation.part({ kind: 'call', call: { id: call.call_id, name, arguments: call.arguments } });
      return;
    }
    case 'custom_tool_call': {
      const call = readPart(forms.custom_tool_call, given, at, ignored);
      const text = JSON.stringify({ input: call.input });
      conversation.part({ kind: 'call', call: { id: call.call_id, name: call.name, arguments: text } });
      return;
    }
    case 'function_call_output':
    case 'custom_tool_call_output': {
      const { call_id: callId, output } = readPart(forms[type], given, at, ignored);
      conversation.result(callId, textOf(output, `${at}.output`, '\n'));
      return;
    }
    case 'reasoning': {
      const text = thoughtsOf(readPart(forms.reasoning, given, at, ignored), at, ignored);
      if (text !== '') conversation.part({ kind: 'thoughts', text });
      return;
    }
    case 'item_reference': {
      const { id: item_ } = readPart(forms.item_reference, given, at, ignored);
      conversation.part(await referred(item_, at, context));
    }
  }
};

/** The conversation that an input continues or begins. `ignored` gets the names of what was skipped. */
export const inputMessages = async (
  input: string | readonly Readonly<Record<string, unknown>>[],
  earlier: readonly ApiMessage[],
  { ignored, context }: { ignored: string[]; context: ReadingContext },
): Promise<readonly ApiMessage[]> => {
  const conversation = new Conversation(earlier, '\n\n');
  if (typeof input === 'string') conversation.add({ role: 'user', text: input });
  else
    for (const [index, one] of input.entries()) {
      const at = `input[${index}]`;
      const type = typeof one['type'] === 'string' ? one['type'] : 'message';
      if (isForm(type)) await addItem(conversation, { type, item: one, at }, { ignored, context });
      else ignore(ignored, `${at} (${type})`);
    }
  return conversation.messages;
};
