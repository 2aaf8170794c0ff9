/** OpenAI's own client for JavaScript reads what the routes write. */
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import { ApiFault } from '../../../../main/shared/api/fault.ts';
import type { ApiWork } from '../../../../main/shared/api/request.ts';
import { all, answering, playedFetch, someModel, type Script } from '../play.ts';

const call = { id: 'c1', name: 'weather', arguments: '{"city":"Rome"}' };
const other = { id: 'c2', name: 'weather', arguments: '{"city":"Oslo"}' };
const tools = [
  {
    type: 'function' as const,
    function: { name: 'weather', parameters: { type: 'object', properties: {} } },
  },
];

const token = (text: string) => ({
  token: 1,
  text,
  bytes: [...new TextEncoder().encode(text)],
  logProbability: -0.5,
  part: 'text' as const,
  alternatives: [{ token: 2, text: 'x', bytes: [120], logProbability: -1 }],
});

const script = (work: ApiWork): Script => {
  switch (work.kind) {
    case 'models':
      return { reply: { models: [someModel, { ...someModel, name: 'some/one' }] } };
    case 'model':
      return work.model === 'some/one'
        ? { reply: { model: { ...someModel, name: 'some/one' } } }
        : { reply: new ApiFault('no-model', `There is no model ${work.model}.`) };
    case 'embed':
      return {
        reply: {
          vectors: work.texts.map(() => Float32Array.of(0.6, -0.8)),
          tokens: 3,
          model: someModel,
          totalMs: 2,
          loadMs: 1,
        },
      };
    case 'ask': {
      if (work.messages.at(-1)?.text === 'fail')
        return { reply: new ApiFault('too-long', 'Too long.', { tokens: { prompt: 9000, context: 8192 } }) };
      if (work.alternatives !== null) return answering({ text: 'ab', tokens: [token('a'), token('b')] });
      const text = work.messages.map((message) => `${message.role}:${message.text}`).join('|');
      return answering(
        work.tools === null
          ? { text, thoughts: 'Hm' }
          : { text: 'So', thoughts: 'Hm', calls: [call, other], ending: 'calls' },
      );
    }
    case 'complete':
      return answering({ text: `after ${String(work.prompts[0])}`, ending: 'too-long' });
    case 'infill':
      return answering({ text: `${work.prefix}_${work.suffix}` });
    case 'count':
      return { reply: { tokens: 12, cachedTokens: 5, firstTokenMs: 3, model: someModel } };
    default:
      return { reply: null };
  }
};

const client = new OpenAI({
  apiKey: 'key',
  baseURL: 'http://127.0.0.1:1/v1',
  maxRetries: 0,
  fetch: playedFetch(script),
});
const messages = [{ role: 'user' as const, content: 'Hi' }];

