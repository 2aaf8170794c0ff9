/**
 * A route: how a request of one dialect is read, and how its answer is written. The core matches requests to routes, runs their work, and
 * sends what they write; it knows no dialect.
 */
import type { z } from 'zod';
import type { ApiEvent, ReplyTo } from './answer.ts';
import type { ApiFault } from './fault.ts';
import type { ApiWork, ApiWorkKind } from './request.ts';

export type Dialect = 'openai' | 'anthropic' | 'ollama' | 'llama-server' | 'lm-studio';

/** What a client sent. Names of headers are in lower case. */
export interface ApiInput {
  /** The parts of the path that the route names with `:name`, decoded. */
  params: Readonly<Record<string, string>>;
  query: Readonly<Record<string, string>>;
  headers: Readonly<Record<string, string | undefined>>;
  /** The parsed JSON; `undefined` without a body. */
  body: unknown;
}

/** A piece of a streamed answer: an event of SSE or a line of NDJSON, or a comment of SSE, which NDJSON leaves out. */
export type Frame = { event?: string; data: unknown } | { comment: string };

/** The end of OpenAI's streams, which is no JSON: the only `data` that is sent as it is. */
export const done = '[DONE]';

/** A streamed answer of one request. Every method returns what to send; the first frames follow the headers, status 200. */
export interface ApiStream<Kind extends ApiWorkKind> {
  format: 'sse' | 'ndjson';
  /** Called first. `model`: the name of the model that answers, for a request that named none. */
  begin(model: string): Frame[];
  event(event: ApiEvent): Frame[];
  /** A sign of life, sent when nothing else was sent for some seconds; empty if the dialect has none. */
  alive(): Frame[];
  end(reply: ReplyTo<Kind>): Frame[];
  /** The stream has begun, so that no status can tell it. */
  fault(fault: ApiFault): Frame[];
}

/** What becomes of a reply that is sent whole. A text is sent as `type`, anything else as JSON. */
export interface Whole {
  status?: number;
  type?: string;
  headers?: Readonly<Record<string, string>>;
  body: unknown;
}

/** A piece of work of each kind. */
type WorkOf<Kind extends ApiWorkKind> = {
  [One in ApiWorkKind]: Extract<ApiWork, { kind: One }>;
}[Kind];

/** A request that was read. */
export interface ReadRequest<Kind extends ApiWorkKind = ApiWorkKind> {
  work: WorkOf<Kind>;
  /** Writes the reply. */
  whole(reply: ReplyTo<Kind>): Whole;
  /** `null`: the client wants the reply whole. */
  stream: ApiStream<Kind> | null;
  /** The answer is kept under this id for `kept-answer`, with what this returns; `null`: it is not kept. */
  keep: { id: string; conversation(reply: ReplyTo<Kind>): unknown } | null;
}

/** What reading a request needs of the core. */
export interface ReadingContext {
  /** Seconds since the epoch. */
  now: number;
  /** A random id of letters and digits. */
  newId(): string;
  /** An answer that was kept for this client; `null` if there is none. */
  keptAnswer(id: string): Promise<{ conversation: unknown } | null>;
}

/** What a key must allow. */
type ApiRight = 'ask' | 'models' | 'status';

export interface ApiRoute {
  dialect: Dialect;
  method: 'GET' | 'POST' | 'DELETE' | 'HEAD';
  /** With `:name` for one part of the path, and `*name` at the end for all that follows. */
  path: string;
  right: ApiRight;
  /** One sentence for docs/api.md. */
  about: string;
  /** The body, from which docs/api.md is made; `null`: it takes none. */
  body: z.ZodType | null;
  /** Throws `ApiFault`. */
  read(input: ApiInput, context: ReadingContext): Promise<ReadRequest> | ReadRequest;
}

/** Writes a fault in the shape of a dialect. */
export type FaultWriter = (fault: ApiFault) => Whole;
