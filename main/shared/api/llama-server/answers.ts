/** Answers of llama-server's own completions, whole and streamed. */
import type { ApiAnswer, ApiEvent, ApiFigures, ApiReplies } from '../answer.ts';
import type { SampledToken, TokenProbability } from '../../engine/turn.ts';
import { aliveComment } from '../frames.ts';
import type { ApiFault } from '../fault.ts';
import type { ApiStream, Frame, Whole } from '../route.ts';
import { hearthOf } from '../hearth.ts';
import { RunningTimings, timingsOf } from '../timings.ts';
import { llamaServerError } from './faults.ts';
import type { NativeAsked } from './fields.ts';

type Reply = ApiReplies['complete'];

/** What an answer needs to know of its request. */
export interface CompletionAsked extends NativeAsked {
  /** As the client named it; empty: it named none. */
  model: string;
  /** The text of each prompt; `null`: it was tokens. */
  prompts: readonly (string | null)[];
}

const probabilityOf = ({ token, text, bytes, logProbability }: TokenProbability) => ({
  id: token,
  token: text,
  bytes,
  logprob: logProbability,
});

/** The tokens and probabilities of a piece of an answer. */
const tokensOf = (sampled: readonly SampledToken[], { withTokens, withProbabilities }: CompletionAsked) => {
  const own = sampled.filter(({ part }) => part !== 'other');
  return {
    tokens: withTokens ? own.map(({ token }) => token) : [],
    ...(withProbabilities
      ? {
          completion_probabilities: own.map((token) => ({
            ...probabilityOf(token),
            top_logprobs: token.alternatives.map(probabilityOf),
          })),
        }
      : {}),
  };
};

/** An answer that repeated itself was cut, as by a limit. */
const stopType = ({ ending, stopString }: ApiAnswer): string => {
  if (stopString !== null) return 'word';
  return ending === 'too-long' || ending === 'repeating' ? 'limit' : 'eos';
};

/** The fields that `response_fields` names, under these very names, also those with a slash. */
const picked = (body: Record<string, unknown>, fields: readonly string[] | null): Record<string, unknown> => {
  if (fields === null) return body;
  const found = fields.flatMap((path): [string, unknown][] => {
    const steps = path.split('/');
    let value: unknown = body;
    for (const step of steps)
      value =
        typeof value === 'object' && value !== null && Object.hasOwn(value, step)
          ? (value as Record<string, unknown>)[step]
          : undefined;
    return value === undefined ? [] : [[path, value]];
  });
  return Object.fromEntries(found);
};

/** Each answer has its own figures. */
const endOf = (
  asked: CompletionAsked,
  index: number,
  { answers, figures, each, model }: Reply,
): Record<string, unknown> => {
  const answer = answers[index]!;
  const own = answers.length === 1 ? figures : each?.[index];
  const prompt = asked.prompts[Math.floor((index * asked.prompts.length) / answers.length)] ?? null;
  return {
    stop: true,
    model: asked.model || model.name,
    generation_settings: asked.settings,
    ...(prompt === null ? {} : { prompt }),
    has_new_line: answer.text.includes('\n'),
    truncated: false,
    stop_type: stopType(answer),
    stopping_word: answer.stopString ?? '',
    ...(own === undefined ? {} : figuresOf(own, asked)),
  };
};

const figuresOf = (figures: ApiFigures, { ignored }: CompletionAsked) => ({
  tokens_predicted: figures.answerTokens,
  tokens_evaluated: figures.promptTokens,
  tokens_cached: figures.cachedTokens,
  timings: timingsOf(figures),
  hearth: hearthOf(figures, ignored),
});

export const wholeCompletion = (asked: CompletionAsked, reply: Reply): Whole => {
  const bodies = reply.answers.map((answer, index) =>
    picked(
      {
        index,
        content: answer.text,
        ...tokensOf(answer.tokens, asked),
        ...endOf(asked, index, reply),
      },
      asked.fields,
    ),
  );
  return { body: bodies.length === 1 ? bodies[0] : bodies };
};

/** Each answer ends with an event that has all but its text. */
export class CompletionStream implements ApiStream<'complete' | 'infill'> {
  readonly format = 'sse';
  readonly #asked: CompletionAsked;
  /** Tokens whose text was not sent yet, of each answer. */
  readonly #tokens = new Map<number, SampledToken[]>();
  readonly #timings = new RunningTimings();

  constructor(asked: CompletionAsked) {
    this.#asked = asked;
  }

  begin = (): Frame[] => [aliveComment];
  alive = (): Frame[] => [aliveComment];

  event(event: ApiEvent): Frame[] {
    this.#timings.take(event);
    switch (event.kind) {
      case 'prefill':
        if (!this.#asked.withProgress) return [];
        return [
          this.#piece(0, '', {
            prompt_progress: {
              total: event.total + event.cached,
              cache: event.cached,
              processed: event.done + event.cached,
              time_ms: event.ms,
            },
          }),
        ];
      case 'token':
        this.#tokens.set(event.answer, [...(this.#tokens.get(event.answer) ?? []), event.token]);
        return [];
      case 'text':
        return [this.#piece(event.answer, event.text, this.#taken(event.answer))];
      default:
        return [];
    }
  }

  end(reply: Reply): Frame[] {
    return reply.answers.map((_answer, index) => ({
      data: picked(
        { index, content: '', ...this.#taken(index), ...endOf(this.#asked, index, reply) },
        this.#asked.fields,
      ),
    }));
  }

  fault = (fault: ApiFault): Frame[] => [{ data: llamaServerError(fault) }];

  #taken(answer: number) {
    const sampled = this.#tokens.get(answer) ?? [];
    this.#tokens.delete(answer);
    return tokensOf(sampled, this.#asked);
  }

  #piece = (index: number, content: string, more: object): Frame => ({
    data: {
      index,
      content,
      tokens: [],
      stop: false,
      ...more,
      ...(this.#asked.withTimings ? { timings: this.#timings.now } : {}),
    },
  });
}
