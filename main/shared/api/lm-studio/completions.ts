/** LM Studio's completions: those of OpenAI with `stats`, `model_info` and `runtime`. */
import type { ApiAnswer, ApiFigures, ApiModel, ApiReplies } from '../answer.ts';
import { readChatCompletion } from '../openai/chat.ts';
import { readCompletion as readOpenaiCompletion } from '../openai/completions.ts';
import type { ApiInput, ApiStream, Frame, ReadRequest, ReadingContext, Whole } from '../route.ts';
import { lmStudioError } from './faults.ts';

type Reply = ApiReplies['complete'];
type Asked = 'ask' | 'complete' | 'infill';

/** An answer that repeated itself was cut, as by a limit. */
const stopReason = (answer: ApiAnswer | undefined): string => {
  if (answer === undefined || answer.ending === 'too-long' || answer.ending === 'repeating')
    return 'maxPredictedTokensReached';
  if (answer.ending === 'calls') return 'toolCalls';
  return answer.stopString === null ? 'eosFound' : 'stopStringFound';
};

/** Durations are seconds. What was not measured is left out. */
const statsOf = (figures: ApiFigures, answer: ApiAnswer | undefined) => ({
  ...(figures.decodeTokens > 0 && figures.decodeMs > 0
    ? { tokens_per_second: (1000 * figures.decodeTokens) / figures.decodeMs }
    : {}),
  ...(figures.firstTokenMs === null ? {} : { time_to_first_token: figures.firstTokenMs / 1000 }),
  generation_time: figures.decodeMs / 1000,
  stop_reason: stopReason(answer),
});

const aboutModel = (model: ApiModel) => ({
  model_info: {
    arch: model.architecture,
    ...(model.quantization === null ? {} : { quant: model.quantization }),
    format: 'gguf',
    ...(model.contextLength === null ? {} : { context_length: model.contextLength }),
  },
  runtime: { name: 'llama.cpp in Hearth', supported_formats: ['gguf'] },
});

const moreOf = ({ answers, figures, model }: Reply) => ({
  stats: statsOf(figures, answers[0]),
  ...aboutModel(model),
});

const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;

const added = (whole: Whole, more: object): Whole =>
  isObject(whole.body) ? { ...whole, body: { ...whole.body, ...more } } : whole;

/** The last frame that is JSON has more. */
const addedToLast = (frames: readonly Frame[], more: object): Frame[] => {
  const last = frames.findLastIndex((frame) => 'data' in frame && isObject(frame.data));
  return frames.map((frame, index) =>
    index === last && 'data' in frame && isObject(frame.data)
      ? { ...frame, data: { ...frame.data, ...more } }
      : frame,
  );
};

const withStats = <Kind extends Asked>(read: ReadRequest<Kind>): ReadRequest<Kind> => {
  const { stream } = read;
  const more = (reply: ApiReplies[Kind]) => moreOf(reply as Reply);
  return {
    ...read,
    whole: (reply) => added(read.whole(reply), more(reply)),
    stream:
      stream === null
        ? null
        : ({
            format: stream.format,
            begin: (model) => stream.begin(model),
            event: (event) => stream.event(event),
            alive: () => stream.alive(),
            end: (reply) => addedToLast(stream.end(reply), more(reply)),
            fault: (fault) => [{ data: lmStudioError(fault) }],
          } satisfies ApiStream<Kind>),
  };
};

export const readChat = (input: ApiInput, context: ReadingContext): ReadRequest<'ask'> =>
  withStats(readChatCompletion(input, context));

export const readCompletion = (
  input: ApiInput,
  context: ReadingContext,
): ReadRequest<'complete' | 'infill'> => withStats(readOpenaiCompletion(input, context));
