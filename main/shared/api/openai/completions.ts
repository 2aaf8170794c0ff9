/** Completions of texts, and with `suffix` what belongs between two. */
import { z } from 'zod';
import type { ApiEvent, ApiReplies } from '../answer.ts';
import type { CompleteWork, InfillWork } from '../request.ts';
import type { SampledToken } from '../../engine/turn.ts';
import { unsupported } from '../body.ts';
import { field, readFields } from '../fields.ts';
import type { ApiFault } from '../fault.ts';
import { aliveComment } from '../frames.ts';
import { openaiSamplingFields, stopField } from '../sampling.ts';
import {
  done,
  type ApiInput,
  type ApiStream,
  type Frame,
  type ReadRequest,
  type ReadingContext,
  type Whole,
} from '../route.ts';
import { figuresPart, finishReason, lastFrames, progressFrame, type ChunkHead } from './choices.ts';
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
import { openaiError } from './faults.ts';
import { completionLogprobs } from './logprobs.ts';
import { RunningTimings } from '../timings.ts';
import { usageOf } from './usage.ts';

/** The most prompts of one request. */
const mostPrompts = 64;
const token = z.int().min(0).max(10_000_000);
const tokens = z.array(token).min(1).max(1_000_000);

export const completionBody = z.strictObject({
  model: modelField,
  prompt: field(
    z.union([
      z.string(),
      tokens,
      z
        .array(z.union([z.string(), tokens]))
        .min(1)
        .max(mostPrompts),
    ]),
    `The text that is continued, as a text or as tokens, or a list of at most ${mostPrompts}; each gets its own answers.`,
  ),
  suffix: field(
    z.string(),
    'What follows the answer: the model fills in what belongs between `prompt` and it. Refused if the model cannot.',
  ),
  max_tokens: field(
    longestAnswer,
    'The longest answer in tokens; -1: no limit; 0: the prompt is processed and kept, and nothing is answered. As everywhere in Hearth, the limit is that of the model if it is absent.',
  ),
  n: answersField,
  best_of: field(z.int(), 'Hearth returns all answers that it makes, so it must be 1 or `n`.'),
  echo: field(z.boolean(), 'Whether each answer begins with its prompt.'),
  logprobs: field(z.int().min(0).max(20), 'How many of the most likely tokens come beside each token.'),
  stop: stopField,
  num_ctx: field(z.int().min(1).max(10_000_000), 'The minimum context length in tokens (Ollama).'),
  ...openaiSamplingFields,
  ...formatFields,
  ...llamaFields,
  ...streamFields,
  ...keepAliveFields,
  ...aboutRequestFields,
});
type Body = z.infer<typeof completionBody>;

const promptsOf = (prompt: Body['prompt']): (string | number[])[] => {
  if (prompt === null || prompt === undefined) return [''];
  if (typeof prompt === 'string') return [prompt];
  return typeof prompt[0] === 'number' ? [prompt as number[]] : (prompt as (string | number[])[]);
};

interface Asked {
  head: ChunkHead;
  ignored: readonly string[];
  withLogprobs: boolean;
  withUsage: boolean;
  withProgress: boolean;
  withTimings: boolean;
}

type Reply = ApiReplies['complete'];

const textCompletion = (
  { head, ignored, withLogprobs }: Asked,
  { answers, figures, model }: Reply,
): Whole => ({
  body: {
    ...head,
    model: head.model || model.name,
    choices: answers.map(({ text, tokens: sampled, ending }, index) => ({
      text,
      index,
      logprobs: completionLogprobs(sampled, withLogprobs),
      finish_reason: finishReason(ending),
    })),
    usage: usageOf(figures),
    ...figuresPart(figures, ignored),
  },
});

class CompletionStream implements ApiStream<'complete' | 'infill'> {
  readonly format = 'sse';
  #asked: Asked;
  readonly #ended = new Set<number>();
  readonly #tokens = new Map<number, SampledToken[]>();
  /** The length of the text that was sent, of each answer. */
  readonly #sent = new Map<number, number>();
  #last: object | null = null;
  readonly #timings = new RunningTimings();

  constructor(asked: Asked) {
    this.#asked = asked;
  }

  begin(model: string): Frame[] {
    const { head } = this.#asked;
    if (head.model === '') this.#asked = { ...this.#asked, head: { ...head, model } };
    return [aliveComment];
  }

  alive = (): Frame[] => [aliveComment];

