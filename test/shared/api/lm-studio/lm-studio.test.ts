import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ApiFault } from '../../../../main/shared/api/fault.ts';
import { answering, faultOf, play, someModel, workOf } from '../play.ts';

/** What Zed takes (crates/lmstudio): anything else makes its list of models empty. */
const zedModel = z.object({
  id: z.string(),
  object: z.string(),
  type: z.enum(['llm', 'embeddings', 'vlm']),
  publisher: z.string(),
  arch: z.string().optional(),
  compatibility_type: z.enum(['gguf', 'mlx']),
  quantization: z.string().optional(),
  state: z.enum(['loaded', 'loading', 'not-loaded']),
  max_context_length: z.int().optional(),
  loaded_context_length: z.int().optional(),
  capabilities: z.array(z.enum(['tool_use', 'vision'])),
});
const zedChunk = z.object({
  created: z.int(),
  model: z.string(),
  object: z.string(),
  choices: z.array(z.object({ index: z.int(), delta: z.object({}), finish_reason: z.string().nullable() })),
});

const models = [
  someModel,
  { ...someModel, name: 'see', can: ['chat', 'see'], isLoaded: false, isLoading: true, publisher: null },
  {
    ...someModel,
    name: 'embed',
    kind: 'embedding',
    can: ['embed'],
    isLoaded: false,
    quantization: null,
    contextLength: null,
  },
  { ...someModel, name: 'rank', kind: 'reranker', can: ['rank'] },
];
const messages = [{ role: 'user', content: 'Hi' }];

describe('models', () => {
  it('are listed as Zed reads them', async () => {
    const { json } = await play('GET', '/api/v0/models', undefined, { reply: { models } });
    const list = z.object({ data: z.array(zedModel) }).parse(json).data;
    expect(list.map(({ id, type, state }) => [id, type, state])).toEqual([
      ['tiny', 'llm', 'loaded'],
      ['see', 'vlm', 'loading'],
      ['embed', 'embeddings', 'not-loaded'],
    ]);
    expect(list[0]).toMatchObject({
      max_context_length: 131_072,
      loaded_context_length: 8192,
      capabilities: ['tool_use'],
      publisher: 'someone',
    });
    expect(list[2]).not.toHaveProperty('loaded_context_length');
  });

  it('are described one by one, by names with slashes too', async () => {
    expect(await workOf('model', 'GET', '/api/v0/models/some/tiny')).toEqual({
      kind: 'model',
      model: 'some/tiny',
    });
    const { json } = await play('GET', '/api/v0/models/tiny', undefined, { reply: { model: someModel } });
    expect(zedModel.parse(json).id).toBe('tiny');
  });

  it('are listed as version 1 does', async () => {
    const { json } = await play('GET', '/api/v1/models', undefined, { reply: { models } });
    const { models: list } = json as { models: object[] };
    expect(list).toHaveLength(3);
    expect(list[0]).toMatchObject({
      type: 'llm',
      key: 'tiny',
      display_name: 'Tiny',
      quantization: { name: 'Q4_K_M' },
      loaded_instances: [{ id: 'tiny', config: { context_length: 8192 } }],
      capabilities: { vision: false, trained_for_tool_use: true },
    });
    expect(list[2]).toMatchObject({ type: 'embedding', quantization: null, loaded_instances: [] });
    expect(list[2]).not.toHaveProperty('capabilities');
  });

  it('are loaded and unloaded', async () => {
    expect(await workOf('load', 'POST', '/api/v1/models/load', { model: 'tiny' })).toMatchObject({
      model: 'tiny',
      keepAliveS: null,
    });
    expect(await workOf('load', 'POST', '/api/v1/models/unload', { instance_id: 'tiny' })).toMatchObject({
      model: 'tiny',
      keepAliveS: 0,
    });
    const reply = { model: someModel, loadMs: 1500 };
    const asked = { model: 'tiny', echo_load_config: true };
    expect((await play('POST', '/api/v1/models/load', asked, { reply })).json).toEqual({
      type: 'llm',
      instance_id: 'tiny',
      load_time_seconds: 1.5,
      status: 'loaded',
      load_config: { context_length: 8192 },
    });
    const fault = await faultOf('POST', '/api/v1/models/load', { model: 'tiny', context_length: 5 });
    expect(fault).toMatchObject({ kind: 'unsupported', field: 'context_length' });
  });
});

