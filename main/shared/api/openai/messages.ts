/** Messages of chat completions. */
import { z } from 'zod';
import type { ApiMessage } from '../request.ts';
import { fieldAt, unsupported } from '../body.ts';
import { noEffect } from '../fields.ts';
import { ApiFault } from '../fault.ts';

const mostMessages = 20_000;

const part = z.looseObject({
  type: z.string(),
  text: z.string().optional(),
  refusal: z.string().optional(),
});
const content = z.union([z.string(), z.array(part)]);
const name = noEffect('Chat templates have no names of people.', z.string());
const cacheControl = noEffect('Hearth keeps the state of every prompt.');

const call = z.object({
  id: z.string().min(1).max(200),
  type: z.literal('function').optional(),
  /** Some servers number the calls, and clients send that back. */
  index: z.unknown().optional(),
  function: z.object({ name: z.string().min(1).max(200), arguments: z.string() }),
});

const message = z.discriminatedUnion('role', [
  z.object({ role: z.enum(['system', 'developer']), content, name, cache_control: cacheControl }),
  z.object({ role: z.literal('user'), content, name, cache_control: cacheControl }),
  z.object({
    role: z.literal('assistant'),
    content: content.nullish(),
    name,
    refusal: z.string().nullish(),
    /** Thoughts, under the names that different servers give them; clients send back what they got. */
    reasoning_content: z.string().nullish(),
    reasoning: z.string().nullish(),
    tool_calls: z.array(call).nullish(),
    function_call: z.null().optional(),
    annotations: noEffect('Annotations of an answer are not part of a prompt.'),
    audio: z.null().optional(),
    cache_control: cacheControl,
  }),
  z.object({
    role: z.literal('tool'),
    content: content.nullish(),
    tool_call_id: z.string().min(1).max(200),
    name: z.string().nullish(),
    cache_control: cacheControl,
  }),
]);

export const messagesField = z.array(message).min(1).max(mostMessages).meta({
  description:
    'The conversation: `system`, `developer`, `user`, `assistant` and `tool`, with text or parts of text. Thoughts may come back as `reasoning_content` or `reasoning`. If the last message is the assistant’s, the answer continues it.',
});

/** Why parts that are no text are refused. */
export const noImages = 'Hearth does not read images, sound or files in this version';

type Content = z.infer<typeof content>;

const textOf = (parts: Content, path: readonly PropertyKey[], between: string): string => {
  if (typeof parts === 'string') return parts;
  return parts
    .map((one, index) => {
      const text = one.type === 'refusal' ? one.refusal : one.type === 'text' ? one.text : undefined;
      if (text !== undefined) return text;
      const at = fieldAt([...path, index]);
      if (one.type === 'text' || one.type === 'refusal')
        throw new ApiFault('bad-request', `The field ${at} has no text.`, { field: at });
      throw unsupported(`${at}.type "${one.type.slice(0, 50)}"`, noImages);
    })
    .join(between);
};

/** The messages as the core takes them. */
export const messagesOf = (messages: z.infer<typeof messagesField>): ApiMessage[] => {
  const names = new Map<string, string>();
  return messages.map((one, index): ApiMessage => {
    const path = ['messages', index, 'content'];
    switch (one.role) {
      case 'system':
      case 'developer':
        return { role: 'system', text: textOf(one.content, path, '\n') };
      case 'user':
        return { role: 'user', text: textOf(one.content, path, '\n') };
      case 'assistant': {
        const calls = (one.tool_calls ?? []).map((made) => ({
          id: made.id,
          name: made.function.name,
          arguments: made.function.arguments,
        }));
        for (const made of calls) names.set(made.id, made.name);
        const text = textOf(one.content ?? '', path, '');
        return {
          role: 'assistant',
          text: text === '' ? (one.refusal ?? '') : text,
          thoughts: one.reasoning_content ?? one.reasoning ?? '',
          calls,
        };
      }
      case 'tool':
        return {
          role: 'tool',
          text: textOf(one.content ?? '', path, '\n'),
          callId: one.tool_call_id,
          name: names.get(one.tool_call_id) ?? one.name ?? null,
        };
    }
  });
};

/** An answer continues a last message of the assistant, unless that waits for results of calls. */
export const continuesLast = (messages: readonly ApiMessage[]): boolean => {
  const last = messages.at(-1);
  return last?.role === 'assistant' && last.calls.length === 0;
};
