/** Sends two requests over the server itself, and reads their figures from the list of requests. */
import { randomBytes } from 'node:crypto';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type {
  ApiRequestEntry,
  ConnectProof,
  ConnectTarget,
  ProofFigures,
} from '../../shared/contract/api.ts';
import { faultHeader } from '../../shared/api/fault.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { proofShape, proofTexts, type ProofRequest, type ProofShape } from './proof-requests.ts';

/** The longest time of one request, in ms: a large model on a slow processor, which may have to be loaded. */
const longestMs = 300_000;
/** The most that an answer of a few tokens can have, in bytes. */
const mostBytes = 1024 ** 2;
/** The beginning of what these requests call themselves in the list of requests. */
const proofAgent = 'Hearth-proof/';
/** How long the figures of an answered request may take to be listed, in ms. */
const figuresMs = 3_000;

export interface ProofDependencies {
  /** Of the server, without a path. */
  address: string;
  requests: () => readonly ApiRequestEntry[];
  /** By default `longestMs`. */
  timeoutMs?: number;
}

/** Throws `Refusal`. */
export const prove = async (
  target: ConnectTarget,
  model: string,
  key: string,
  { address, requests, timeoutMs = longestMs }: ProofDependencies,
): Promise<ConnectProof> => {
  const newId = (): string => randomBytes(8).toString('hex');
  const agent = `${proofAgent}${target}`;
  const shape = proofShape(target, newId);
  const [begin, then] = proofTexts(target);
  const send = async (earlier: readonly string[]): Promise<{ figures: ProofFigures; text: string }> => {
    const known = new Set(requests().map(({ id }) => id));
    const text = await answerTo(
      new URL(address),
      agent,
      shape.request(model, key, earlier),
      shape,
      timeoutMs,
    );
    return { text, figures: await figuresOf(requests, known) };
  };
  const first = await send([begin]);
  const second = await send([begin, first.text.trim() || 'OK.', then]);
  return { first: first.figures, second: second.figures };
};

/** The figures of the newest of these requests that was not known before. */
const figuresOf = async (
  requests: ProofDependencies['requests'],
  known: ReadonlySet<string>,
): Promise<ProofFigures> => {
  for (let waited = 0; waited < figuresMs; waited += 20) {
    const found = requests().find(
      ({ id, client, figures }) => !known.has(id) && figures !== null && client.startsWith(proofAgent),
    );
    if (found?.figures) {
      const { promptTokens, cachedTokens, newTokens, prefillMs, firstTokenMs, readFrom, whyNotMore } =
        found.figures;
      return { promptTokens, cachedTokens, newTokens, prefillMs, firstTokenMs, readFrom, whyNotMore };
    }
    await pause(20);
  }
  throw new Refusal('api.proof-without-figures');
};

/** The text of the answer. Throws `Refusal`. */
const answerTo = (
  address: URL,
  agent: string,
  { path, headers, body }: ProofRequest,
  shape: ProofShape,
  timeoutMs: number,
): Promise<string> =>
  new Promise((resolve, reject) => {
    const payload = JSON.stringify(body);
    const sent = httpRequest(
      new URL(path, address),
      {
        method: 'POST',
        agent: false,
        headers: {
          ...headers,
          'user-agent': agent,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(payload),
        },
        signal: AbortSignal.timeout(timeoutMs),
      },
      (response) => {
        readAll(response).then((text) => {
          const status = response.statusCode ?? 0;
          if (status === 401 || status === 403) reject(new Refusal('api.proof-key-refused', { status }));
          else if (response.headers[faultHeader] === 'impossible')
            reject(new Refusal('api.proof-impossible', { reason: reasonIn(text) }));
          else if (status !== 200)
            reject(new Refusal('api.proof-refused', { status, reason: reasonIn(text) }));
          else resolve(textOf(text, shape));
        }, fail);
      },
    );
    const fail = (error: unknown): void => {
      const { name, code } = error as NodeJS.ErrnoException;
      reject(
        name === 'AbortError' || name === 'TimeoutError'
          ? new Refusal('api.proof-timed-out', { seconds: Math.round(timeoutMs / 1000) })
          : new Refusal('api.proof-unanswered', { reason: code ?? name }, { cause: error }),
      );
    };
    sent.on('error', fail);
    sent.end(payload);
  });

const readAll = async (response: IncomingMessage): Promise<string> => {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of response as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > mostBytes) {
      response.destroy();
      throw new Error('the answer is too long');
    }
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
};

const jsonIn = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Of an answer as a whole or as events. */
const textOf = (answer: string, shape: ProofShape): string =>
  answer
    .split('\n')
    .filter((line) => line.startsWith('data:'))
    .map((line) => shape.textIn(jsonIn(line.slice(5))))
    .join('') || shape.textIn(jsonIn(answer));

/** The longest reason that is shown, in UTF-16 code units. */
const longestReason = 300;

/** Why a request was refused, as its dialect says it. */
const reasonIn = (text: string): string => {
  const body = jsonIn(text) as { error?: { message?: unknown } | string; message?: unknown } | undefined;
  const error = body?.error;
  const said = typeof error === 'object' && error !== null ? error.message : (error ?? body?.message);
  return (typeof said === 'string' ? said : text).slice(0, longestReason);
};
