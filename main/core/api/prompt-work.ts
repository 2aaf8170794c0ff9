/** Makes the turns that requests ask for. */
import { ApiFault } from '../../shared/api/fault.ts';
import type {
  ApiConversation,
  ApiSampling,
  AskWork,
  CompleteWork,
  InfillWork,
} from '../../shared/api/request.ts';
import type { LoadedModel, Thinking } from '../../shared/contract/engine.ts';
import type { EngineCan } from '../../shared/engine/engine.ts';
import type { Answering, ProgramTurn } from '../../shared/engine/request.ts';
import { visible } from '../../shared/format/visible-text.ts';
import type { Normalising } from '../../shared/api/normalise/normalise.ts';
import { fitThinking } from '../../shared/api/normalise/fit-thinking.ts';
import type { AskedPrompt } from './ask-model.ts';
import { infillOwner, promptOf, textOwner, type ConversationPrompt } from './conversation.ts';
import type { KnownAnswers } from './known-answers.ts';
import { settle } from './settle.ts';

/** How the loaded model answers by its settings, and who asks. */
export interface PromptContext {
  answering: Answering;
  loaded: LoadedModel;
  callerId: string;
  known: KnownAnswers;
  can: Pick<EngineCan, 'tools' | 'prompts'>;
  finishesReading: boolean;
  /** What is settled of that which programs change from request to request. */
  normalises: ReadonlySet<Normalising>;
}

/** The key of the loaded model for what it has sampled. */
export const modelKeyOf = ({ id, path }: LoadedModel): string => id ?? path;

/** A conversation in a prompt. */
interface InPrompt {
  prompt: ConversationPrompt;
  thinking: Thinking;
  program: ProgramTurn;
  /** What is otherwise than the client has sent it, a phrase each. */
  told: string[];
  /** Where the client has the message with this id; `null` if that is not known. */
  fieldOf(messageId: string): string | null;
}

/** How a conversation is put into a prompt. Throws `ApiFault` if the engine or the model cannot do what it asks for. */
export const conversationPrompt = (
  given: ApiConversation,
  { callerId, known, loaded, answering, can, normalises }: PromptContext,
): InPrompt => {
  const { conversation, told, fieldOf } = settle(given, normalises);
  const { tools, templateVariables } = conversation;
  const hasTools = tools !== null && tools.tools.length > 0;
  const hasCalls = conversation.messages.some(
    (message) => message.role === 'tool' || (message.role === 'assistant' && message.calls.length > 0),
  );
  if (!can.tools && (hasTools || hasCalls))
    throw new ApiFault('impossible', 'The loaded model cannot use tools.', { field: 'tools' });
  const { on, effort, budget } = conversation.thinking;
  const fitted = fitThinking(conversation.thinking, loaded.thinking);
  const prompt = promptOf(conversation, { callerId, modelId: modelKeyOf(loaded), known });
  return {
    prompt,
    told: [...told, ...fitted.told],
    fieldOf: (messageId) => {
      const index = prompt.indexOf(messageId);
      return index === null ? null : fieldOf(index);
    },
    thinking:
      on === null && effort === null && budget === null
        ? answering.thinking
        : { ...fitted.thinking, keepsEarlier: answering.thinking.keepsEarlier },
    program: {
      ...(hasTools ? { tools } : {}),
      ...(Object.keys(templateVariables).length === 0 ? {} : { templateVariables }),
    },
  };
};

const sampled = (
  work: ApiSampling,
  { answering, finishesReading }: PromptContext,
): Omit<AskedPrompt['turn'], 'chatId' | 'messages' | 'thinking'> & { program: ProgramTurn } => ({
  sampling: { ...answering.sampling, ...withoutUndefined(work.sampling) },
  longestAnswer: work.longestAnswer ?? answering.longestAnswer,
  stopStrings: work.stopStrings.length > 0 ? [...work.stopStrings] : answering.stopStrings,
  responseFormat: work.responseFormat,
  speculative: answering.speculative,
  // Nothing is dropped from a program's prompt without its knowledge.
  overflow: 'stop',
  program: {
    ...(work.tokenBiases.length === 0 ? {} : { tokenBiases: work.tokenBiases }),
    ...(work.alternatives === null ? {} : { alternatives: work.alternatives }),
    ...(finishesReading ? { finishesReading: true } : {}),
  },
});

const linesOf = ({ lines }: ApiSampling): Pick<AskedPrompt, 'lines'> =>
  lines === undefined ? {} : { lines };

const withoutUndefined = <Values extends object>(values: Values): Values =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Values;

/** The turns of a conversation. */
export const askedPrompt = (
  work: AskWork,
  context: PromptContext,
): Pick<InPrompt, 'prompt' | 'told' | 'fieldOf'> & { asked: AskedPrompt } => {
  const { thinking, program, ...about } = conversationPrompt(work, context);
  const { prompt } = about;
  const { program: usual, ...how } = sampled(work, context);
  return {
    ...about,
    asked: {
      answers: work.answers,
      ...linesOf(work),
      turn: {
        ...how,
        chatId: prompt.owner,
        messages: prompt.messages,
        ...(prompt.beginning === null ? {} : { beginning: prompt.beginning }),
        thinking,
        program: { ...usual, ...program, ...(work.readsOnly ? { readsOnly: true } : {}) },
      },
    },
  };
};

const noThoughts: Thinking = { on: null, effort: null, budget: null, keepsEarlier: null };

const refuseRaw = ({ can }: PromptContext): void => {
  if (can.prompts === null)
    throw new ApiFault('impossible', 'This engine takes only conversations, no plain prompts.', {
      field: 'prompt',
    });
};

/** The turns of prompts without a chat template. */
export const completedPrompts = (work: CompleteWork, context: PromptContext): AskedPrompt[] => {
  refuseRaw(context);
  const { program, ...how } = sampled(work, context);
  return work.prompts.map((prompt) => ({
    answers: work.answers,
    ...linesOf(work),
    turn: {
      ...how,
      chatId: textOwner(context.callerId, 'complete', prompt),
      messages: [],
      thinking: noThoughts,
      program: {
        ...program,
        ...(work.readsOnly ? { readsOnly: true } : {}),
        rawPrompt:
          typeof prompt === 'string'
            ? { kind: 'text', text: visible(prompt) }
            : { kind: 'tokens', tokens: prompt },
      },
    },
  }));
};

/** The turn for what belongs between two texts. */
export const infilledPrompt = (work: InfillWork, context: PromptContext): AskedPrompt => {
  refuseRaw(context);
  const { program, ...how } = sampled(work, context);
  const { prefix, suffix, prompt, extra } = work;
  return {
    answers: work.answers,
    ...linesOf(work),
    turn: {
      ...how,
      chatId: infillOwner(context.callerId, work),
      messages: [],
      thinking: noThoughts,
      program: {
        ...program,
        ...(work.readsOnly ? { readsOnly: true } : {}),
        rawPrompt: {
          kind: 'infill',
          prefix: visible(prefix),
          suffix: visible(suffix),
          prompt: visible(prompt),
          extra: extra.map(({ name, text }) => ({ name: visible(name), text: visible(text) })),
        },
      },
    },
  };
};
