/** Builds the messages of a prompt from a chat, as the engine takes them. */
import type { Message } from '../../shared/contract/message.ts';
import type { Engine, PromptOf } from '../../shared/engine/engine.ts';
import { staysAt } from '../../shared/engine/kept-messages.ts';
import type { AnswerBeginning, Answering, PromptMessage } from '../../shared/engine/request.ts';
import { textVersion } from '../../shared/engine/text-version.ts';
import { promptTexts, saysSomething } from '../../shared/message/parts.ts';
import { answerIdentities } from '../../shared/model/model-identity.ts';
import type { AttachedDocuments, Before } from '../documents/attached.ts';
import type { Store } from './store.ts';

interface Dependencies {
  store: Store;
  engine: Engine;
  /** What a prompt has of the parts of a message. */
  inPrompt: AttachedDocuments['inPrompt'];
  /** How the loaded model answers in a chat; `null`: a new one. */
  answering: (chatId: string | null, how?: { presetId: string | null }) => Answering;
}

export interface Beginning {
  /** `null`: none. */
  system: string | null;
  documents: { documentId: string; version: string | null }[];
}

export interface Prompts {
  /**
   * The prompt for an answer at the end of a chat's path; `chatId` is `null` for a new chat, which has the preset `presetId` or, by
   * default, the chosen one.
   */
  ofChat(chatId: string | null, presetId?: string | null): PromptOf;
  /** What precedes a new question of the chat, or the question `editedId` of it. */
  before(chatId: string | null, editedId?: string): Before;
  /** The versions of the system prompt and of the whole documents with which the prompt of a chat begins, in their order. */
  beginning(chatId: string): Beginning;
  /** The messages of the prompt that asks for an answer to `tip`. */
  messagesTo(chatId: string | null, tip: string | null, systemPrompt: string): PromptMessage[];
  /** An answer as the beginning of what the loaded model writes next. */
  beginningOf(answer: Message, wasFinished: boolean): AnswerBeginning;
}

export const createPrompts = ({ store, engine, answering, inPrompt }: Dependencies): Prompts => {
  const messagesOf = (chatId: string | null, path: Message[], systemPrompt: string): PromptMessage[] => {
    const { model } = engine.status;
    const firstKept = chatId === null ? null : (store.chat(chatId)?.firstKeptId ?? null);
    // If the first kept message is not on this path, another version of the chat is shown, from which nothing was dropped.
    const from = Math.max(
      0,
      path.findIndex((message) => message.id === firstKept),
    );
    const sent = path.filter((_, index) => staysAt(path, index, from, hasDocument)).filter(isInPrompt);
    const answers = sent.flatMap(({ id, role }) => (role === 'model' ? [id] : []));
    const tokens =
      model === null ? new Map<string, number[]>() : store.tokensOf(answers, answerIdentities(model));
    const system: PromptMessage[] =
      systemPrompt.trim() === ''
        ? []
        : [{ id: null, role: 'system', text: systemPrompt, reasoning: '', tokens: null }];
    return [
      ...system,
      ...sent.map((message) => ({
        id: message.id,
        role: message.role,
        ...inPrompt(message.parts),
        tokens: tokens.get(message.id) ?? null,
      })),
    ];
  };
  const ofPath = (chatId: string | null, path: Message[], presetId: string | null = null): PromptOf => {
    const { systemPrompt, thinking } = answering(chatId, { presetId });
    const chat = chatId === null ? null : store.chat(chatId);
    return { messages: messagesOf(chatId, path, systemPrompt), thinking: chat?.thinking ?? thinking };
  };
  return {
    before: (chatId, editedId) => {
      const path = chatId === null ? [] : store.path(chatId, editedId);
      return { chatId, ...ofPath(chatId, editedId === undefined ? path : path.slice(0, -1)) };
    },
    beginning: (chatId) => {
      const { messages } = ofPath(chatId, store.path(chatId).slice(0, 1));
      const [system, first] = messages[0]?.role === 'system' ? messages : [undefined, ...messages];
      const pieces = (first?.pieces ?? []).filter(({ documentId }) => documentId !== null);
      const end = pieces.findIndex(({ isPart }) => isPart);
      return {
        system: system === undefined ? null : textVersion(system.text),
        documents: pieces
          .slice(0, end < 0 ? pieces.length : end)
          .map(({ documentId, version = null }) => ({ documentId: documentId!, version })),
      };
    },
    messagesTo: (chatId, tip, systemPrompt) =>
      messagesOf(chatId, chatId === null ? [] : store.path(chatId, tip), systemPrompt),
    beginningOf: (answer, wasFinished) => {
      const { model } = engine.status;
      const tokens =
        model === null ? null : store.tokensOf([answer.id], answerIdentities(model)).get(answer.id);
      return { ...promptTexts(answer), tokens: tokens ?? null, wasFinished };
    },
    ofChat: (chatId, presetId) =>
      chatId === null ? ofPath(chatId, [], presetId) : ofPath(chatId, store.path(chatId)),
  };
};

const hasDocument = ({ parts }: Message): boolean =>
  parts.some((part) => part.kind === 'document' && part.mode === 'whole');

/**
 * Whether the prompt contains a message. An empty answer is left out, and so is a question that left no room for its answer:
 * with it in the prompt, no later answer would fit either.
 */
const isInPrompt = (message: Message, index: number, path: Message[]): boolean => {
  if (message.role === 'model') return saysSomething(message);
  const answer = path[index + 1];
  return answer === undefined || answer.ending !== 'context-full' || saysSomething(answer);
};
