/** Plays the part of the core: finds the route of a request, answers its work by a script, and writes what a client gets. */
import type {
  ApiAnswer,
  ApiEvent,
  ApiFigures,
  ApiModel,
  KeptAnswer,
  ReplyTo,
} from '../../../main/shared/api/answer.ts';
import { ApiFault } from '../../../main/shared/api/fault.ts';
import { encodeFrame, streamType } from '../../../main/shared/api/frames.ts';
import type { ApiWork, ApiWorkKind } from '../../../main/shared/api/request.ts';
import type { Frame, ReadRequest, Whole } from '../../../main/shared/api/route.ts';
import { faultWriterOf, findRoute } from '../../../main/shared/api/table/routes.ts';

export const someModel: ApiModel = {
  name: 'tiny',
  aliases: [],
  title: 'Tiny',
  can: ['chat', 'tools', 'think', 'infill'],
  kind: 'llm',
  isLoaded: true,
  isLoading: false,
  architecture: 'llama',
  parameters: '7B',
  quantization: 'Q4_K_M',
  publisher: 'someone',
  family: 'llama',
  basename: 'Tiny-Base',
  license: 'MIT',
  bytes: 1234,
  digest: 'ab12',
  modifiedAt: Date.UTC(2026, 0, 2),
  trainedContextLength: 131_072,
  contextLength: 8192,
  embeddingLength: 512,
  chatTemplate: '{{ messages }}',
  thinking: null,
  unloadsAt: null,
  memoryBytes: 5000,
  gpuBytes: null,
};

export const someFigures: ApiFigures = {
  promptTokens: 100,
  cachedTokens: 90,
  newTokens: 10,
  answerTokens: 5,
  thoughtTokens: 2,
  prefillMs: 20,
  decodeTokens: 4,
  decodeMs: 40,
  firstTokenMs: 25,
  loadMs: 0,
  queuedMs: 1,
  totalMs: 66,
  drafted: null,
  hearth: { read_from: 'hot', restored_ms: 0, why_not_more: null },
};

const someAnswer = (answer: Partial<ApiAnswer> = {}): ApiAnswer => ({
  text: '',
  thoughts: '',
  calls: [],
  ending: 'finished',
  stopString: null,
  tokens: [],
  ...answer,
});

/** What the engine tells, and the reply. */
export interface Script {
  events?: readonly ApiEvent[];
  reply: unknown;
}

/** The events and the reply of one answer. */
export const answering = (answer: Partial<ApiAnswer>, figures: Partial<ApiFigures> = {}): Script => {
  const whole = someAnswer(answer);
  const events: ApiEvent[] = [
    { kind: 'prefill', done: 10, total: 10, cached: 90, ms: 20 },
    ...whole.tokens.map((token): ApiEvent => ({ kind: 'token', answer: 0, token })),
    ...[...whole.thoughts].map((text): ApiEvent => ({ kind: 'thoughts', answer: 0, text })),
    ...[...whole.text].map((text): ApiEvent => ({ kind: 'text', answer: 0, text })),
    ...whole.calls.flatMap((call, index): ApiEvent[] => [
      { kind: 'call', answer: 0, index, id: call.id, name: call.name },
      ...[...call.arguments].map((text): ApiEvent => ({ kind: 'call-arguments', answer: 0, index, text })),
      { kind: 'call-ended', answer: 0, index },
    ]),
    {
      kind: 'answered',
      answer: 0,
      ending: whole.ending,
      stopString: whole.stopString,
      calls: whole.calls,
    },
  ];
  return {
    events,
    reply: { answers: [whole], figures: { ...someFigures, ...figures }, model: someModel },
  };
};

export interface Played {
  status: number;
  type: string;
  headers: Readonly<Record<string, string>>;
  text: string;
  /** Of a body that is JSON. */
  json: unknown;
  frames: Frame[];
}

let ids = 0;

/** Answers that are kept for clients that refer to them, by their ids. */
type Kept = Map<string, KeptAnswer>;

/** What a request has beside its method, address and body. */
interface Beside {
  headers?: Readonly<Record<string, string>>;
  kept?: Kept;
}

/** Reads a request as its route does. Throws `ApiFault`. */
const reading = async (
  method: string,
  url: string,
  body?: unknown,
  { headers = {}, kept }: Beside = {},
): Promise<ReadRequest> => {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  const found = findRoute(method, pathname);
  if (found.route === null) throw found.fault;
  return found.route.read(
    { params: found.params, query: Object.fromEntries(searchParams), headers, body },
    {
      now: 1_790_000_000,
      newId: () => `id${ids++}`,
      keptAnswer: async (id) => kept?.get(id) ?? null,
    },
  );
};

