/** A stream that is put together says what the whole answer says, whatever the engine tells. */
import { describe, expect, it } from 'vitest';
import type { ApiAnswer, ApiEvent } from '../../../main/shared/api/answer.ts';
import type { Frame } from '../../../main/shared/api/route.ts';
import { play, someFigures, someModel, type Script } from './play.ts';

/** Numbers from 0 to 1 that depend on the seed alone. */
const random = (seed: number) => {
  let state = seed;
  return (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
};

/** Throws unless it holds. */
const insist = (holds: boolean, what: unknown): void => {
  if (!holds) throw new Error(`It does not hold: ${JSON.stringify(what)}`);
};

/** Texts that are hard to send: lines, quotes, surrogates, marks of SSE, nothing. */
const hard = [
  'a',
  ' ',
  '\n\n',
  'data: x\n\n',
  '"',
  '\\',
  '\u2028',
  '\r',
  '🙂',
  'é',
  '[DONE]',
  '',
  '{"',
  '\0',
];

/** Some answers and the events that tell them, those of several answers in any order. */
const scripted = (seed: number, { answers, inOrder }: { answers: number; inOrder: boolean }): Script => {
  const next = random(seed);
  const upTo = (bound: number) => Math.floor(bound * next());
  const piece = () => Array.from({ length: upTo(3) }, () => hard[upTo(hard.length)]).join('');
  const told = Array.from({ length: answers }, (_, answer) => {
    const whole = { text: '', thoughts: '', calls: [] as ApiAnswer['calls'][number][] };
    const events: ApiEvent[] = [];
    const say = (kind: 'text' | 'thoughts') => {
      const text = piece();
      whole[kind] += text;
      events.push({ kind, answer, text });
    };
    const kinds = Array.from(
      { length: upTo(6) },
      () => (next() < 0.5 ? 'text' : 'thoughts') as 'text' | 'thoughts',
    );
    for (const kind of inOrder ? kinds.toSorted().toReversed() : kinds) say(kind);
    for (let index = 0; index < upTo(4); index++) {
      const call = { id: `c${answer}-${index}`, name: `tool${index}`, arguments: '' };
      events.push({ kind: 'call', answer, index, id: call.id, name: call.name });
      for (let part = 0; part < upTo(4); part++) {
        // Some arguments are objects.
        const text = part === 0 && next() < 0.3 ? '{}' : piece();
        call.arguments += text;
        events.push({ kind: 'call-arguments', answer, index, text });
      }
      events.push({ kind: 'call-ended', answer, index });
      whole.calls = [...whole.calls, call];
    }
    const isCut = whole.calls.length > 0 && next() < 0.3;
    // A call that was cut does not end.
    if (isCut) events.pop();
    const ending: ApiAnswer['ending'] =
      whole.calls.length > 0
        ? isCut
          ? 'too-long'
          : 'calls'
        : (['finished', 'too-long', 'repeating'] as const)[upTo(3)]!;
    const end = { ending, stopString: null, calls: whole.calls };
    if (next() < 0.8) events.push({ kind: 'answered', answer, ...end });
    return { events, answer: { ...whole, ...end, tokens: [] } };
  });
  const events: ApiEvent[] = [{ kind: 'prefill', done: 1, total: 10, cached: 90, ms: 3 }];
  const left = told.map((one) => [...one.events]);
  while (left.some(({ length }) => length > 0)) {
    const event = left[upTo(left.length)]?.shift();
    if (event !== undefined) events.push(event);
  }
  return {
    events,
    reply: { answers: told.map(({ answer }) => answer), figures: someFigures, model: someModel },
  };
};

/** The data of events as a client reads them: out of the text. */
const dataOf = (text: string): Record<string, never>[] =>
  text
    .split('\n\n')
    .flatMap((event) => event.split('\n').filter((line) => line.startsWith('data: ')))
    .map((line) => line.slice('data: '.length))
    .filter((data) => data !== '[DONE]')
    .map((data) => JSON.parse(data) as Record<string, never>);

const seeds = Array.from({ length: 50 }, (_, seed) => seed + 1);
const messages = [{ role: 'user', content: 'Hi' }];

describe('a stream says what the whole answer says', () => {
  it.each(seeds)('in chat completions (%i)', async (seed) => {
    const n = 1 + (seed % 3);
    const script = scripted(seed, { answers: n, inOrder: false });
    const body = { model: 'tiny', messages, n, stream_options: { include_usage: true } };
    const whole = await play('POST', '/v1/chat/completions', body, script);
    const { text } = await play('POST', '/v1/chat/completions', { ...body, stream: true }, script);
    const chunks = dataOf(text) as unknown as Chunk[];
    for (const chunk of chunks)
      expect(Object.keys(chunk)).toEqual(
        expect.arrayContaining(['id', 'object', 'created', 'model', 'choices']),
      );
    const choices = Array.from({ length: n }, (_, index) => {
      const mine = chunks.flatMap((chunk) => chunk.choices).filter((choice) => choice.index === index);
      const calls: Call[] = [];
      for (const { delta } of mine)
        for (const part of delta.tool_calls ?? []) {
          if (part.id !== undefined) {
            insist(calls.length === part.index, part);
            calls.push({
              id: part.id,
              type: part.type!,
              function: { name: part.function.name!, arguments: '' },
            });
          } else insist(part.function.name === undefined, part);
          calls[part.index]!.function.arguments += part.function.arguments;
        }
      expect(mine[0]?.delta).toEqual({ role: 'assistant', content: '' });
      const reasons = mine.filter((choice) => choice.finish_reason !== null);
      expect(reasons).toEqual([mine.at(-1)]);
      const content = mine.map(({ delta }) => delta.content ?? '').join('');
      const thoughts = mine.map(({ delta }) => delta.reasoning_content ?? '').join('');
      return {
        index,
        message: {
          role: 'assistant',
          content: content === '' && calls.length > 0 ? null : content,
          refusal: null,
          ...(thoughts === '' ? {} : { reasoning_content: thoughts }),
          ...(calls.length === 0 ? {} : { tool_calls: calls }),
        },
        logprobs: null,
        finish_reason: reasons[0]?.finish_reason,
      };
    });
    expect(whole.json).toMatchObject({ choices, usage: chunks.at(-1)?.usage });
  });

  it.each(seeds)('in messages (%i)', async (seed) => {
    const script = scripted(seed, { answers: 1, inOrder: true });
    const body = { model: 'tiny', messages, max_tokens: 9 };
    const whole = await play('POST', '/v1/messages', body, script);
    const { text } = await play('POST', '/v1/messages', { ...body, stream: true }, script);
    const content: Block[] = [];
    const open = new Set<number>();
    for (const event of dataOf(text) as unknown as MessageEvent_[]) {
      if (event.type === 'content_block_start') {
        insist(content.length === event.index, event);
        insist(open.size === 0, event);
        open.add(event.index!);
        content.push({ ...event.content_block!, json: '' });
      }
      if (event.type === 'content_block_stop') insist(open.delete(event.index!), event);
      if (event.type !== 'content_block_delta') continue;
      insist(open.has(event.index!), event);
      const block = content[event.index!]!;
      const { delta } = event;
      if (delta!.type === 'text_delta') block.text += delta!.text;
      if (delta!.type === 'thinking_delta') block.thinking += delta!.thinking;
      if (delta!.type === 'signature_delta') block['signature'] = delta!.signature;
      if (delta!.type === 'input_json_delta') block.json += delta!.partial_json;
    }
    expect(open.size).toBe(0);
    const answered = (whole.json as { content: Block[] }).content;
    // An engine may tell a text that is empty, of which a whole answer says nothing.
    const said = content.filter((block) => block.text !== '' && block.thinking !== '');
    const bare = (blocks: Block[]) =>
      blocks.map(({ type, text: plain, thinking, signature, id, name }) => ({
        type,
        plain,
        thinking,
        signature,
        id,
        name,
      }));
    expect(bare(said)).toEqual(bare(answered));
    const { answers } = script.reply as { answers: ApiAnswer[] };
    expect(said.filter(({ type }) => type === 'tool_use').map(({ json }) => json)).toEqual(
      answers[0]?.calls.map((call) => call.arguments),
    );
  });

  it.each(seeds)('in responses (%i)', async (seed) => {
    const script = scripted(seed, { answers: 1, inOrder: true });
    const body = { model: 'tiny', input: 'Hi' };
    const whole = await play('POST', '/v1/responses', body, script);
    const { frames } = await play('POST', '/v1/responses', { ...body, stream: true }, script);
    const last = frames.at(-1) as Extract<Frame, { data: unknown }>;
    const { output } = (last.data as { response: { output: Item[] } }).response;
    const bare = (items: Item[]) =>
      items
        .filter((item) => item.type !== 'reasoning' || item.content !== undefined)
        .filter((item) => item.type !== 'message' || item.content?.[0]?.text !== '')
        .map((item) => ({ ...item, id: null, status: item.type === 'function_call' ? item.status : null }));
    expect(bare(output)).toEqual(bare((whole.json as { output: Item[] }).output));
  });

  it.each(seeds)('in chats of Ollama (%i)', async (seed) => {
    const script = scripted(seed, { answers: 1, inOrder: true });
    const body = { model: 'tiny', messages };
    const whole = await play('POST', '/api/chat', { ...body, stream: false }, script);
    const { text } = await play('POST', '/api/chat', body, script);
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as { message: OllamaMessage; done: boolean });
    expect(lines.map(({ done }) => done)).toEqual(lines.map((_, index) => index === lines.length - 1));
    const said = lines.map(({ message }) => message);
    const all = (field: 'content' | 'thinking') => said.map((one) => one[field] ?? '').join('');
    const { message } = whole.json as { message: OllamaMessage };
    expect({
      content: all('content'),
      thinking: all('thinking'),
      tool_calls: said.flatMap((one) => one.tool_calls ?? []),
    }).toEqual({
      content: message.content,
      thinking: message.thinking ?? '',
      tool_calls: message.tool_calls ?? [],
    });
  });
});