describe('chat completions', () => {
  it('come whole', async () => {
    const answer = await client.chat.completions.create({ model: 'tiny', messages });
    expect(answer).toMatchObject({
      object: 'chat.completion',
      model: 'tiny',
      choices: [
        {
          index: 0,
          message: { role: 'assistant', content: 'user:Hi', reasoning_content: 'Hm' },
          finish_reason: 'stop',
          logprobs: null,
        },
      ],
      usage: {
        prompt_tokens: 100,
        completion_tokens: 5,
        total_tokens: 105,
        prompt_tokens_details: { cached_tokens: 90 },
        completion_tokens_details: { reasoning_tokens: 2 },
      },
      timings: { cache_n: 90, prompt_n: 10, prompt_ms: 20, prompt_per_second: 500, predicted_n: 5 },
      hearth: { read_from: 'hot', restored_ms: 0, why_not_more: null },
    });
  });

  it('come as a stream that puts together calls', async () => {
    const stream = client.chat.completions.stream({ model: 'tiny', messages, tools });
    const chunks: OpenAI.ChatCompletionChunk[] = [];
    stream.on('chunk', (chunk) => chunks.push(chunk));
    const { choices } = await stream.finalChatCompletion();
    expect(choices[0]).toMatchObject({
      message: {
        role: 'assistant',
        content: 'So',
        tool_calls: [
          { id: 'c1', type: 'function', function: { name: 'weather', arguments: call.arguments } },
          { id: 'c2', type: 'function', function: { name: 'weather', arguments: other.arguments } },
        ],
      },
      finish_reason: 'tool_calls',
    });
    for (const chunk of chunks)
      expect(chunk).toMatchObject({ object: 'chat.completion.chunk', model: 'tiny', created: 1_790_000_000 });
    expect(chunks[0]?.choices[0]?.delta).toEqual({ role: 'assistant', content: '' });
    const deltas = chunks.flatMap(({ choices: [choice] }) => choice?.delta.tool_calls ?? []);
    expect(deltas.filter(({ id }) => id !== undefined)).toHaveLength(2);
    expect(chunks.every(({ choices: { length } }) => length === 1)).toBe(true);
    expect(chunks.at(-1)).toMatchObject({ timings: { prompt_n: 10 }, hearth: { read_from: 'hot' } });
  });

  it('tell the usage in a last chunk without choices, if it is asked for', async () => {
    const stream = await client.chat.completions.create({
      model: 'tiny',
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    const chunks = await all(stream);
    expect(chunks.filter(({ usage }) => usage !== undefined)).toHaveLength(1);
    expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { total_tokens: 105 } });
  });

  it('tell log probabilities, whole and streamed', async () => {
    const asked = { model: 'tiny', messages, logprobs: true, top_logprobs: 1 };
    const wanted = [
      { token: 'a', logprob: -0.5, bytes: [97], top_logprobs: [{ token: 'x', logprob: -1, bytes: [120] }] },
      { token: 'b', logprob: -0.5, bytes: [98], top_logprobs: [{ token: 'x', logprob: -1, bytes: [120] }] },
    ];
    const whole = await client.chat.completions.create(asked);
    expect(whole.choices[0]?.logprobs?.content).toEqual(wanted);
    const { choices } = await client.chat.completions.stream(asked).finalChatCompletion();
    expect(choices[0]?.logprobs?.content).toEqual(wanted);
  });

  it('fail with the client’s own errors', async () => {
    const failing = { model: 'tiny', messages: [{ role: 'user' as const, content: 'fail' }] };
    await expect(client.chat.completions.create(failing)).rejects.toMatchObject({
      status: 400,
      code: 'context_length_exceeded',
      error: { n_prompt_tokens: 9000, n_ctx: 8192 },
    });
    const stream = await client.chat.completions.create({ ...failing, stream: true });
    await expect(all(stream)).rejects.toMatchObject({ code: 'context_length_exceeded' });
    await expect(
      client.chat.completions.create({ model: 'tiny', messages, temperature: 9 }),
    ).rejects.toMatchObject({ status: 400, param: 'temperature' });
  });
});

describe('other routes', () => {
  it('continue texts and fill in between two', async () => {
    const whole = await client.completions.create({ model: 'tiny', prompt: 'Once' });
    expect(whole.choices).toEqual([
      { text: 'after Once', index: 0, logprobs: null, finish_reason: 'length' },
    ]);
    const stream = await client.completions.create({ model: 'tiny', prompt: 'a', suffix: 'b', stream: true });
    const chunks = await all(stream);
    expect(chunks.map(({ choices }) => choices[0]?.text).join('')).toBe('a_b');
    expect(chunks.at(-1)?.choices[0]?.finish_reason).toBe('stop');
  });

  it('make vectors, which the client asks for in base64', async () => {
    const { data, usage } = await client.embeddings.create({ model: 'tiny', input: ['a', 'b'] });
    expect(data.map(({ embedding }) => embedding.map((value) => Math.round(10 * value)))).toEqual([
      [6, -8],
      [6, -8],
    ]);
    expect(usage).toEqual({ prompt_tokens: 3, total_tokens: 3 });
    const floats = await client.embeddings.create({ model: 'tiny', input: 'a', encoding_format: 'float' });
    expect(floats.data[0]?.embedding[0]).toBeCloseTo(0.6);
  });

  it('list models, whose names may have slashes', async () => {
    const models = await all(client.models.list());
    expect(models.map(({ id }) => id)).toEqual(['tiny', 'some/one']);
    expect(await client.models.retrieve('some/one')).toMatchObject({ id: 'some/one', object: 'model' });
    await expect(client.models.retrieve('none')).rejects.toMatchObject({
      status: 404,
      code: 'model_not_found',
    });
  });
});

