import { describe, expect, it } from 'vitest';
import { faultOf, play, someModel, workOf } from '../play.ts';

const get = async (path: string, reply: unknown) => play('GET', path, undefined, { reply });

const slot = {
  isBusy: true,
  tokens: 700,
  client: 'Codex',
  promptTokens: 900,
  processedTokens: 650,
  answerTokens: null,
};
const running = { models: [someModel], slots: [slot, { ...slot, isBusy: false, client: null }], waiting: 2 };

describe('what llama-server tells of itself', () => {
  it.each(['/health', '/v1/health'])('is healthy unless a model is being loaded: %s', async (path) => {
    expect(await get(path, { isReady: true, isLoading: false })).toMatchObject({
      status: 200,
      json: { status: 'ok' },
    });
    expect(await get(path, { isReady: false, isLoading: false })).toMatchObject({ status: 200 });
    expect(await get(path, { isReady: false, isLoading: true })).toMatchObject({
      status: 503,
      json: { error: { code: 503, message: 'Loading model', type: 'unavailable_error' } },
    });
  });

  it('tells its model', async () => {
    expect((await get('/props', running)).json).toEqual({
      default_generation_settings: { n_ctx: 8192 },
      total_slots: 2,
      model_alias: 'tiny',
      model_path: 'tiny',
      chat_template: '{{ messages }}',
      modalities: { vision: false, audio: false },
      chat_template_caps: { supports_tools: true },
      is_sleeping: false,
    });
    expect((await get('/props', { models: [], slots: [], waiting: 0 })).json).toEqual({
      default_generation_settings: {},
      total_slots: 0,
      is_sleeping: true,
    });
  });

  it('tells what runs', async () => {
    const { json } = await get('/slots', running);
    expect(json).toEqual([
      {
        id: 0,
        n_ctx: 8192,
        is_processing: true,
        n_past: 700,
        n_prompt_tokens: 900,
        n_prompt_tokens_processed: 650,
        hearth: { client: 'Codex' },
      },
      expect.objectContaining({ id: 1, is_processing: false }),
    ]);
    expect((await get('/slots?fail_on_no_slot=1', running)).status).toBe(200);
    const busy = await get('/slots?fail_on_no_slot=1', { ...running, slots: [slot] });
    expect(busy).toMatchObject({ status: 503, json: { error: { type: 'unavailable_error' } } });
  });

  it('counts for Prometheus', async () => {
    const { text, type } = await get('/metrics', {
      promptTokens: 1000,
      cachedTokens: 900,
      newTokens: 100,
      prefillMs: 500,
      answerTokens: 50,
      decodeTokens: 49,
      decodeMs: 0,
      requests: 3,
      failed: 1,
      running: 2,
      waiting: 4,
    });
    expect(type).toContain('version=0.0.4');
    const values = new Map(
      text
        .trimEnd()
        .split('\n')
        .filter((line) => !line.startsWith('#'))
        .map((line) => line.split(' ') as [string, string]),
    );
    expect(Object.fromEntries(values)).toEqual({
      'llamacpp:prompt_tokens_total': '100',
      'llamacpp:prompt_seconds_total': '0.5',
      'llamacpp:prompt_tokens_seconds': '200',
      'llamacpp:tokens_predicted_total': '50',
      'llamacpp:tokens_predicted_seconds_total': '0',
      'llamacpp:predicted_tokens_seconds': '0',
      'llamacpp:requests_processing': '2',
      'llamacpp:requests_deferred': '4',
      hearth_prompt_tokens_total: '1000',
      hearth_prompt_tokens_cached_total: '900',
      hearth_requests_total: '3',
      hearth_requests_failed_total: '1',
    });
    for (const name of values.keys()) expect(text).toContain(`# TYPE ${name} `);
  });

  it.each([
    ['POST', '/props'],
    ['POST', '/slots/0'],
    ['GET', '/lora-adapters'],
  ])('refuses %s %s', async (method, path) => {
    expect(await play(method, path, {}, { reply: null })).toMatchObject({
      status: 400,
      json: { error: { code: 400, type: 'not_supported_error' } },
    });
  });
});