it.each<[string, object]>([
  ['/v1/chat/completions', { messages }],
  ['/v1/completions', { prompt: 'Hi' }],
  ['/v1/responses', { input: 'Hi' }],
  ['/v1/messages', { messages, max_tokens: 9 }],
  ['/api/chat', { messages }],
  ['/api/generate', { prompt: 'Hi' }],
  ['/api/v0/chat/completions', { messages }],
])('a stream of %s names the model that answers a request that named none', async (path, body) => {
  const script = scripted(1, { answers: 1, inOrder: true });
  const { text } = await play('POST', path, { ...body, stream: true }, script);
  const names = [...text.matchAll(/"model":"([^"]*)"/g)].map(([, name]) => name);
  expect([...new Set(names)]).toEqual(['tiny']);
  const whole = await play('POST', path, { ...body, stream: false }, script);
  expect(whole.json).toMatchObject({ model: 'tiny' });
});

interface OllamaMessage {
  content: string;
  thinking?: string;
  tool_calls?: { id: string; function: { index: number; name: string; arguments: object } }[];
}

interface Call {
  id: string;
  type: string;
  function: { name: string; arguments: string };
}
interface Chunk {
  usage?: object;
  choices: {
    index: number;
    finish_reason: string | null;
    delta: {
      role?: string;
      content?: string;
      reasoning_content?: string;
      tool_calls?: {
        index: number;
        id?: string;
        type?: string;
        function: { name?: string; arguments: string };
      }[];
    };
  }[];
}
interface Block {
  [name: string]: unknown;
  text?: string;
  thinking?: string;
  json?: string;
  input?: unknown;
}
interface MessageEvent_ {
  type: string;
  index?: number;
  content_block?: Block;
  delta?: { type: string; text: string; thinking: string; signature: string; partial_json: string };
}
interface Item {
  type: string;
  id: string;
  status: string;
  content?: { text: string }[];
}
