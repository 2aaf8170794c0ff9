/** One request of another program, from its headers to the last byte of the answer. Whatever fails in it, the core continues. */
import { randomBytes, randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { ApiFault, faultHeader } from '../../shared/api/fault.ts';
import type { ApiEvent, ApiFigures, ReplyTo } from '../../shared/api/answer.ts';
import type { ApiWork, ApiWorkKind } from '../../shared/api/request.ts';
import type { ApiStream, FaultWriter, ReadRequest } from '../../shared/api/route.ts';
import type { ApiRequestEntry } from '../../shared/contract/api.ts';
import type { Settings } from '../../shared/contract/settings.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Log } from '../../system/log.ts';
import type { ApiDialects } from './dialects.ts';
import { callerOf, originHeaders, preflightHeaders, refuseOtherHost, targetOf } from './admission.ts';
import type { KeptAnswers } from './kept-answers.ts';
import { withoutKey, type ApiKeys, type Caller } from './keys.ts';
import { parseBody, readBody } from './read-body.ts';
import { figuresOfEntry, type ApiRequestList } from './requests.ts';
import { frameWriter, longestKept, sendWhole, type FrameWriter, type Sent } from './send.ts';
import { faultOfTold } from './told-faults.ts';
import type { WrongKeys } from './wrong-keys.ts';

/** For whom work is done, and what becomes known of it. */
export interface WorkFor {
  caller: Caller;
  /** What the program calls itself. */
  client: string;
  /** When the request came, in ms of this process's monotonic clock. */
  receivedAt: number;
  /** The client reads the answer while it is generated. */
  isStreamed: boolean;
  /** Tells what happens, if the answer is streamed. */
  on: (event: ApiEvent) => void;
  /** Tells the model and the figures for the list of requests, as soon as they are known, also if the work fails. */
  note: (known: { model?: string; figures?: ApiFigures }) => void;
  /** The client has left. */
  left: AbortSignal;
}

/** Does what requests ask for. Throws `ApiFault`, or `Refusal` with the reason. */
export interface Worker {
  run<Kind extends ApiWorkKind>(work: Extract<ApiWork, { kind: Kind }>, how: WorkFor): Promise<ReplyTo<Kind>>;
}

export interface ExchangeOptions {
  dialects: ApiDialects;
  keys: ApiKeys;
  wrongKeys: WrongKeys;
  requests: ApiRequestList;
  keptAnswers: KeptAnswers;
  worker: Worker;
  settings: () => Settings;
  /** Hearth ends soon: new requests are refused. */
  isEnding: () => boolean;
  log: Log;
  /** The time without a frame after which a sign of life is sent, in ms. */
  aliveMs?: number;
}

/** A stream begins at the latest after this time without anything to send: errors before it have a status of their own. */
const beginMs = 2000;
const usualAliveMs = 5000;

/** When a Hearth that ends may be there again, in s. */
const endingS = 5;

/** The most characters that are kept of a program's name and of a path. */
const longestClient = 120;
const longestPath = 300;

/** Paths that tell whether the server runs; they need no key. */
const openPaths: ReadonlySet<string> = new Set(['/health', '/v1/health']);

/**
 * Answers a request; never rejects. `trusted`: who sends it, if that is certain because it came over the user's own socket; otherwise
 * its Host, its origin and its key are checked.
 */
export const answerRequest = async (
  options: ExchangeOptions,
  request: IncomingMessage,
  response: ServerResponse,
  trusted: Caller | null = null,
): Promise<void> => {
  const receivedAt = performance.now();
  const { requests, log } = options;
  const settings = options.settings();
  const { headers } = request;
  const entry: ApiRequestEntry = {
    id: randomUUID(),
    startedAt: Date.now(),
    keyName: null,
    client: clean(headers['user-agent'] ?? '', longestClient),
    method: clean(request.method ?? '', 10),
    path: '',
    model: null,
    status: null,
    problem: null,
    wasLeft: false,
    figures: null,
    content: null,
    sentBytes: 0,
    receivedBytes: 0,
    ms: null,
  };
  const sent: Sent = { bytes: 0, text: '' };
  let asked = '';
  let more: Record<string, string> = { 'x-request-id': entry.id };
  let writeFault: FaultWriter = options.dialects.faultWriterOf('/', {});
  const left = new AbortController();
  response.on('close', () => {
    if (!response.writableFinished) left.abort();
  });
  response.on('error', () => left.abort());
  const update = (change: Partial<ApiRequestEntry>): void => {
    Object.assign(entry, change);
    requests.changed({ ...entry });
  };

  /** Refuses the request, or ends the stream that has begun with the fault. */
  const fail = (error: unknown, stream: ApiStream<ApiWorkKind> | null, writer: FrameWriter | null): void => {
    const fault = faultOf(error, log);
    entry.problem = left.signal.aborted ? null : fault.message;
    if (response.headersSent) {
      if (stream !== null && writer !== null) {
        writer.write(stream.fault(fault));
        writer.end();
      } else response.destroy();
      return;
    }
    const whole = writeFault(fault);
    sendWhole(
      response,
      whole,
      {
        ...more,
        [faultHeader]: fault.kind,
        ...(fault.retryAfterS === null ? {} : { 'retry-after': String(Math.max(1, fault.retryAfterS)) }),
        ...(fault.kind === 'no-key' ? { 'www-authenticate': 'Bearer' } : {}),
        ...(request.complete ? {} : { connection: 'close' }),
      },
      sent,
    );
    if (!request.complete) discardRest(request);
  };

  let stream: ApiStream<ApiWorkKind> | null = null;
  let writer: FrameWriter | null = null;
  let clock: NodeJS.Timeout | undefined;
  try {
    const target = targetOf(request.url);
    entry.path = clean(target.path, longestPath);
    writeFault = options.dialects.faultWriterOf(target.path, namedHeaders(request));
    requests.changed({ ...entry });
    if (trusted === null) {
      refuseOtherHost(request, settings);
      more = { ...more, ...originHeaders(headers, settings) };
    }
    if (options.isEnding()) throw new ApiFault('busy', 'Hearth is about to end.', { retryAfterS: endingS });
    if (request.method === 'OPTIONS') {
      sendWhole(response, { status: 204, body: undefined }, { ...more, ...preflightHeaders(headers) }, sent);
      return;
    }
    const caller =
      trusted ??
      (openPaths.has(target.path)
        ? withoutKey
        : await callerOf(request, target.key, options.keys, options.wrongKeys, settings));
    entry.keyName = caller.keyName;
    const found = options.dialects.findRoute(request.method ?? '', target.path);
    if (found.route === null) {
      if (found.allowed.length > 0) more = { ...more, allow: found.allowed.join(', ') };
      throw found.fault;
    }
    const { route, params } = found;
    if (!caller.rights.includes(route.right))
      throw new ApiFault(
        'forbidden',
        `The key “${caller.keyName}” does not have the right “${route.right}”.`,
      );
    const body = await readBody(request, {
      mostBytes: settings.apiBodyMegabytes * 1e6,
      pieceMs: settings.apiHeaderSeconds * 1000,
    });
    asked = body.text;
    update({ receivedBytes: body.bytes });
    const read = (await route.read(
      { params, query: target.query, headers: namedHeaders(request), body: parseBody(body.text) },
      {
        now: Math.floor(Date.now() / 1000),
        newId: () => randomBytes(12).toString('hex'),
        keptAnswer: (id) => Promise.resolve(options.keptAnswers.of(caller.id, id)),
      },
    )) as ReadRequest;
    ({ stream } = read);
    if (stream !== null) writer = frameWriter(response, stream.format, more, sent);
    const pending = streamed(stream, writer, () => entry.model ?? '');
    clock = setInterval(() => pending.tick(options.aliveMs ?? usualAliveMs), tickMs);
    const reply = await options.worker.run(read.work, {
      caller,
      client: entry.client,
      receivedAt,
      isStreamed: stream !== null,
      on: (event) => pending.event(event),
      note: ({ model, figures }) =>
        update({
          ...(model === undefined ? {} : { model }),
          ...(figures === undefined ? {} : { figures: figuresOfEntry(figures) }),
        }),
      left: left.signal,
    });
    clearInterval(clock);
    if (left.signal.aborted) return;
    if (read.keep !== null) {
      const { id, conversation } = read.keep;
      options.keptAnswers.keep(caller.id, id, {
        body: read.whole(reply).body,
        conversation: conversation(reply),
      });
    }
    if (stream === null || writer === null) sendWhole(response, read.whole(reply), more, sent);
    else {
      pending.event(null);
      writer.write(stream.end(reply));
      writer.end();
    }
  } catch (error) {
    clearInterval(clock);
    fail(error, stream, writer);
  } finally {
    await closed(response);
    entry.wasLeft = left.signal.aborted;
    requests.ended({
      ...entry,
      status: response.headersSent ? response.statusCode : null,
      content: settings.apiKeepsContents ? { request: asked.slice(0, longestKept), answer: sent.text } : null,
      sentBytes: sent.bytes,
      ms: performance.now() - receivedAt,
    });
  }
};

const tickMs = 500;

/** Begins a stream with the first event that tells of work, or after a while, and keeps it alive. `modelName`: of the model that answers. */
const streamed = (
  stream: ApiStream<ApiWorkKind> | null,
  writer: FrameWriter | null,
  modelName: () => string,
): { event: (event: ApiEvent | null) => void; tick: (aliveMs: number) => void } => {
  const madeAt = performance.now();
  let hasBegun = false;
  /** Events that came before anything was sent. */
  let early: ApiEvent[] = [];
  const begin = (): void => {
    if (hasBegun || stream === null || writer === null) return;
    hasBegun = true;
    writer.write(stream.begin(modelName()));
    for (const event of early) writer.write(stream.event(event));
    early = [];
  };
  return {
    /** `null`: the answer is complete. */
    event: (event) => {
      if (stream === null || writer === null) return;
      if (event === null) return begin();
      // Loading and waiting can still fail with a status of their own.
      if (!hasBegun && (event.kind === 'waiting' || event.kind === 'loading')) {
        early = [...early.filter(({ kind }) => kind !== event.kind), event];
        return;
      }
      begin();
      writer.write(stream.event(event));
    },
    tick: (aliveMs) => {
      if (stream === null || writer === null) return;
      const now = performance.now();
      if (!hasBegun && now - madeAt >= Math.min(beginMs, aliveMs)) begin();
      if (hasBegun && now - writer.sentAt >= aliveMs) writer.write(stream.alive());
    },
  };
};

/** What is left of a body that nobody reads, so that the client can still read why. */
const discardRest = (request: IncomingMessage): void => {
  request.resume();
  setTimeout(() => request.destroy(), 2000).unref();
};

const closed = (response: ServerResponse): Promise<void> =>
  new Promise((resolve) => {
    if (response.writableFinished || response.destroyed || response.closed) return resolve();
    response.once('close', () => resolve());
    response.once('finish', () => resolve());
  });

const faultOf = (error: unknown, log: Log): ApiFault => {
  if (error instanceof ApiFault) return error;
  if (error instanceof Refusal) return faultOfTold(error.told);
  log.error('a request of another program failed', error);
  return new ApiFault('failed', 'Hearth met an unexpected error. Its log has the details.');
};

const clean = (text: string, longest: number): string =>
  text.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, longest);

const namedHeaders = ({ headers }: IncomingMessage): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
