import { describe, expect, it } from 'vitest';
import { ApiFault } from '../../../../main/shared/api/fault.ts';
import type { SampledToken } from '../../../../main/shared/engine/turn.ts';
import { answering, faultOf, play, someModel, workOf } from '../play.ts';

const chat = (body: object) => workOf('ask', 'POST', '/api/chat', body);
const user = { role: 'user', content: 'Hello' };

const weather = {
  type: 'function',
  function: {
    name: 'weather',
    description: 'The weather of a city.',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

const token = (text: string, part: SampledToken['part'] = 'text'): SampledToken => ({
  token: 1,
  text,
  bytes: [...new TextEncoder().encode(text)],
  logProbability: -0.5,
  part,
  alternatives: [{ token: 2, text: 'x', bytes: [120], logProbability: -1 }],
});

const lines = (text: string): Record<string, unknown>[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

describe('requests for an answer', () => {
  it('reads what Ollama’s clients send', async () => {
    // As Open WebUI sends it: a round with a tool behind it.
    const work = await chat({
      model: 'qwen3:8b',
      messages: [
        { role: 'system', content: 'Be brief.' },
        { role: 'user', content: 'Weather in Rome?' },
        {
          role: 'assistant',
          content: '',
          thinking: 'I call it.',
          tool_calls: [{ function: { name: 'weather', arguments: { city: 'Rome' } } }],
        },
        { role: 'tool', content: '22 °C', tool_name: 'weather' },
      ],
      stream: true,
      format: '',
      keep_alive: '5m',
      tools: [weather],
      think: 'low',
      options: {
        num_ctx: 16_384,
        num_predict: 128,
        seed: 7,
        stop: ['END'],
        temperature: 0.2,
        top_k: 20,
        top_p: 0.9,
        min_p: 0.01,
        repeat_penalty: 1.1,
        repeat_last_n: -1,
        presence_penalty: 0.5,
        frequency_penalty: 0.25,
        num_keep: 24,
        mirostat: 0,
        typical_p: 1,
      },
    });
    expect(work).toEqual({
      kind: 'ask',
      model: 'qwen3:8b',
      keepAliveS: 300,
      messages: [
        { role: 'system', text: 'Be brief.' },
        { role: 'user', text: 'Weather in Rome?' },
        {
          role: 'assistant',
          text: '',
          thoughts: 'I call it.',
          calls: [{ id: 'call00000', name: 'weather', arguments: '{"city":"Rome"}' }],
        },
        { role: 'tool', text: '22 °C', callId: 'call00000', name: 'weather' },
      ],
      tools: {
        tools: [
          {
            name: 'weather',
            description: 'The weather of a city.',
            parameters: weather.function.parameters,
          },
        ],
        choice: 'auto',
        areParallel: true,
      },
      thinking: { on: true, effort: 'low', budget: null },
      templateVariables: {},
      continuesLast: false,
      readsOnly: false,
      contextLength: 16_384,
      sampling: {
        temperature: 0.2,
        topK: 20,
        topP: 0.9,
        minP: 0.01,
        repeatPenalty: 1.1,
        presencePenalty: 0.5,
        frequencyPenalty: 0.25,
        seed: 7,
        penaltyWindow: 32_768,
      },
      stopStrings: ['END'],
      longestAnswer: 128,
      tokenBiases: [],
      alternatives: null,
      answers: 1,
      responseFormat: null,
    });
  });

  it('takes null for an absent field', async () => {
    const nulls = Object.fromEntries(
      'format keep_alive options think logprobs top_logprobs tools stream truncate shift'
        .split(' ')
        .map((name) => [name, null]),
    );
    expect(await chat({ model: 'm', messages: [user], ...nulls })).toEqual(
      await chat({ model: 'm', messages: [user] }),
    );
  });

  it('gives each result the call that waits for it', async () => {
    const call = (name: string) => ({ function: { name, arguments: {} } });
    const { messages } = await chat({
      messages: [
        user,
        { role: 'assistant', content: '', tool_calls: [call('a'), call('b'), call('a')] },
        { role: 'tool', content: '1', tool_name: 'b' },
        { role: 'tool', content: '2' },
        { role: 'tool', content: '3', name: 'a' },
      ],
    });
    expect(messages.slice(2)).toEqual([
      { role: 'tool', text: '1', callId: 'call00001', name: 'b' },
      { role: 'tool', text: '2', callId: 'call00000', name: 'a' },
      { role: 'tool', text: '3', callId: 'call00002', name: 'a' },
    ]);
    const fault = await faultOf('POST', '/api/chat', { messages: [user, { role: 'tool', content: '1' }] });
    expect(fault).toMatchObject({ kind: 'bad-request', field: 'messages[1]' });
  });

  it('continues an answer that is the last message', async () => {
    const begun = { role: 'assistant', content: 'It is' };
    expect((await chat({ messages: [user, begun] })).continuesLast).toBe(true);
    expect((await chat({ messages: [user, begun, user] })).continuesLast).toBe(false);
  });

  it.each([
    [true, { on: true, effort: null, budget: null }],
    [false, { on: false, effort: null, budget: null }],
    ['none', { on: false, effort: null, budget: null }],
    ['max', { on: true, effort: 'max', budget: null }],
  ])('reads think %j', async (think, thinking) => {
    expect((await chat({ messages: [user], think })).thinking).toEqual(thinking);
  });

  it.each([
    ['json', '{"type":"object"}'],
    [{ type: 'array' }, '{"type":"array"}'],
  ])('binds an answer to the format %j', async (format, source) => {
    expect((await chat({ messages: [user], format })).responseFormat).toEqual({ kind: 'schema', source });
  });

  it.each([
    [-1, Infinity],
    ['-1', Infinity],
    ['-5m', Infinity],
    [0, 0],
    ['0', 0],
    [90, 90],
    ['90', 90],
    ['1h30m', 5400],
    ['1.5s', 1.5],
    ['250ms', 0.25],
    [null, null],
  ])('reads keep_alive %j', async (value, seconds) => {
    expect((await chat({ messages: [user], keep_alive: value })).keepAliveS).toBe(seconds);
  });

  it('folds large seeds into the range of the engine, and takes negative ones as random', async () => {
    const seedOf = async (seed: number) =>
      (await chat({ messages: [user], options: { seed } })).sampling.seed;
    expect(await seedOf(2 ** 33)).toBe(2 ** 33 % (2 ** 32 - 1));
    expect(await seedOf(-1)).toBe(null);
  });

  it.each([
    ['top_logprobs', 3, 3],
    ['logprobs', true, 0],
  ])('asks for log probabilities with %s', async (name, value, alternatives) => {
    expect((await chat({ messages: [user], logprobs: true, [name]: value })).alternatives).toBe(alternatives);
  });
});

describe('requests that cannot be honoured', () => {
  const refused: [field: string, body: object][] = [
    ['messages[0].images', { messages: [{ ...user, images: ['aGk='] }] }],
    ['tool_choice', { messages: [user], tool_choice: 'auto' }],
    ['options.mirostat', { messages: [user], options: { mirostat: 2 } }],
    ['options.typical_p', { messages: [user], options: { typical_p: 0.5 } }],
    ['options.tfs_z', { messages: [user], options: { tfs_z: 0.5 } }],
    ['options.penalize_newline', { messages: [user], options: { penalize_newline: false } }],
    ['options.num_gpu', { messages: [user], options: { num_gpu: 10 } }],
    ['options.num_thread', { messages: [user], options: { num_thread: 4 } }],
    ['options.num_batch', { messages: [user], options: { num_batch: 512 } }],
    ['options.use_mmap', { messages: [user], options: { use_mmap: false } }],
    ['options.dry_multiplier', { messages: [user], options: { dry_multiplier: 1 } }],
    ['format', { messages: [user], format: { type: 'array', uniqueItems: true } }],
    ['truncate', { messages: [user], truncate: true }],
    ['shift', { messages: [user], shift: true }],
  ];
  it.each(refused)('names %s', async (field, body) => {
    const fault = await faultOf('POST', '/api/chat', body);
    expect(fault).toMatchObject({ kind: 'unsupported', field });
    const { status, json } = await play('POST', '/api/chat', body, { reply: null });
    expect(status).toBe(400);
    expect(json).toEqual({ error: expect.stringContaining(field) as string });
  });

  const wrong: [field: string, body: object][] = [
    ['model', { model: 3 }],
    ['messages', { messages: 'Hello' }],
    ['messages[0].role', { messages: [{ role: 'robot', content: '' }] }],
    ['messages[0].role', { messages: [{ role: 3, content: '' }] }],
    ['messages[0].content', { messages: [{ role: 'user', content: 3 }] }],
    ['messages[0].thinking', { messages: [{ role: 'user', content: '', thinking: 'x' }] }],
    ['messages[0].tool_calls', { messages: [{ role: 'assistant', tool_calls: {} }] }],
    [
      'messages[0].tool_calls[0].function.arguments',
      { messages: [{ role: 'assistant', tool_calls: [{ function: { name: 'a', arguments: '{}' } }] }] },
    ],
    ['stream', { stream: 'yes' }],
    ['format', { format: 3 }],
    ['keep_alive', { keep_alive: 'soon' }],
    ['keep_alive', { keep_alive: true }],
    ['tools', { tools: {} }],
    ['tools[0].function.name', { tools: [{ function: { name: 'no spaces' } }] }],
    ['tools[0].function.parameters', { tools: [{ function: { name: 'a', parameters: [] } }] }],
    ['think', { think: 'very much' }],
    ['logprobs', { logprobs: 1 }],
    ['top_logprobs', { top_logprobs: 99 }],
    ['options', { options: [] }],
    ['options.num_ctx', { options: { num_ctx: 1.5 } }],
    ['options.num_ctx', { options: { num_ctx: 0 } }],
    ['options.num_predict', { options: { num_predict: 'many' } }],
    ['options.seed', { options: { seed: '7' } }],
    ['options.stop', { options: { stop: [3] } }],
    ['options.temperature', { options: { temperature: 'hot' } }],
    ['options.temperature', { options: { temperature: 5 } }],
    ['options.top_k', { options: { top_k: -2 } }],
    ['options.top_p', { options: { top_p: 1.5 } }],
    ['options.min_p', { options: { min_p: 2 } }],
    ['options.repeat_penalty', { options: { repeat_penalty: 0.5 } }],
    ['options.repeat_last_n', { options: { repeat_last_n: -2 } }],
    ['options.presence_penalty', { options: { presence_penalty: 9 } }],
    ['options.frequency_penalty', { options: { frequency_penalty: 9 } }],
  ];
  it.each(wrong)('says that %s is wrong', async (field, body) => {
    const fault = await faultOf('POST', '/api/chat', { messages: [user], ...body });
    expect(fault.kind).toBe('bad-request');
    expect(fault.field).toContain(field);
    expect(fault.message).toContain(field);
  });
});

describe('answers', () => {
  const call = { id: 'c1', name: 'weather', arguments: '{"city":"Rome"}' };

  it('are whole with all figures in nanoseconds', async () => {
    const script = answering({ text: 'Ciao', thoughts: 'Hm', calls: [call], ending: 'calls' });
    const { json, type } = await play(
      'POST',
      '/api/chat',
      { model: 'tiny', messages: [user], stream: false },
      script,
    );
    expect(type).toContain('application/json');
    expect(json).toEqual({
      model: 'tiny',
      created_at: '2026-09-21T14:13:20.000Z',
      message: {
        role: 'assistant',
        content: 'Ciao',
        thinking: 'Hm',
        tool_calls: [{ id: 'c1', function: { index: 0, name: 'weather', arguments: { city: 'Rome' } } }],
      },
      done: true,
      done_reason: 'stop',
      total_duration: 66_000_000,
      load_duration: 0,
      prompt_eval_count: 100,
      prompt_eval_cached_count: 90,
      prompt_eval_duration: 20_000_000,
      eval_count: 5,
      eval_duration: 40_000_000,
      hearth: { read_from: 'hot', restored_ms: 0, why_not_more: null },
    });
  });

  it('are the same in lines', async () => {
    const script = answering({
      text: 'Ciao',
      thoughts: 'Hm',
      calls: [call, { ...call, id: 'c2' }],
      ending: 'too-long',
      tokens: [token('Ci'), token('ao'), token('<mark>', 'other')],
    });
    const asked = { model: 'tiny', messages: [user], logprobs: true, top_logprobs: 1 };
    const streamed = lines((await play('POST', '/api/chat', asked, script)).text);
    const whole = (await play('POST', '/api/chat', { ...asked, stream: false }, script)).json as Record<
      string,
      unknown
    >;
    type Message = { content: string; thinking?: string; tool_calls?: unknown[] };
    const said = streamed.map(({ message }) => message as Message);
    const { message, logprobs, ...last } = whole as { message: Message; logprobs: unknown[] };
    expect(said.map(({ content }) => content).join('')).toBe(message.content);
    expect(said.map(({ thinking = '' }) => thinking).join('')).toBe(message.thinking);
    expect(said.flatMap(({ tool_calls: calls = [] }) => calls)).toEqual(message.tool_calls);
    expect(streamed.flatMap((line) => (line['logprobs'] as unknown[] | undefined) ?? [])).toEqual(logprobs);
    expect(logprobs).toHaveLength(2);
    expect(streamed.at(-1)).toMatchObject(last);
    expect(streamed.filter(({ done }) => done)).toHaveLength(1);
    expect(last).toMatchObject({ done_reason: 'length' });
  });

  it('has a call with broken arguments as text', async () => {
    const script = answering({ calls: [{ ...call, arguments: '{"city":' }] });
    const { json } = await play('POST', '/api/chat', { messages: [user], stream: false }, script);
    expect(json).toMatchObject({ message: { content: 'weather({"city":)' } });
    const { text } = await play('POST', '/api/chat', { messages: [user] }, script);
    expect(lines(text)[0]).toMatchObject({ message: { content: 'weather({"city":)' } });
  });

  it('end with a line that has the fault', async () => {
    const reply = new ApiFault('failed', 'The engine is gone.');
    const { text } = await play('POST', '/api/chat', { messages: [user] }, { reply });
    expect(lines(text)).toEqual([{ error: 'The engine is gone.' }]);
  });

  it.each([
    [[], undefined, 'load'],
    [undefined, 0, 'unload'],
  ])('loads and unloads without messages', async (messages, keepAlive, reason) => {
    const asked = { model: 'tiny', messages, keep_alive: keepAlive };
    const { work } = { work: await workOf('load', 'POST', '/api/chat', asked) };
    expect(work).toEqual({ kind: 'load', model: 'tiny', keepAliveS: keepAlive ?? null });
    const script = { reply: { model: someModel, loadMs: 5 } };
    for (const stream of [true, false]) {
      const { text } = await play('POST', '/api/chat', { ...asked, stream }, script);
      expect(lines(text)).toEqual([
        expect.objectContaining({
          model: 'tiny',
          message: { role: 'assistant', content: '' },
          done: true,
          done_reason: reason,
        }),
      ]);
    }
  });
});