describe('tokens and prompts', () => {
  it('makes tokens', async () => {
    const work = await workOf('tokenize', 'POST', '/tokenize', { content: 'Hi' });
    expect(work).toMatchObject({ text: 'Hi', readsSpecial: true, begins: false, withPieces: false });
    const other = { content: 'Hi', parse_special: false, add_special: true, with_pieces: true };
    expect(await workOf('tokenize', 'POST', '/tokenize', other)).toMatchObject({
      readsSpecial: false,
      begins: true,
      withPieces: true,
    });
    const reply = { tokens: [1, 2], pieces: ['H', 'i'] };
    expect((await play('POST', '/tokenize', { content: 'Hi' }, { reply })).json).toEqual({ tokens: [1, 2] });
    expect((await play('POST', '/tokenize', other, { reply })).json).toEqual({
      tokens: [
        { id: 1, piece: 'H' },
        { id: 2, piece: 'i' },
      ],
    });
  });

  it('makes text of tokens', async () => {
    const { json } = await play('POST', '/detokenize', { tokens: [1] }, { reply: { text: 'H' } });
    expect(json).toEqual({ content: 'H' });
  });

  it('writes the prompt of a conversation', async () => {
    const body = { messages: [{ role: 'user', content: 'Hi' }] };
    expect(await workOf('render', 'POST', '/apply-template', body)).toMatchObject({
      messages: [{ role: 'user', text: 'Hi' }],
    });
    const { json } = await play('POST', '/apply-template', body, { reply: { text: '<user>Hi' } });
    expect(json).toEqual({ prompt: '<user>Hi' });
  });

  it.each([
    ['content', '/tokenize', {}],
    ['content', '/tokenize', { content: 3 }],
    ['add_special', '/tokenize', { content: '', add_special: 1 }],
    ['parse_special', '/tokenize', { content: '', parse_special: 'x' }],
    ['with_pieces', '/tokenize', { content: '', with_pieces: 'x' }],
    ['tokens', '/detokenize', {}],
    ['tokens', '/detokenize', { tokens: ['a'] }],
    ['messages', '/apply-template', {}],
    ['content', '/embedding', {}],
    ['content', '/embedding', { content: 3 }],
    ['embd_normalize', '/embedding', { content: 'a', embd_normalize: -1 }],
    ['encoding_format', '/embeddings', { input: 'a', encoding_format: 'base64' }],
    ['query', '/rerank', { documents: ['a'] }],
    ['documents', '/rerank', { query: 'a' }],
    ['documents', '/rerank', { query: 'a', documents: [] }],
    ['documents', '/rerank', { query: 'a', documents: [3] }],
    ['top_n', '/rerank', { query: 'a', documents: ['a'], top_n: 0 }],
    ['model', '/rerank', { query: 'a', documents: ['a'], model: 3 }],
  ])('refuses %s by its name in %s', async (field, path, body) => {
    expect((await faultOf('POST', path, body)).message).toContain(field);
  });
});

describe('vectors and ranks', () => {
  it('makes vectors of texts and tokens', async () => {
    const work = await workOf('embed', 'POST', '/embedding', { content: [[1, 2], 'b'] });
    expect(work.texts).toEqual([[1, 2], 'b']);
    expect((await workOf('embed', 'POST', '/embedding', { content: [1, 2] })).texts).toEqual([[1, 2]]);
    const reply = { vectors: [Float32Array.of(0.5, -0.5)], tokens: 2, model: someModel };
    expect((await play('POST', '/embeddings', { input: 'a' }, { reply })).json).toEqual([
      { index: 0, embedding: [[0.5, -0.5]] },
    ]);
  });

  const reply = { scores: [0.1, 0.9, 0.5], tokens: 30, model: someModel };
  const documents = ['a', { text: 'b' }, 'c'];
  it.each(['/rerank', '/reranking', '/v1/rerank', '/v1/reranking'])(
    'puts texts in order: %s',
    async (path) => {
      const body = { query: 'q', documents, top_n: 2, return_documents: true };
      expect((await play('POST', path, body, { reply })).json).toEqual({
        model: 'tiny',
        object: 'list',
        usage: { prompt_tokens: 30, total_tokens: 30 },
        results: [
          { index: 1, relevance_score: 0.9, document: { text: 'b' } },
          { index: 2, relevance_score: 0.5, document: { text: 'c' } },
        ],
      });
    },
  );

  it('answers with a plain list to `texts`', async () => {
    const body = { query: 'q', texts: ['a', 'b', 'c'] };
    expect((await play('POST', '/rerank', body, { reply })).json).toEqual([
      { index: 1, score: 0.9 },
      { index: 2, score: 0.5 },
      { index: 0, score: 0.1 },
    ]);
  });
});
