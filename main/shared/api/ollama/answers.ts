/** Answers of Ollama's chats and completions, whole and as lines of a stream. */
import type { ApiAnswer, ApiEvent, ApiFigures, ReplyTo } from '../answer.ts';
import type { ApiStream, Frame, Whole } from '../route.ts';
import type { SampledToken } from '../../engine/turn.ts';
import type { ToolCall } from '../../engine/tools.ts';
import { ollamaError } from './faults.ts';
import { doneReason, figuresOf, logprobsOf } from './figures.ts';
import { argumentsOf } from './messages.ts';

/** What an answer says, or a line of it. */
export interface Said {
  text: string;
  thoughts: string;
  calls: readonly OllamaCall[];
}
interface OllamaCall {
  id: string;
  function: { index: number; name: string; arguments: Record<string, unknown> };
}

/** How a route writes what is said: as `message` of a chat, or as `response` of a completion. */
export interface Writing {
  /** The fields that every line begins with; `model` is empty if the client named none. */
  head: { model: string; created_at: string };
  said(said: Said): Record<string, unknown>;
  /** Fields of the last line alone. */
  last(answer: ApiAnswer | null): Record<string, unknown>;
}

type Asked = 'ask' | 'complete' | 'infill';

/** A call whose arguments are no object is no call of Ollama: it becomes text, as the model wrote it. */
const splitCalls = (
  calls: Iterable<[index: number, call: ToolCall]>,
): { calls: OllamaCall[]; text: string } => {
  const good: OllamaCall[] = [];
  let text = '';
  for (const [index, call] of calls) {
    const values = argumentsOf(call);
    if (values === null) text += `${call.name}(${call.arguments})`;
    else good.push({ id: call.id, function: { index, name: call.name, arguments: values } });
  }
  return { calls: good, text };
};

const headOf = ({ head }: Writing, model: string): Writing['head'] => ({
  ...head,
  model: head.model || model,
});

const lastLine = (
  writing: Writing,
  model: string,
  said: Said,
  answer: ApiAnswer | undefined,
  figures: ApiFigures,
) => ({
  ...headOf(writing, model),
  ...writing.said(said),
  done: true,
  done_reason: doneReason[answer?.ending ?? 'finished'],
  ...writing.last(answer ?? null),
  ...figuresOf(figures),
});

/** The answer in one piece. */
export const wholeAnswer =
  (writing: Writing) =>
  ({ answers: [answer], figures, model }: ReplyTo<Asked>): Whole => {
    const { calls, text } = splitCalls(answer?.calls.entries() ?? []);
    const said = { text: `${answer?.text ?? ''}${text}`, thoughts: answer?.thoughts ?? '', calls };
    const probabilities = logprobsOf(answer?.tokens ?? []);
    return {
      body: {
        ...lastLine(writing, model.name, said, answer, figures),
        ...(probabilities.length === 0 ? {} : { logprobs: probabilities }),
      },
    };
  };

/** The answer as lines of JSON. Log probabilities come with the text that their tokens make. */
export const streamedAnswer = (writing: Writing): ApiStream<Asked> => {
  const calls = new Map<number, ToolCall>();
  let model = '';
  let tokens: SampledToken[] = [];
  const line = (said: Partial<Said>): Frame => {
    const probabilities = logprobsOf(tokens);
    tokens = [];
    return {
      data: {
        ...headOf(writing, model),
        ...writing.said({ text: '', thoughts: '', calls: [], ...said }),
        done: false,
        ...(probabilities.length === 0 ? {} : { logprobs: probabilities }),
      },
    };
  };
  const event = (told: ApiEvent): Frame[] => {
    switch (told.kind) {
      case 'text':
        return [line({ text: told.text })];
      case 'thoughts':
        return [line({ thoughts: told.text })];
      case 'token':
        tokens.push(told.token);
        return [];
      case 'call':
        calls.set(told.index, { id: told.id, name: told.name, arguments: '' });
        return [];
      case 'call-arguments': {
        const call = calls.get(told.index);
        if (call !== undefined)
          calls.set(told.index, { ...call, arguments: `${call.arguments}${told.text}` });
        return [];
      }
      case 'call-ended': {
        const call = calls.get(told.index);
        calls.delete(told.index);
        if (call === undefined) return [];
        const values = argumentsOf(call);
        if (values === null) return [line({ text: `${call.name}(${call.arguments})` })];
        return [
          line({
            calls: [{ id: call.id, function: { index: told.index, name: call.name, arguments: values } }],
          }),
        ];
      }
      default:
        return [];
    }
  };
  return {
    format: 'ndjson',
    begin: (name) => {
      model = name;
      return [];
    },
    event,
    // A line that says nothing is what every client takes as a part of the answer.
    alive: () => [line({})],
    end: ({ answers: [answer], figures }) => {
      // The model did not end these calls, or they were cut.
      const { text, calls: good } = splitCalls(calls);
      const rest = calls.size === 0 ? [] : [line({ text, calls: good })];
      const probabilities = logprobsOf(tokens);
      return [
        ...rest,
        {
          data: {
            ...lastLine(writing, model, { text: '', thoughts: '', calls: [] }, answer, figures),
            ...(probabilities.length === 0 ? {} : { logprobs: probabilities }),
          },
        },
      ];
    },
    fault: (fault) => [{ data: ollamaError(fault) }],
  };
};

/** What is answered to a request that only loads or unloads a model. */
export const loadedAnswer = (writing: Writing, model: string, isUnloaded: boolean, loadMs: number) => ({
  ...headOf(writing, model),
  ...writing.said({ text: '', thoughts: '', calls: [] }),
  done: true,
  done_reason: isUnloaded ? 'unload' : 'load',
  ...(isUnloaded ? {} : { load_duration: Math.round(loadMs * 1e6) }),
});