/** The work of a request of this kind. Throws `ApiFault`, or an error if it is of another kind. */
export const workOf = async <Kind extends ApiWorkKind>(
  kind: Kind,
  method: string,
  url: string,
  body?: unknown,
  beside?: Beside,
): Promise<Extract<ApiWork, { kind: Kind }>> => {
  const { work } = await reading(method, url, body, beside);
  if (work.kind !== kind) throw new Error(`It is ${work.kind}.`);
  return work as Extract<ApiWork, { kind: Kind }>;
};

/** The fault that a request is refused with. */
export const faultOf = async (
  method: string,
  url: string,
  body?: unknown,
  beside?: Beside,
): Promise<ApiFault> => {
  try {
    await reading(method, url, body, beside);
  } catch (error) {
    if (error instanceof ApiFault) return error;
    throw error;
  }
  throw new Error(`${method} ${url} is taken: ${JSON.stringify(body)}`);
};

const written = (whole: Whole): Played => {
  const isText = typeof whole.body === 'string';
  const text = isText ? String(whole.body) : JSON.stringify(whole.body);
  return {
    status: whole.status ?? 200,
    type: whole.type ?? 'application/json; charset=utf-8',
    headers: whole.headers ?? {},
    text,
    json: isText ? null : JSON.parse(text),
    frames: [],
  };
};

/** What is answered: by what is kept, if the work asks for that. */
const scriptedFor = (
  work: ApiWork,
  script: Script | ((work: ApiWork) => Script),
  kept: Kept = new Map(),
): Script => {
  if (work.kind === 'kept-answer')
    return { reply: kept.get(work.id) ?? new ApiFault('no-answer', `No response ${work.id} is kept.`) };
  if (work.kind === 'forget-answer') return { reply: { wasKept: kept.delete(work.id) } };
  return typeof script === 'function' ? script(work) : script;
};

/** What a client gets. `script`: by the work that was read. */
export const play = async (
  method: string,
  url: string,
  body: unknown,
  script: Script | ((work: ApiWork) => Script),
  beside: Beside = {},
): Promise<Played> => {
  const write = faultWriterOf(new URL(url, 'http://127.0.0.1').pathname, beside.headers ?? {});
  let read: ReadRequest;
  try {
    read = await reading(method, url, body, beside);
  } catch (error) {
    if (error instanceof ApiFault) return written(write(error));
    throw error;
  }
  const { events = [], reply } = scriptedFor(read.work, script, beside.kept);
  if (read.keep !== null && !(reply instanceof ApiFault)) {
    const conversation = read.keep.conversation(reply as ReplyTo<ApiWorkKind>);
    const { body: whole } = read.whole(reply as ReplyTo<ApiWorkKind>);
    beside.kept?.set(read.keep.id, { id: read.keep.id, body: whole, conversation });
  }
  const { stream } = read;
  if (stream === null) {
    if (reply instanceof ApiFault) return written(write(reply));
    return written(read.whole(reply as ReplyTo<ApiWorkKind>));
  }
  const frames = [
    ...stream.begin(someModel.name),
    ...events.flatMap((event) => stream.event(event)),
    ...(reply instanceof ApiFault ? stream.fault(reply) : stream.end(reply as ReplyTo<ApiWorkKind>)),
  ];
  return {
    status: 200,
    type: streamType(stream.format),
    headers: {},
    text: frames.map((frame) => encodeFrame(frame, stream.format)).join(''),
    json: null,
    frames,
  };
};

/** `fetch` for a client library, which plays instead of sending. */
export const playedFetch = (script: (work: ApiWork) => Script): typeof fetch => {
  const kept: Kept = new Map();
  return async (input, init) => {
    const url = input instanceof Request ? input.url : String(input);
    const body = typeof init?.body === 'string' ? (JSON.parse(init.body) as unknown) : undefined;
    const beside = { headers: Object.fromEntries(new Headers(init?.headers)), kept };
    const { status, type, headers, text } = await play(init?.method ?? 'GET', url, body, script, beside);
    return new Response(text, { status, headers: { ...headers, 'content-type': type } });
  };
};

/** Everything that a stream yields. */
export const all = async <One>(stream: AsyncIterable<One>): Promise<One[]> => {
  const found: One[] = [];
  for await (const one of stream) found.push(one);
  return found;
};
