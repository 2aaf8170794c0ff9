/** Responses: the object of a response and its items. */
import type { ApiAnswer, ApiReplies } from '../answer.ts';
import { opaque } from '../base64.ts';
import type { AnswerPart } from '../conversation.ts';
import { hearthOf } from '../hearth.ts';
import type { ApiMessage } from '../request.ts';
import type { Whole } from '../route.ts';
import { timingsOf } from '../timings.ts';
import { tokenLogprobs } from './logprobs.ts';
import { itemId, type KeptConversation } from './responses-input.ts';
import type { ResponseBody } from './responses-request.ts';
import { responseUsageOf } from './usage.ts';

/** What an answer needs to know of its request. */
export interface ResponseAsked {
  id: string;
  created: number;
  fields: ResponseBody;
  ignored: readonly string[];
  /** The namespace and own name of functions, by the names under which they were offered. */
  namespaces: ReadonlyMap<string, { namespace: string; name: string }>;
  withSummary: boolean;
  withEncrypted: boolean;
  withLogprobs: boolean;
}

type Status = 'in_progress' | 'completed' | 'incomplete';

export const reasoningItem = (
  { withSummary, withEncrypted }: ResponseAsked,
  id: string,
  text: string,
  status: Status,
) => ({
  id,
  type: 'reasoning',
  status,
  summary: withSummary && text !== '' ? [{ type: 'summary_text', text }] : [],
  ...(withSummary || text === '' ? {} : { content: [{ type: 'reasoning_text', text }] }),
  ...(withEncrypted && text !== '' ? { encrypted_content: opaque(text) } : {}),
});

export const outputText = (text: string, logprobs: readonly unknown[] = []) => ({
  type: 'output_text',
  text,
  annotations: [],
  logprobs,
});

export const messageItem = (id: string, content: readonly object[], status: Status) => ({
  id,
  type: 'message',
  status,
  role: 'assistant',
  content,
});

export const callItem = (
  { namespaces }: ResponseAsked,
  id: string,
  call: { id: string; name: string; arguments: string },
  status: Status,
) => ({
  id,
  type: 'function_call',
  status,
  call_id: call.id,
  ...(namespaces.get(call.name) ?? { name: call.name }),
  arguments: call.arguments,
});

/** A part of an answer, and the id of the item that says it. */
interface Said {
  id: string;
  part: AnswerPart;
}

/** The parts of an answer in their order. One that says nothing at all has an empty text. */
const saidBy = (responseId: string, { thoughts, text, calls }: ApiAnswer): Said[] => {
  const parts: AnswerPart[] = [
    ...(thoughts === '' ? [] : [{ kind: 'thoughts' as const, text: thoughts }]),
    ...(text === '' && (thoughts !== '' || calls.length > 0) ? [] : [{ kind: 'text' as const, text }]),
    ...calls.map((call) => ({ kind: 'call' as const, call })),
  ];
  const kinds = { thoughts: 'rs', text: 'msg', call: 'fc' } as const;
  return parts.map((part, index) => ({ id: itemId(kinds[part.kind], responseId, index), part }));
};

/** Hearth ends an answer that repeats itself as a limit does. */
export const isCut = ({ ending }: Pick<ApiAnswer, 'ending'>): boolean =>
  ending === 'too-long' || ending === 'repeating';

const itemsOf = (asked: ResponseAsked, answer: ApiAnswer): object[] => {
  const said = saidBy(asked.id, answer);
  return said.map(({ id, part }, index) => {
    const status = isCut(answer) && index === said.length - 1 ? 'incomplete' : 'completed';
    if (part.kind === 'thoughts') return reasoningItem(asked, id, part.text, status);
    if (part.kind === 'call') return callItem(asked, id, part.call, status);
    const logprobs = asked.withLogprobs ? tokenLogprobs(answer.tokens) : [];
    return messageItem(id, [outputText(part.text, logprobs)], status);
  });
};

/** A response without what only its end knows. */
export const begunResponse = ({ id, created, fields }: ResponseAsked, model: string) => ({
  id,
  object: 'response',
  created_at: created,
  status: 'in_progress' as string,
  background: false,
  error: null as object | null,
  incomplete_details: null as object | null,
  instructions: fields.instructions ?? null,
  max_output_tokens: fields.max_output_tokens ?? null,
  metadata: fields.metadata ?? {},
  model,
  output: [] as readonly object[],
  parallel_tool_calls: fields.parallel_tool_calls ?? true,
  previous_response_id: fields.previous_response_id ?? null,
  reasoning: {
    effort: fields.reasoning?.effort ?? null,
    summary: fields.reasoning?.summary ?? fields.reasoning?.generate_summary ?? null,
  },
  store: fields.store ?? true,
  temperature: fields.temperature ?? null,
  text: { format: fields.text?.format ?? { type: 'text' } },
  tool_choice: fields.tool_choice ?? 'auto',
  tools: fields.tools ?? [],
  top_p: fields.top_p ?? null,
  truncation: 'disabled',
  usage: null as object | null,
});

/** A response at its end; `output`: its items. */
export const endedResponse = (
  asked: ResponseAsked,
  model: string,
  { answers, figures }: ApiReplies['ask'],
  output: readonly object[],
) => {
  const cut = answers[0] !== undefined && isCut(answers[0]);
  return {
    ...begunResponse(asked, model),
    status: cut ? 'incomplete' : 'completed',
    incomplete_details: cut ? { reason: 'max_output_tokens' } : null,
    output,
    usage: responseUsageOf(figures),
    timings: timingsOf(figures),
    hearth: hearthOf(figures, asked.ignored),
  };
};

/** The whole answer. */
export const wholeResponse = (asked: ResponseAsked, reply: ApiReplies['ask']): Whole => {
  const [answer] = reply.answers;
  const output = answer === undefined ? [] : itemsOf(asked, answer);
  return { body: endedResponse(asked, asked.fields.model || reply.model.name, reply, output) };
};

/** What is kept for responses that continue this one. */
export const keptOf = (
  { id }: ResponseAsked,
  messages: readonly ApiMessage[],
  { answers }: ApiReplies['ask'],
): KeptConversation => {
  const [answer] = answers;
  if (answer === undefined) return { messages, items: {} };
  const { text, thoughts, calls } = answer;
  return {
    messages: [...messages, { role: 'assistant', text, thoughts, calls }],
    items: Object.fromEntries(saidBy(id, answer).map((said) => [said.id, said.part])),
  };
};