describe('responses', () => {
  const input = 'Hi';

  it('come whole and are kept, continued, read again and forgotten', async () => {
    const first = await client.responses.create({ model: 'tiny', input, instructions: 'Be brief' });
    expect(first).toMatchObject({ status: 'completed', output_text: 'system:Be brief|user:Hi' });
    expect(first.output[0]).toMatchObject({
      type: 'reasoning',
      content: [{ type: 'reasoning_text', text: 'Hm' }],
    });
    const second = await client.responses.create({
      model: 'tiny',
      input: 'And?',
      previous_response_id: first.id,
    });
    expect(second.output_text).toBe(`user:Hi|assistant:${first.output_text}|user:And?`);
    expect(await client.responses.retrieve(second.id)).toMatchObject({
      id: second.id,
      output: second.output,
    });
    await client.responses.delete(second.id);
    await expect(client.responses.retrieve(second.id)).rejects.toMatchObject({ status: 404 });
    await expect(
      client.responses.create({ model: 'tiny', input, previous_response_id: second.id }),
    ).rejects.toMatchObject({ status: 404, param: 'previous_response_id' });
  });

  it('stream the events in their order', async () => {
    const asked = {
      model: 'tiny',
      input,
      tools: [{ type: 'function' as const, name: 'weather', parameters: {}, strict: false }],
    };
    const stream = client.responses.stream(asked);
    const types: string[] = [];
    let number = 0;
    stream.on('event', (event) => {
      expect(event.sequence_number).toBe(number++);
      if (types.at(-1) !== event.type) types.push(event.type);
    });
    const streamed = await stream.finalResponse();
    expect(types).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.content_part.added',
      'response.reasoning_text.delta',
      'response.reasoning_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.function_call_arguments.delta',
      'response.function_call_arguments.done',
      'response.output_item.done',
      'response.completed',
    ]);
    expect(streamed.usage).toMatchObject({
      input_tokens: 100,
      input_tokens_details: { cached_tokens: 90 },
      output_tokens: 5,
      output_tokens_details: { reasoning_tokens: 2 },
      total_tokens: 105,
    });
    const whole = await client.responses.create(asked);
    const plain = (output: object[]) =>
      output.map((item) => ({ ...item, id: '', parsed_arguments: undefined }));
    const bare = JSON.parse(
      JSON.stringify(plain(streamed.output)).replaceAll(/,"parsed":null/g, ''),
    ) as object[];
    expect(bare).toEqual(JSON.parse(JSON.stringify(plain(whole.output))));
  });

  it('take back what they told, also as references', async () => {
    const first = await client.responses.create({
      model: 'tiny',
      input,
      tools: [{ type: 'function', name: 'weather', parameters: {}, strict: false }],
    });
    const results = [
      { type: 'function_call_output' as const, call_id: 'c1', output: 'warm' },
      {
        type: 'function_call_output' as const,
        call_id: 'c2',
        output: [{ type: 'input_text' as const, text: 'cold' }],
      },
    ];
    const wanted = 'user:Hi|assistant:So|tool:warm|tool:cold';
    const user = { role: 'user' as const, content: input };
    const sentBack = first.output as OpenAI.Responses.ResponseInputItem[];
    const again = await client.responses.create({ model: 'tiny', input: [user, ...sentBack, ...results] });
    expect(again.output_text).toBe(wanted);
    const references = first.output.map(({ id }) => ({ type: 'item_reference' as const, id: id ?? '' }));
    const referred = await client.responses.create({
      model: 'tiny',
      input: [user, ...references, ...results],
    });
    expect(referred.output_text).toBe(wanted);
  });

  it('tell a fault within the stream', async () => {
    const stream = await client.responses.create({ model: 'tiny', input: 'fail', stream: true });
    const events = await all(stream);
    expect(events.at(-1)).toMatchObject({
      type: 'response.failed',
      response: { status: 'failed', error: { code: 'context_length_exceeded' } },
    });
  });

  it('count the tokens of an input', async () => {
    expect(await client.responses.inputTokens.count({ model: 'tiny', input })).toMatchObject({
      object: 'response.input_tokens',
      input_tokens: 12,
    });
  });
});