const more = {
  stats: {
    tokens_per_second: 100,
    time_to_first_token: 0.025,
    generation_time: 0.04,
    stop_reason: 'eosFound',
  },
  model_info: { arch: 'llama', quant: 'Q4_K_M', format: 'gguf', context_length: 8192 },
  runtime: { name: 'llama.cpp in Hearth', supported_formats: ['gguf'] },
};

describe('completions', () => {
  it.each([
    ['/api/v0/chat/completions', { messages }],
    ['/api/v0/completions', { prompt: 'Hi' }],
  ])('have figures of their own: %s', async (path, body) => {
    const { json } = await play('POST', path, { model: 'tiny', ...body }, answering({ text: 'Hello' }));
    expect(json).toMatchObject({ ...more, usage: { prompt_tokens: 100, completion_tokens: 5 } });
  });

  it.each([
    [{ ending: 'too-long' as const }, 'maxPredictedTokensReached'],
    [{ ending: 'repeating' as const }, 'maxPredictedTokensReached'],
    [{ stopString: 'x' }, 'stopStringFound'],
    [{ ending: 'calls' as const, calls: [{ id: 'a', name: 'b', arguments: '{}' }] }, 'toolCalls'],
  ])('say why an answer ended: %j', async (answer, reason) => {
    const { json } = await play('POST', '/api/v0/chat/completions', { messages }, answering(answer));
    expect(json).toMatchObject({ stats: { stop_reason: reason } });
  });

  it('leave out what was not measured', async () => {
    const script = answering({ text: '' }, { decodeTokens: 0, decodeMs: 0, firstTokenMs: null });
    const { json } = await play('POST', '/api/v0/chat/completions', { messages }, script);
    expect((json as typeof more).stats).toEqual({ generation_time: 0, stop_reason: 'eosFound' });
  });

  it('stream chunks that Zed reads, the last with the figures', async () => {
    const { frames } = await play(
      'POST',
      '/api/v0/chat/completions',
      // As Zed sends it.
      {
        model: 'tiny',
        messages,
        stream: true,
        stream_options: { include_usage: true },
        max_tokens: -1,
        stop: [],
        temperature: 1,
        tools: [],
      },
      answering({ text: 'Hello' }),
    );
    const chunks = frames.flatMap((frame) =>
      'data' in frame && frame.data !== '[DONE]' ? [frame.data] : [],
    );
    for (const chunk of chunks) zedChunk.parse(chunk);
    expect(chunks.at(-1)).toMatchObject(more);
    expect(chunks.slice(0, -1).some((chunk) => Object.hasOwn(chunk as object, 'stats'))).toBe(false);
    expect(frames.at(-1)).toEqual({ data: '[DONE]' });
  });

  it('end with a fault that Zed reads', async () => {
    const reply = new ApiFault('failed', 'The engine is gone.');
    const { frames } = await play('POST', '/api/v0/chat/completions', { messages, stream: true }, { reply });
    expect(frames.at(-1)).toEqual({ data: { error: 'The engine is gone.' } });
  });

  it('name the field that is wrong', async () => {
    const { status, json } = await play('POST', '/api/v0/chat/completions', { messages: 3 }, { reply: null });
    expect(status).toBe(400);
    expect(json).toEqual({ error: expect.stringContaining('messages') as string });
  });
});

describe('what Hearth does not do', () => {
  it.each([
    ['POST', '/api/v1/chat'],
    ['POST', '/api/v1/models/download'],
    ['GET', '/api/v1/models/download/status/job1'],
  ])('%s %s says what to do instead', async (method, path) => {
    const { status, json } = await play(method, path, {}, { reply: null });
    expect(status).toBe(400);
    expect(json).toMatchObject({
      error: { type: 'not_implemented', message: expect.stringMatching(/is refused: .+\. .+\.$/) as string },
    });
  });

  it('has a fault for paths below /api/v1 that do not exist', async () => {
    expect((await play('GET', '/api/v1/nothing', undefined, { reply: null })).json).toMatchObject({
      error: { type: 'invalid_request' },
    });
  });
});