  event(event: ApiEvent): Frame[] {
    this.#timings.take(event);
    switch (event.kind) {
      case 'prefill':
        return this.#asked.withProgress ? [progressFrame(this.#asked.head, event)] : [];
      case 'token':
        if (this.#asked.withLogprobs)
          this.#tokens.set(event.answer, [...(this.#tokens.get(event.answer) ?? []), event.token]);
        return [];
      case 'text':
        return [
          this.#frame(
            this.#choice(event.answer, event.text),
            this.#asked.withTimings ? { timings: this.#timings.now } : {},
          ),
        ];
      case 'answered':
        return this.#end(event.answer, event.ending);
      default:
        return [];
    }
  }

  end({ answers, figures }: Reply): Frame[] {
    const rest = answers.flatMap(({ ending }, index) =>
      this.#ended.has(index) ? [] : this.#end(index, ending),
    );
    const { head, ignored, withUsage } = this.#asked;
    return [...rest, ...lastFrames(head, this.#last, figures, { ignored, withUsage })];
  }

  fault = (fault: ApiFault): Frame[] => [{ data: { error: openaiError(fault) } }, { data: done }];

  #choice(index: number, text: string, reason: string | null = null) {
    const sampled = this.#tokens.get(index) ?? [];
    this.#tokens.delete(index);
    const offset = this.#sent.get(index) ?? 0;
    this.#sent.set(index, offset + text.length);
    const logprobs = completionLogprobs(sampled, sampled.length > 0, offset);
    return { text, index, logprobs, finish_reason: reason };
  }

  #frame = (choice: object, more: object = {}): Frame => ({
    data: { ...this.#asked.head, choices: [choice], ...more },
  });

  #end(index: number, ending: Reply['answers'][number]['ending']): Frame[] {
    this.#ended.add(index);
    const before = this.#last === null ? [] : [this.#frame(this.#last)];
    this.#last = this.#choice(index, '', finishReason(ending));
    return before;
  }
}

export const readCompletion = (
  { body }: ApiInput,
  context: ReadingContext,
): ReadRequest<'complete' | 'infill'> => {
  const { fields, ignored } = readFields(completionBody, body);
  const { part, readsOnly } = samplingPart(fields, {
    longest: fields.max_tokens ?? null,
    alternatives: fields.logprobs ?? null,
    responseFormat: formatOf(fields),
    ignored,
  });
  const best = fields.best_of ?? 1;
  if (best !== 1 && best !== part.answers)
    throw unsupported('best_of', 'Hearth returns all answers that it makes');
  const echoes = fields.echo === true;
  if (echoes && part.alternatives !== null)
    throw unsupported('logprobs', 'the tokens of a prompt that is echoed have no probabilities');
  const prompts = promptsOf(fields.prompt);
  const forModel = { model: fields.model ?? '', keepAliveS: keepAliveOf(fields) };
  const asked: Asked = {
    head: {
      id: `cmpl-${context.newId()}`,
      object: 'text_completion',
      created: Math.floor(context.now),
      model: forModel.model,
    },
    ignored,
    withLogprobs: part.alternatives !== null,
    withUsage: fields.stream_options?.include_usage === true,
    withProgress: fields.return_progress === true,
    withTimings: fields.timings_per_token === true,
  };
  return {
    work: workOf(fields, { prompts, echoes, readsOnly, forModel, part }),
    whole: (reply) => textCompletion(asked, reply),
    stream: fields.stream === true ? new CompletionStream(asked) : null,
    keep: null,
  };
};

const workOf = (
  fields: Body,
  {
    prompts,
    echoes,
    readsOnly,
    forModel,
    part,
  }: Pick<CompleteWork, 'prompts' | 'echoes' | 'readsOnly'> & {
    forModel: Pick<CompleteWork, 'model' | 'keepAliveS'>;
    part: ReturnType<typeof samplingPart>['part'];
  },
): CompleteWork | InfillWork => {
  const suffix = fields.suffix ?? '';
  const contextLength = fields.num_ctx ?? null;
  if (suffix === '')
    return { kind: 'complete', ...forModel, ...part, prompts, echoes, readsOnly, contextLength };
  const [prefix] = prompts;
  if (prompts.length > 1 || typeof prefix !== 'string')
    throw unsupported('suffix', 'it belongs to one prompt, which must be a text');
  if (echoes) throw unsupported('echo', 'an answer between two texts does not repeat them');
  const gap = { prefix, suffix, prompt: '', extra: [] };
  return { kind: 'infill', ...forModel, ...part, ...gap, readsOnly, contextLength };
};
