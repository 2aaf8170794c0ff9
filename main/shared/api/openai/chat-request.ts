/** Requests for chat completions. */
import { z } from 'zod';
import type { ApiConversation, AskWork } from '../request.ts';
import { unsupported } from '../body.ts';
import { field, noEffect, readFields, refused } from '../fields.ts';
import { openaiSamplingFields, stopField } from '../sampling.ts';
import { templateVariablesOf, thinkingFields, thinkingOf } from '../thinking.ts';
import {
  aboutRequestFields,
  answersField,
  formatFields,
  formatOf,
  keepAliveFields,
  keepAliveOf,
  llamaFields,
  longestAnswer,
  modelField,
  samplingPart,
  streamFields,
} from './fields.ts';
import { continuesLast, messagesField, messagesOf } from './messages.ts';
import { chatToolFields, chatTools } from './tools.ts';

const conversationFields = {
  model: modelField,
  messages: messagesField,
  ...chatToolFields,
  ...thinkingFields,
  continue_final_message: field(
    z.boolean(),
    'An answer always continues a last message of the assistant, so `false` is refused after one, and `true` after any other message.',
  ),
  add_generation_prompt: field(
    z.boolean(),
    'The last message decides whether a new answer begins, so `false` is refused unless that message is the assistant’s.',
  ),
};

const otherFields = {
  ...keepAliveFields,
  ...formatFields,
  ...openaiSamplingFields,
  ...llamaFields,
  ...streamFields,
  ...aboutRequestFields,
  stop: stopField,
  n: answersField,
  max_tokens: field(
    longestAnswer,
    'The longest answer in tokens, thoughts included; -1: no limit; 0: the prompt is processed and kept, and nothing is answered.',
  ),
  max_completion_tokens: field(longestAnswer, 'As `max_tokens`, which it precedes.'),
  logprobs: field(z.boolean(), 'Whether the answer has the log probabilities of the tokens of its text.'),
  top_logprobs: field(
    z.int().min(0).max(20),
    'How many of the most likely tokens come beside each token, with `logprobs`.',
  ),
  num_ctx: field(z.int().min(1).max(10_000_000), 'The minimum context length in tokens (Ollama).'),
  store: noEffect('Answers of chat completions are not kept.', z.boolean()),
  verbosity: noEffect('Local models have no such control.', z.string()),
  prediction: noEffect('Hearth drafts tokens itself, also from the conversation.'),
  reasoning_control: noEffect('Only a budget ends thoughts early.', z.boolean()),
  parse_tool_calls: refused('calls are always parsed', true),
  modalities: refused('answers are text', ['text']),
  audio: refused('answers are text'),
  functions: refused('`tools` takes its place', []),
  function_call: refused('`tool_choice` takes its place'),
  moderation: refused('Hearth does not moderate'),
  web_search_options: refused('Hearth does not search the web'),
};

export const chatBody = z.strictObject({ ...conversationFields, ...otherFields });
type ChatBody = z.infer<typeof chatBody>;

const lastDecides = 'the last message decides whether a new answer begins';

/** The conversation of a chat completion, which counting and rendering its prompt need too. */
const conversationOf = (fields: z.infer<z.ZodObject<typeof conversationFields>>): ApiConversation => {
  const messages = messagesOf(fields.messages);
  const continues = continuesLast(messages);
  if ((fields.continue_final_message ?? continues) !== continues)
    throw unsupported('continue_final_message', lastDecides);
  if (fields.add_generation_prompt === false && !continues)
    throw unsupported('add_generation_prompt', lastDecides);
  return {
    messages,
    tools: chatTools(fields),
    thinking: thinkingOf(fields),
    templateVariables: templateVariablesOf(fields.chat_template_kwargs),
    continuesLast: continues,
  };
};

/** A request for a chat completion: its work, and what its answer needs to know. */
export interface ChatRead {
  fields: ChatBody;
  ignored: string[];
  work: AskWork;
}

export const readChat = (body: unknown): ChatRead => {
  const { fields, ignored } = readFields(chatBody, body);
  const { part, readsOnly } = samplingPart(fields, {
    longest: fields.max_completion_tokens ?? fields.max_tokens ?? null,
    alternatives: fields.logprobs === true ? (fields.top_logprobs ?? fields.n_probs ?? 0) : null,
    responseFormat: formatOf(fields),
    ignored,
  });
  return {
    fields,
    ignored,
    work: {
      kind: 'ask',
      model: fields.model ?? '',
      keepAliveS: keepAliveOf(fields),
      ...conversationOf(fields),
      ...part,
      readsOnly,
      contextLength: fields.num_ctx ?? null,
    },
  };
};
