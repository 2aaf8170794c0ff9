/**
 * Asks a model over the connection to a core, as other programs do: a chat completion in OpenAI's dialect, streamed. It belongs to no
 * chat, and its KV state is kept like that of any other program.
 */
import type { Readable } from 'node:stream';
import { z } from 'zod';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Session } from './session.ts';

export interface AskMessage {
  role: 'system' | 'user' | 'assistant';
  content: string;
}

/** The fields of a chat completion that commands send; absent ones are those of the model's settings. */
export interface Question {
  model: string;
  messages: AskMessage[];
  temperature?: number;
  seed?: number;
  max_tokens?: number;
  reasoning_effort?: string;
  enable_thinking?: boolean;
  json_schema?: object;
  grammar?: string;
  /** How long the model stays loaded afterwards, in s. */
  keep_alive?: number;
}

/** What comes while the model answers. */
export type Piece =
  | { kind: 'thoughts' | 'text'; text: string }
  /** Tokens of the prompt. */
  | { kind: 'prefill'; done: number; total: number };

export interface Answer {
  model: string;
  text: string;
  thoughts: string;
  /** As the dialect names it: the model ended the answer, or it was cut. */
  finish: 'stop' | 'length' | 'tool_calls';
  figures: AnswerFigures;
}

const figures = z.object({
  usage: z.object({
    prompt_tokens: z.number(),
    completion_tokens: z.number(),
    prompt_tokens_details: z.object({ cached_tokens: z.number() }),
    completion_tokens_details: z.object({ reasoning_tokens: z.number() }),
  }),
  timings: z.object({
    cache_n: z.number(),
    prompt_n: z.number(),
    prompt_ms: z.number(),
    predicted_n: z.number(),
    predicted_ms: z.number(),
    prompt_per_second: z.number().optional(),
    predicted_per_second: z.number().optional(),
  }),
  hearth: z.looseObject({
    read_from: z.enum(['hot', 'warm', 'cold']),
    restored_ms: z.number(),
    why_not_more: z.string().nullable(),
  }),
});
type AnswerFigures = z.infer<typeof figures>;

const chunkForm = z.looseObject({
  model: z.string().optional(),
  error: z.looseObject({ message: z.string() }).optional(),
  prompt_progress: z.object({ total: z.number(), processed: z.number() }).optional(),
  choices: z
    .array(
      z.looseObject({
        delta: z.looseObject({
          content: z.string().nullish(),
          reasoning_content: z.string().nullish(),
        }),
        finish_reason: z.enum(['stop', 'length', 'tool_calls']).nullish(),
      }),
    )
    .default([]),
});

/** Resolves with the answer. Throws `Refusal` with what the core refuses, also if the answer fails on its way. */
export const ask = async (
  session: Session,
  question: Question,
  onPiece: (piece: Piece) => void,
  stop: AbortSignal,
): Promise<Answer> => {
  const body = {
    ...question,
    stream: true,
    stream_options: { include_usage: true },
    return_progress: true,
  };
  const { status, stream } = await session.post('/v1/chat/completions', body, stop);
  if (status !== 200) throw new Refusal('cli.refused', { why: messageIn(await textOf(stream)) });
  const answer = { model: question.model, text: '', thoughts: '', finish: 'stop' as Answer['finish'] };
  let told: AnswerFigures | null = null;
  for await (const data of eventsIn(stream)) {
    const value: unknown = JSON.parse(data);
    const chunk = chunkForm.parse(value);
    if (chunk.error !== undefined) throw new Refusal('cli.refused', { why: chunk.error.message });
    told = figures.safeParse(value).data ?? told;
    if (chunk.prompt_progress !== undefined)
      onPiece({
        kind: 'prefill',
        done: chunk.prompt_progress.processed,
        total: chunk.prompt_progress.total,
      });
    for (const { delta, finish_reason: finish } of chunk.choices) {
      if (delta.reasoning_content) {
        answer.thoughts += delta.reasoning_content;
        onPiece({ kind: 'thoughts', text: delta.reasoning_content });
      }
      if (delta.content) {
        answer.text += delta.content;
        onPiece({ kind: 'text', text: delta.content });
      }
      if (finish) answer.finish = finish;
    }
  }
  if (told === null) throw new Refusal('app.connection-lost');
  return { ...answer, figures: told };
};

/** The data of each event of SSE, without the one that ends the stream. */
const eventsIn = async function* (stream: Readable): AsyncGenerator<string> {
  let rest = '';
  stream.setEncoding('utf8');
  for await (const piece of stream as AsyncIterable<string>) {
    const lines = (rest + piece).split('\n');
    rest = lines.pop()!;
    for (const line of lines)
      if (line.startsWith('data: ') && line !== 'data: [DONE]') yield line.slice('data: '.length);
  }
};

const textOf = async (stream: Readable): Promise<string> => {
  let text = '';
  stream.setEncoding('utf8');
  for await (const piece of stream as AsyncIterable<string>) text += piece;
  return text;
};

/** The sentence in the body of a refused request. */
const messageIn = (body: string): string => {
  try {
    return z.object({ error: z.object({ message: z.string() }) }).parse(JSON.parse(body)).error.message;
  } catch {
    return body;
  }
};
