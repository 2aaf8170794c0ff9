/** The messages and tools of Ollama's chats. */
import { z } from 'zod';
import { unsupported } from '../body.ts';
import { anyObject, field, noEffect } from '../fields.ts';
import { ApiFault } from '../fault.ts';
import type { ApiMessage } from '../request.ts';
import type { OfferedTools, ToolCall } from '../../engine/tools.ts';

const text = z.string().nullish();

export const images = field(z.array(z.unknown()), 'Refused unless it is empty.');

const record = anyObject;

const message = z.strictObject({
  role: z
    .string()
    .transform((role) => role.toLowerCase())
    .pipe(z.enum(['system', 'user', 'assistant', 'tool'])),
  content: text,
  thinking: text.describe('The thoughts of an answer.'),
  images,
  tool_calls: z
    .array(
      z.strictObject({
        id: text,
        type: z.literal('function').nullish(),
        function: z.strictObject({
          index: z.int().nullish(),
          name: z.string(),
          description: text,
          arguments: record.nullish(),
        }),
      }),
    )
    .nullish(),
  tool_name: text.describe('Of a result: the tool that was called.'),
  name: text.describe('The older name of `tool_name`.'),
  tool_call_id: text,
});

export const messages = field(
  z.array(message),
  'The conversation. If the last message is the assistant’s, the answer continues it.',
);

export const tools = z
  .array(
    z.strictObject({
      type: z.literal('function').nullish(),
      function: z.strictObject({
        name: z.string().regex(/^[\w./-]{1,128}$/, 'a name has 1 to 128 letters, digits, _, -, . and /'),
        description: text,
        type: noEffect('Tools are functions.', z.string()),
        parameters: record.nullish(),
        strict: z.boolean().nullish(),
      }),
    }),
  )
  .nullish()
  .meta({
    description: 'Functions that the model may call. `strict` binds the arguments of a call to the schema.',
  });

/** Throws `ApiFault` that names the field if there are images, which no model sees. */
export const refuseImages = (value: z.infer<typeof images>, at: string): void => {
  if (value?.length) throw unsupported(at, 'models do not see images in this version of Hearth');
};

/** The id of the `index`th call of a conversation that has no ids. Nine letters and digits are what every chat template takes. */
const callId = (index: number): string => `call${String(index).padStart(5, '0')}`;

/** A call that waits for its result. */
interface Waiting {
  id: string;
  name: string;
}

/** The call that a result answers: by its id, or else the first waiting one, of its tool if it names one. */
const answered = (
  waiting: readonly Waiting[],
  { tool_call_id: id, tool_name: tool, name }: z.infer<typeof message>,
): Waiting | undefined => {
  if (id) return waiting.find((call) => call.id === id);
  const wanted = tool || name;
  return waiting.find((call) => !wanted || call.name === wanted);
};

/** Messages without ids of calls get ids by their order, so that the prompt of the next request begins with the same. */
export const readMessages = (read: z.infer<typeof messages>): ApiMessage[] => {
  let waiting: Waiting[] = [];
  let calls = 0;
  return (read ?? []).map((one, index): ApiMessage => {
    const at = `messages[${index}]`;
    refuseImages(one.images, `${at}.images`);
    const content = one.content ?? '';
    if (one.role !== 'assistant' && one.tool_calls?.length)
      throw new ApiFault('bad-request', `The field ${at}.tool_calls is wrong: only assistants call tools.`, {
        field: `${at}.tool_calls`,
      });
    if (one.role !== 'assistant' && one.thinking)
      throw new ApiFault('bad-request', `The field ${at}.thinking is wrong: only assistants think.`, {
        field: `${at}.thinking`,
      });
    if (one.role === 'system' || one.role === 'user') return { role: one.role, text: content };
    if (one.role === 'assistant') {
      const made = (one.tool_calls ?? []).map(({ id, function: { name, arguments: values } }): ToolCall => ({
        id: id || callId(calls++),
        name,
        arguments: JSON.stringify(values ?? {}),
      }));
      waiting = made.map(({ id, name }) => ({ id, name }));
      return { role: 'assistant', text: content, thoughts: one.thinking ?? '', calls: made };
    }
    const call = answered(waiting, one);
    if (call === undefined)
      throw new ApiFault(
        'bad-request',
        `The field ${at} is wrong: no call before it waits for this result.`,
        {
          field: at,
        },
      );
    waiting = waiting.filter((other) => other !== call);
    return { role: 'tool', text: content, callId: call.id, name: call.name };
  });
};

export const readTools = (read: z.infer<typeof tools>): OfferedTools | null => {
  if (!read?.length) return null;
  return {
    tools: read.map(({ function: { name, description, parameters, strict } }) => ({
      name,
      description: description ?? '',
      parameters: parameters ?? { type: 'object', properties: {} },
      ...(strict ? { isStrict: true as const } : {}),
    })),
    choice: 'auto',
    areParallel: true,
  };
};

/** The arguments of a call as Ollama has them, an object; `null` if the model wrote something else. */
export const argumentsOf = (call: Pick<ToolCall, 'arguments'>): Record<string, unknown> | null => {
  try {
    const value: unknown = JSON.parse(call.arguments || '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null;
  } catch {
    return null;
  }
};
