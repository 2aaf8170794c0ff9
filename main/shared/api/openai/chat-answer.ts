/** Answers of chat completions, whole and streamed. */
import type { ApiAnswer, ApiEvent, ApiReplies } from '../answer.ts';
import type { SampledToken } from '../../engine/turn.ts';
import type { ToolCall } from '../../engine/tools.ts';
import { aliveComment } from '../frames.ts';
import type { ApiFault } from '../fault.ts';
import { done, type ApiStream, type Frame, type Whole } from '../route.ts';
import { figuresPart, finishReason, lastFrames, progressFrame, type ChunkHead } from './choices.ts';
import { openaiError } from './faults.ts';
import { chatLogprobs } from './logprobs.ts';
import { RunningTimings } from '../timings.ts';
import { usageOf } from './usage.ts';

/** What an answer needs to know of its request. */
export interface ChatAsked {
  id: string;
  created: number;
  /** As the client named it; empty: it named none. */
  model: string;
  ignored: readonly string[];
  withLogprobs: boolean;
  withUsage: boolean;
  withProgress: boolean;
  withTimings: boolean;
}

const callOf = ({ id, name, arguments: text }: ToolCall) => ({
  id,
  type: 'function',
  function: { name, arguments: text },
});

const choiceOf = (answer: ApiAnswer, index: number, { withLogprobs }: ChatAsked) => ({
  index,
  message: {
    role: 'assistant',
    content: answer.text === '' && answer.calls.length > 0 ? null : answer.text,
    refusal: null,
    ...(answer.thoughts === '' ? {} : { reasoning_content: answer.thoughts }),
    ...(answer.calls.length === 0 ? {} : { tool_calls: answer.calls.map(callOf) }),
  },
  logprobs: chatLogprobs(answer.tokens, withLogprobs),
  finish_reason: finishReason(answer.ending),
});

/** The whole answer. */
export const chatCompletion = (asked: ChatAsked, { answers, figures, model }: ApiReplies['ask']): Whole => ({
  body: {
    id: asked.id,
    object: 'chat.completion',
    created: asked.created,
    model: asked.model || model.name,
    choices: answers.map((answer, index) => choiceOf(answer, index, asked)),
    usage: usageOf(figures),
    ...figuresPart(figures, asked.ignored),
  },
});

/** The stream of an answer. The chunk with the role comes with the first token, so that clients measure the time to that. */
export class ChatStream implements ApiStream<'ask'> {
  readonly format = 'sse';
  readonly #asked: ChatAsked;
  #head: ChunkHead;
  /** The answers that have begun, and those that have ended. */
  readonly #begun = new Set<number>();
  readonly #ended = new Set<number>();
  /** Tokens whose text was not sent yet, of each answer. */
  readonly #tokens = new Map<number, SampledToken[]>();
  /** The last chunk of the answer that ended last: the figures will come with it, if no other answer ends. */
  #last: object | null = null;
  readonly #timings = new RunningTimings();

  constructor(asked: ChatAsked) {
    this.#asked = asked;
    this.#head = {
      id: asked.id,
      object: 'chat.completion.chunk',
      created: asked.created,
      model: asked.model,
    };
  }

  begin(model: string): Frame[] {
    if (this.#head.model === '') this.#head = { ...this.#head, model };
    return [aliveComment];
  }

  alive = (): Frame[] => [aliveComment];

  event(event: ApiEvent): Frame[] {
    this.#timings.take(event);
    switch (event.kind) {
      case 'prefill':
        return this.#asked.withProgress ? [progressFrame(this.#head, event)] : [];
      case 'thoughts':
        return this.#delta(event.answer, { reasoning_content: event.text });
      case 'text':
        return this.#delta(event.answer, { content: event.text }, this.#takeTokens(event.answer));
      case 'token':
        if (this.#asked.withLogprobs)
          this.#tokens.set(event.answer, [...(this.#tokens.get(event.answer) ?? []), event.token]);
        return [];
      case 'call': {
        const { index, id, name } = event;
        return this.#delta(event.answer, {
          tool_calls: [{ index, id, type: 'function', function: { name, arguments: '' } }],
        });
      }
      case 'call-arguments':
        return this.#delta(event.answer, {
          tool_calls: [{ index: event.index, function: { arguments: event.text } }],
        });
      case 'answered':
        return this.#end(event.answer, event.ending);
      default:
        return [];
    }
  }

  end({ answers, figures }: ApiReplies['ask']): Frame[] {
    const rest = answers.flatMap(({ ending }, index) =>
      this.#ended.has(index) ? [] : this.#end(index, ending),
    );
    const { ignored, withUsage } = this.#asked;
    return [...rest, ...lastFrames(this.#head, this.#last, figures, { ignored, withUsage })];
  }

  fault = (fault: ApiFault): Frame[] => [{ data: { error: openaiError(fault) } }, { data: done }];

  #takeTokens(answer: number): SampledToken[] {
    const tokens = this.#tokens.get(answer) ?? [];
    this.#tokens.delete(answer);
    return tokens;
  }

  #chunk = (index: number, delta: object, tokens: SampledToken[], reason: string | null = null) => ({
    index,
    delta,
    logprobs: tokens.length === 0 ? null : chatLogprobs(tokens, true),
    finish_reason: reason,
  });

  #frame = (choice: object, more: object = {}): Frame => ({
    data: { ...this.#head, choices: [choice], ...more },
  });

  #timingsPart = (): object => (this.#asked.withTimings ? { timings: this.#timings.now } : {});

  /** A chunk, behind that with the role if it is the first of its answer. */
  #delta(index: number, delta: object, tokens: SampledToken[] = []): Frame[] {
    const chunk = this.#frame(this.#chunk(index, delta, tokens), this.#timingsPart());
    if (this.#begun.has(index)) return [chunk];
    this.#begun.add(index);
    return [this.#frame(this.#chunk(index, { role: 'assistant', content: '' }, [])), chunk];
  }

  #end(index: number, ending: ApiAnswer['ending']): Frame[] {
    this.#ended.add(index);
    const role = this.#begun.has(index)
      ? []
      : [this.#frame(this.#chunk(index, { role: 'assistant', content: '' }, []))];
    this.#begun.add(index);
    const before = this.#last === null ? [] : [this.#frame(this.#last)];
    this.#last = this.#chunk(index, {}, this.#takeTokens(index), finishReason(ending));
    return [...role, ...before];
  }
}
