/** Anthropic's own client for JavaScript reads what the routes write. */
import Anthropic, { APIError } from '@anthropic-ai/sdk';
import { describe, expect, it } from 'vitest';
import { ApiFault } from '../../../../main/shared/api/fault.ts';
import type { ApiWork } from '../../../../main/shared/api/request.ts';
import { all, answering, playedFetch, someModel, type Script } from '../play.ts';

const call = { id: 'c1', name: 'weather', arguments: '{"city":"Rome"}' };
const tools = [{ name: 'weather', input_schema: { type: 'object' as const } }];

const script = (work: ApiWork): Script => {
  switch (work.kind) {
    case 'models':
      return { reply: { models: [someModel] } };
    case 'model':
      return { reply: { model: someModel } };
    case 'count':
      return { reply: { tokens: 12, cachedTokens: 5, firstTokenMs: 3, model: someModel } };
    case 'ask': {
      if (work.messages.at(-1)?.text === 'fail')
        return { reply: new ApiFault('too-long', 'Too long.', { tokens: { prompt: 9000, context: 8192 } }) };
      if (work.messages.at(-1)?.text === 'busy')
        return { reply: new ApiFault('busy', 'The queue is full.', { retryAfterS: 2.5 }) };
      const text = work.messages.map((message) => `${message.role}:${message.text}`).join('|');
      if (work.tools !== null)
        return answering({ text: 'So', thoughts: 'Hm', calls: [call], ending: 'calls' });
      return answering(
        work.stopStrings.length > 0 ? { text, stopString: work.stopStrings[0] ?? null } : { text },
      );
    }
    default:
      return { reply: null };
  }
};

const client = new Anthropic({
  apiKey: 'key',
  baseURL: 'http://127.0.0.1:1',
  maxRetries: 0,
  fetch: playedFetch(script),
});
const asked = { model: 'tiny', max_tokens: 50, messages: [{ role: 'user' as const, content: 'Hi' }] };

describe('messages', () => {
  it('come whole; input tokens exclude those that were cached', async () => {
    expect(await client.messages.create({ ...asked, system: 'Be brief' })).toMatchObject({
      type: 'message',
      role: 'assistant',
      model: 'tiny',
      content: [{ type: 'text', text: 'system:Be brief|user:Hi' }],
      stop_reason: 'end_turn',
      stop_sequence: null,
      usage: {
        input_tokens: 10,
        cache_read_input_tokens: 90,
        cache_creation_input_tokens: 0,
        output_tokens: 5,
      },
      hearth: { read_from: 'hot' },
    });
    expect(await client.messages.create({ ...asked, stop_sequences: ['###'] })).toMatchObject({
      stop_reason: 'stop_sequence',
      stop_sequence: '###',
    });
  });

  it('come as a stream of the events in their order', async () => {
    const stream = client.messages.stream({ ...asked, tools });
    const types: string[] = [];
    stream.on('streamEvent', (event) => {
      const type = 'index' in event ? `${event.type} ${event.index}` : event.type;
      if (types.at(-1) !== type) types.push(type);
    });
    const message = await stream.finalMessage();
    expect(types).toEqual([
      'message_start',
      ...[0, 1, 2].flatMap((index) => [
        `content_block_start ${index}`,
        `content_block_delta ${index}`,
        `content_block_stop ${index}`,
      ]),
      'message_delta',
      'message_stop',
    ]);
    expect(message).toMatchObject({
      content: [
        { type: 'thinking', thinking: 'Hm', signature: 'hearth' },
        { type: 'text', text: 'So' },
        { type: 'tool_use', id: 'c1', name: 'weather', input: { city: 'Rome' } },
      ],
      stop_reason: 'tool_use',
      usage: { input_tokens: 10, cache_read_input_tokens: 90, output_tokens: 5 },
    });
    const { content } = await client.messages.create({ ...asked, tools });
    expect(message.content).toEqual(content);
  });

  it('hide thoughts in their signature, and take them back from there', async () => {
    const thinking = { type: 'adaptive' as const, display: 'omitted' as const };
    const first = await client.messages.create({ ...asked, tools, thinking });
    expect(first.content[0]).toMatchObject({ type: 'thinking', thinking: '' });
    const streamed = await client.messages.stream({ ...asked, tools, thinking }).finalMessage();
    expect(streamed.content).toEqual(first.content);
    let taken: ApiWork | null = null;
    const other = new Anthropic({
      apiKey: 'key',
      baseURL: 'http://127.0.0.1:1',
      fetch: playedFetch((work) => {
        taken = work;
        return answering({ text: 'Done' });
      }),
    });
    await other.messages.create({
      ...asked,
      messages: [
        ...asked.messages,
        { role: 'assistant', content: first.content },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c1', content: 'warm' }] },
      ],
    });
    expect(taken).toMatchObject({
      messages: [
        { role: 'user', text: 'Hi' },
        { role: 'assistant', thoughts: 'Hm', text: 'So', calls: [{ id: 'c1', name: 'weather' }] },
        { role: 'tool', text: 'warm', callId: 'c1', name: 'weather' },
      ],
    });
  });

  it('are kept as a thread that others continue', async () => {
    const create = { type: 'create' as const };
    const first = await client.beta.messages.create({ ...asked, system: 'Be brief', thread: create });
    const messages = [{ role: 'user' as const, content: 'And?' }];
    const thread = { type: 'continue' as const, previous_message_id: first.id };
    const second = await client.beta.messages.create({ ...asked, messages, thread });
    expect(second.content).toMatchObject([
      { text: 'system:Be brief|user:Hi|assistant:system:Be brief|user:Hi|user:And?' },
    ]);
    const lost = { type: 'continue' as const, previous_message_id: 'msg_none' };
    await expect(client.beta.messages.create({ ...asked, messages, thread: lost })).rejects.toMatchObject({
      status: 404,
      error: { error: { details: { error_code: 'thread_not_found' } } },
    });
  });

  it('fail with the client’s own errors', async () => {
    const failing = { ...asked, messages: [{ role: 'user' as const, content: 'fail' }] };
    await expect(client.messages.create(failing)).rejects.toMatchObject({
      status: 400,
      error: {
        type: 'error',
        error: { type: 'invalid_request_error', message: 'prompt is too long: 9000 tokens > 8192 maximum' },
      },
    });
    const stream = await client.messages.create({ ...failing, stream: true });
    await expect(all(stream)).rejects.toThrow('prompt is too long');
    const busy = await client.messages
      .create({ ...asked, messages: [{ role: 'user', content: 'busy' }] })
      .catch((error: unknown) => error);
    expect(busy).toBeInstanceOf(APIError);
    expect((busy as InstanceType<typeof APIError>).headers?.get('retry-after')).toBe('3');
    expect(busy).toMatchObject({ status: 503, error: { error: { type: 'overloaded_error' } } });
  });
});

describe('other routes', () => {
  it('count tokens', async () => {
    const { model, messages } = asked;
    expect(await client.messages.countTokens({ model, messages })).toMatchObject({
      input_tokens: 12,
      hearth: { cached_tokens: 5, first_token_ms: 3 },
    });
    expect(await client.beta.messages.countTokens({ model, messages })).toMatchObject({ input_tokens: 12 });
  });

  it('list models in the shape of this client', async () => {
    expect(await all(client.models.list())).toMatchObject([
      { type: 'model', id: 'tiny', display_name: 'Tiny', created_at: '2026-01-02T00:00:00.000Z' },
    ]);
    expect(await client.models.retrieve('tiny')).toMatchObject({ type: 'model', id: 'tiny' });
  });
});
