/** Makes the messages of a prompt from the conversation of another program. */
import { createHash } from 'node:crypto';
import { ApiFault } from '../../shared/api/fault.ts';
import type { ApiConversation, ApiMessage, InfillWork } from '../../shared/api/request.ts';
import { visible } from '../../shared/format/visible-text.ts';
import { apiOwner } from '../../shared/engine/api-owner.ts';
import type { AnswerBeginning, PromptMessage } from '../../shared/engine/request.ts';
import type { KnownAnswers } from './known-answers.ts';

export interface ConversationPrompt {
  /** The owner of its KV state. */
  owner: string;
  messages: PromptMessage[];
  /** How the answer begins; `null`: the model writes all of it. */
  beginning: AnswerBeginning | null;
  /** The number of the message with this id, from 0; `null` if there is none. */
  indexOf(messageId: string): number | null;
}

const digestOf = (...parts: readonly unknown[]): string =>
  createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);

/**
 * Requests of one conversation begin alike: with the same system prompt, tools and first message. Conversations of different callers
 * have states of their own, which can still begin from each other's.
 */
export const conversationOwner = (
  callerId: string,
  { messages, tools }: Pick<ApiConversation, 'messages' | 'tools'>,
): string => {
  const first = messages.find(({ role }) => role === 'user');
  const system = messages.find(({ role }) => role === 'system');
  return apiOwner(
    digestOf(
      callerId,
      system?.text,
      tools?.tools.map(({ name }) => name),
      first?.text,
    ),
  );
};

/** The owner for a text without messages: what it begins with stays the same while it grows. */
export const textOwner = (callerId: string, kind: string, text: string | readonly number[]): string =>
  apiOwner(digestOf(callerId, kind, text.slice(0, 256)));

/** The owner for a text that is filled in: of its first extra file, or of the text in front of the cursor. */
export const infillOwner = (
  callerId: string,
  { extra, prefix }: Pick<InfillWork, 'extra' | 'prefix'>,
): string => textOwner(callerId, 'infill', extra[0]?.text ?? prefix);

/** Throws `ApiFault` if there is nothing to answer. `modelId`: of the loaded model. */
export const promptOf = (
  conversation: Pick<ApiConversation, 'messages' | 'tools' | 'continuesLast'>,
  { callerId, modelId, known }: { callerId: string; modelId: string; known: KnownAnswers },
): ConversationPrompt => {
  const { messages, continuesLast } = conversation;
  if (messages.length === 0)
    throw new ApiFault('bad-request', 'There are no messages.', { field: 'messages' });
  const owner = conversationOwner(callerId, conversation);
  const names = new Map<string, string>();
  const made = messages.map((message, index): PromptMessage => {
    const id = `${owner}-${index}`;
    if (message.role === 'assistant')
      for (const { id: callId, name } of message.calls) names.set(callId, name);
    return promptMessage(message, id, names, (repeated) => known.find(modelId, owner, repeated));
  });
  const last = continuesLast ? made.at(-1) : undefined;
  return {
    owner,
    messages: withOneSystem(last === undefined ? made : made.slice(0, -1)),
    beginning:
      last === undefined
        ? null
        : { text: last.text, reasoning: last.reasoning, tokens: last.tokens, wasFinished: false },
    indexOf: (messageId) => {
      const index = messageId.startsWith(`${owner}-`) ? Number(messageId.slice(owner.length + 1)) : NaN;
      return messages[index] === undefined ? null : index;
    },
  };
};

const promptMessage = (
  message: ApiMessage,
  id: string,
  names: ReadonlyMap<string, string>,
  find: (repeated: Extract<ApiMessage, { role: 'assistant' }>) => ReturnType<KnownAnswers['find']>,
): PromptMessage => {
  const text = visible(message.text);
  const plain = { id, text, reasoning: '', tokens: null };
  switch (message.role) {
    case 'system':
      return { ...plain, id: null, role: 'system' };
    case 'user':
      return { ...plain, role: 'user' };
    case 'tool':
      return {
        ...plain,
        role: 'tool',
        answersCall: { id: message.callId, name: message.name ?? names.get(message.callId) ?? '' },
      };
    case 'assistant': {
      const calls = message.calls.length === 0 ? {} : { calls: message.calls };
      const thoughts = visible(message.thoughts);
      const answer = find(message);
      // Most programs leave out the thoughts, and those that stream with OpenAI's client have only the last piece of them (`Object.assign` in
      // its ChatCompletionStream). Whether the prompt has thoughts is up to the chat template.
      const isSame = answer !== null && answer.thoughts.trim().endsWith(thoughts.trim());
      return isSame
        ? {
            ...plain,
            ...calls,
            role: 'model',
            text: answer.text,
            reasoning: answer.thoughts,
            tokens: answer.tokens,
          }
        : { ...plain, ...calls, role: 'model', reasoning: thoughts };
    }
  }
};

/** Chat templates take one system prompt. Those at the beginning are joined; those that come later stay where they are. */
const withOneSystem = (messages: PromptMessage[]): PromptMessage[] => {
  const end = messages.findIndex(({ role }) => role !== 'system');
  const first = end < 0 ? messages : messages.slice(0, end);
  if (first.length < 2) return messages;
  const text = first
    .map((one) => one.text)
    .filter((one) => one !== '')
    .join('\n\n');
  return [{ ...first[0]!, text }, ...(end < 0 ? [] : messages.slice(end))];
};
