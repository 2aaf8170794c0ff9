import { describe, expect, it } from 'vitest';
import type { ApiReplies } from '../../../../main/shared/api/answer.ts';
import { ApiFault } from '../../../../main/shared/api/fault.ts';
import type { SampledToken } from '../../../../main/shared/engine/turn.ts';
import { answering, faultOf, play, workOf } from '../play.ts';

const completion = (body: object) => workOf('complete', 'POST', '/completion', body);

const token = (text: string, id: number): SampledToken => ({
  token: id,
  text,
  bytes: [...new TextEncoder().encode(text)],
  logProbability: -0.25,
  part: 'text',
  alternatives: [{ token: 9, text: 'z', bytes: [122], logProbability: -2 }],
});

const events = (text: string): Record<string, unknown>[] =>
  text
    .split('\n\n')
    .filter((event) => event.startsWith('data: '))
    .map((event) => JSON.parse(event.slice(6)) as Record<string, unknown>);

describe('requests of /completion', () => {
  it('reads what llama-server’s clients send', async () => {
    const work = await completion({
      prompt: 'Once',
      n_predict: 64,
      temperature: 0.8,
      top_k: 40,
      top_p: 0.95,
      min_p: 0.05,
      typical_p: 1,
      repeat_penalty: 1.1,
      repeat_last_n: 64,
      presence_penalty: 0,
      frequency_penalty: 0,
      dry_multiplier: 0.8,
      dry_base: 1.75,
      dry_allowed_length: 2,
      dry_penalty_last_n: -1,
      dry_sequence_breakers: ['\n'],
      xtc_probability: 0.1,
      xtc_threshold: 0.1,
      mirostat: 0,
      mirostat_tau: 5,
      mirostat_eta: 0.1,
      dynatemp_range: 0,
      dynatemp_exponent: 1,
      seed: 4,
      stop: ['</s>'],
      stream: true,
      cache_prompt: true,
      id_slot: -1,
      n_keep: 0,
      n_probs: 3,
      min_keep: 0,
      n_indent: 0,
      logit_bias: [
        [5, false],
        [6, 1.5],
      ],
      return_tokens: true,
      return_progress: true,
      timings_per_token: false,
      post_sampling_probs: false,
      response_fields: null,
      sse_ping_interval: 30,
      lora: null,
    });
    expect(work).toMatchObject({
      kind: 'complete',
      model: '',
      prompts: ['Once'],
      echoes: false,
      readsOnly: false,
      longestAnswer: 64,
      stopStrings: ['</s>'],
      alternatives: 3,
      tokenBiases: [
        { token: 5, bias: -100 },
        { token: 6, bias: 1.5 },
      ],
      sampling: { temperature: 0.8, dryMultiplier: 0.8, dryBreakers: ['\n'], seed: 4 },
    });
  });

  it.each([
    ['Hi', ['Hi']],
    [[1, 2], [[1, 2]]],
    [
      ['a', 'b'],
      ['a', 'b'],
    ],
    [
      [[1, 2], 'b'],
      [[1, 2], 'b'],
    ],
    [{ prompt_string: 'a', multimodal_data: [] }, ['a']],
    [
      [{ prompt_string: 'a' }, [3]],
      ['a', [3]],
    ],
  ])('reads the prompt %j', async (prompt, prompts) => {
    expect((await completion({ prompt })).prompts).toEqual(prompts);
  });

  it('only processes the prompt with n_predict 0', async () => {
    expect(await completion({ prompt: 'a', n_predict: 0 })).toMatchObject({
      readsOnly: true,
      longestAnswer: null,
    });
    expect(await completion({ prompt: 'a', n_predict: -1 })).toMatchObject({
      readsOnly: false,
      longestAnswer: null,
    });
  });

  it('is bound to a schema or a grammar', async () => {
    expect((await completion({ prompt: '', json_schema: { type: 'integer' } })).responseFormat).toEqual({
      kind: 'schema',
      source: '{"type":"integer"}',
    });
    expect((await completion({ prompt: '', grammar: 'root ::= "a"' })).responseFormat).toEqual({
      kind: 'grammar',
      source: 'root ::= "a"',
    });
  });

  it.each([
    ['prompt', {}],
    ['prompt', { prompt: 3 }],
    ['prompt', { prompt: [] }],
    ['prompt', { prompt: [1, 'a'] }],
    ['prompt[0]', { prompt: [[1, 'a']] }],
    ['prompt.multimodal_data', { prompt: { prompt_string: 'a', multimodal_data: ['aGk='] } }],
    ['n_predict', { prompt: '', n_predict: 1.5 }],
    ['n_predict', { prompt: '', n_predict: -2 }],
    ['n_indent', { prompt: '', n_indent: -2 }],
    ['n_keep', { prompt: '', n_keep: 10 }],
    ['n_cmpl', { prompt: '', n_cmpl: 99 }],
    ['n_cache_reuse', { prompt: '', n_cache_reuse: 256 }],
    ['stop', { prompt: '', stop: [3] }],
    ['typical_p', { prompt: '', typical_p: 0.5 }],
    ['top_n_sigma', { prompt: '', top_n_sigma: 1 }],
    ['dynatemp_range', { prompt: '', dynatemp_range: 1 }],
    ['mirostat', { prompt: '', mirostat: 2 }],
    ['grammar', { prompt: '', grammar: 'root ::= nothing' }],
    ['grammar', { prompt: '', grammar: 'root ::= "a"', json_schema: {} }],
    ['json_schema', { prompt: '', json_schema: { uniqueItems: true, type: 'array' } }],
    ['ignore_eos', { prompt: '', ignore_eos: true }],
    ['logit_bias', { prompt: '', logit_bias: 'x' }],
    ['n_probs', { prompt: '', n_probs: -1 }],
    ['min_keep', { prompt: '', min_keep: 3 }],
    ['t_max_predict_ms', { prompt: '', t_max_predict_ms: '500' }],
    ['samplers', { prompt: '', samplers: ['top_k', 'mirostat'] }],
    ['samplers', { prompt: '', samplers: 'kz' }],
    ['timings_per_token', { prompt: '', timings_per_token: 1 }],
    ['post_sampling_probs', { prompt: '', post_sampling_probs: true, n_probs: 2 }],
    ['typ_p', { prompt: '', typ_p: 0.5 }],
    ['response_fields', { prompt: '', response_fields: 'content' }],
    ['lora', { prompt: '', lora: [{ id: 0, scale: 1 }] }],
    ['image_data', { prompt: '', image_data: [{ id: 1 }] }],
    ['penalty_prompt', { prompt: '', penalty_prompt: 'x' }],
    ['stream', { prompt: '', stream: 1 }],
  ])('refuses %s by its name', async (field, body) => {
    const fault = await faultOf('POST', '/completion', body);
    expect(fault.message).toContain(field);
    expect(fault.field).toContain(field);
    const { status, json } = await play('POST', '/completion', body, { reply: null });
    expect(status).toBe(400);
    expect(json).toMatchObject({ error: { code: 400, type: 'invalid_request_error', param: fault.field } });
  });
});

describe('samplers', () => {
  const sampled = async (samplers: unknown, more: object = {}) =>
    (await completion({ prompt: '', samplers, ...more })).sampling;
  const none = {
    repeatPenalty: 1,
    frequencyPenalty: 0,
    presencePenalty: 0,
    dryMultiplier: 0,
    topK: 0,
    topP: 1,
    minP: 0,
    xtcProbability: 0,
    temperature: 1,
  };

  it('that are not listed do nothing', async () => {
    expect(await sampled([])).toEqual(none);
    expect(await sampled(['top_k', 'temperature'], { top_k: 5, temperature: 0.5, min_p: 0.2 })).toEqual({
      ...none,
      topK: 5,
      temperature: 0.5,
    });
    expect(await sampled('et', { repeat_penalty: 1.5, temperature: 0.4 })).toMatchObject({
      repeatPenalty: 1.5,
      temperature: 0.4,
      topK: 0,
    });
    expect(await sampled('edskypmxt', { top_p: 0.9 })).toEqual({ topP: 0.9 });
    expect(await sampled(['temp', 'typ-p'])).not.toHaveProperty('temperature');
  });

  it('with infill pick the most likely token', async () => {
    expect(await sampled(['top_k', 'infill'])).toMatchObject({ temperature: 0 });
    expect(await sampled(['infill', 'temperature'], { temperature: 0.3 })).toMatchObject({
      temperature: 0.3,
    });
  });

  it('are told where Hearth cannot follow them', async () => {
    const body = { prompt: '', samplers: ['temperature', 'top_k', 'infill'] };
    expect((await play('POST', '/completion', body, answering({ text: 'a' }))).json).toMatchObject({
      hearth: { ignored: ['samplers (order)', 'samplers (infill)'] },
    });
    const chat = { messages: [{ role: 'user', content: 'a' }], samplers: 'tk' };
    expect((await play('POST', '/v1/chat/completions', chat, answering({ text: 'a' }))).json).toMatchObject({
      hearth: { ignored: ['samplers (order)'] },
    });
  });
});

describe('timings_per_token', () => {
  it.each([
    ['/completion', { prompt: '' }],
    ['/v1/completions', { prompt: '' }],
    ['/v1/chat/completions', { messages: [{ role: 'user', content: 'a' }] }],
  ])('gives each piece of a stream of %s what was measured last', async (path, body) => {
    const script = answering({ text: 'ab' });
    const [first, a, b, ...rest] = script.events!;
    const decoded = { kind: 'decoded', answer: 0, tokens: 3, ms: 20 } as const;
    const measured = { ...script, events: [first!, a!, decoded, b!, ...rest] };
    const pieces = async (more: object) =>
      (await play('POST', path, { ...body, stream: true, ...more }, measured)).frames
        .map(
          (frame) =>
            ('data' in frame ? frame.data : {}) as {
              timings?: object;
              choices?: { delta?: { content?: string }; text?: string }[];
              content?: string;
            },
        )
        .filter(({ choices, content }) => content || choices?.[0]?.text || choices?.[0]?.delta?.content);
    const [one, two] = await pieces({ timings_per_token: true });
    expect(one!.timings).toMatchObject({ cache_n: 90, prompt_n: 10, prompt_ms: 20, predicted_n: 0 });
    expect(two!.timings).toMatchObject({ predicted_n: 3, predicted_ms: 20, predicted_per_second: 100 });
    for (const piece of await pieces({})) expect(piece).not.toHaveProperty('timings');
  });
});

describe('answers of /completion', () => {
  const script = answering({
    text: 'ab\n',
    stopString: 'END',
    tokens: [token('ab', 1), token('\n', 2)],
  });

  it('are whole', async () => {
    const { json } = await play(
      'POST',
      '/completion',
      { prompt: 'Once', n_probs: 1, return_tokens: true },
      script,
    );
    expect(json).toEqual({
      index: 0,
      content: 'ab\n',
      tokens: [1, 2],
      completion_probabilities: [
        {
          id: 1,
          token: 'ab',
          bytes: [97, 98],
          logprob: -0.25,
          top_logprobs: [{ id: 9, token: 'z', bytes: [122], logprob: -2 }],
        },
        expect.objectContaining({ id: 2 }),
      ],
      stop: true,
      model: 'tiny',
      generation_settings: { n_probs: 1, return_tokens: true },
      prompt: 'Once',
      has_new_line: true,
      truncated: false,
      stop_type: 'word',
      stopping_word: 'END',
      tokens_predicted: 5,
      tokens_evaluated: 100,
      tokens_cached: 90,
      timings: {
        cache_n: 90,
        prompt_n: 10,
        prompt_ms: 20,
        prompt_per_token_ms: 2,
        prompt_per_second: 500,
        predicted_n: 5,
        predicted_ms: 40,
        predicted_per_token_ms: 10,
        predicted_per_second: 100,
      },
      hearth: { read_from: 'hot', restored_ms: 0, why_not_more: null },
    });
  });

  it('are the same in events', async () => {
    const asked = { prompt: 'Once', n_probs: 1, return_tokens: true, return_progress: true };
    const { json } = await play('POST', '/completion', asked, script);
    const { text } = await play('POST', '/completion', { ...asked, stream: true }, script);
    const pieces = events(text);
    expect(pieces[0]).toMatchObject({
      stop: false,
      prompt_progress: { total: 100, cache: 90, processed: 100, time_ms: 20 },
    });
    const whole = json as Record<string, unknown>;
    const all = (name: string) => pieces.flatMap((piece) => (piece[name] as unknown[] | undefined) ?? []);
    expect(pieces.map(({ content }) => content).join('')).toBe(whole['content']);
    expect(all('tokens')).toEqual(whole['tokens']);
    expect(all('completion_probabilities')).toEqual(whole['completion_probabilities']);
    const { content: _1, tokens: _2, completion_probabilities: _3, ...last } = whole;
    expect(pieces.at(-1)).toMatchObject({ ...last, generation_settings: { stream: true } });
    expect(pieces.filter(({ stop }) => stop)).toHaveLength(1);
    expect(text).not.toContain('[DONE]');
  });

  it('have figures of their own if there are several', async () => {
    const { reply } = answering({ text: 'ab' }) as unknown as { reply: ApiReplies['complete'] };
    const answers = [...reply.answers, ...reply.answers];
    const each = [3, 4].map((answerTokens) => ({ ...reply.figures, answerTokens }));
    const several = { reply: { ...reply, answers, each } };
    const { json } = await play('POST', '/completion', { prompt: 'Once', n: 2 }, several);
    expect(json).toMatchObject([
      { index: 0, tokens_predicted: 3, timings: { predicted_n: 3 } },
      { index: 1, tokens_predicted: 4, timings: { predicted_n: 4 } },
    ]);
    const { text } = await play('POST', '/completion', { prompt: 'Once', n: 2, stream: true }, several);
    const ends = events(text).filter(({ stop }) => stop);
    expect(ends.map((end) => end['tokens_predicted'])).toEqual([3, 4]);
  });

  it('tell only the fields that were asked for', async () => {
    const asked = { prompt: 'Once', response_fields: ['content', 'timings/cache_n', 'nothing', 'prompt/x'] };
    expect((await play('POST', '/completion', asked, script)).json).toEqual({
      content: 'ab\n',
      'timings/cache_n': 90,
    });
  });

  it('are a list if there are several', async () => {
    const one = { text: 'a', thoughts: '', calls: [], ending: 'too-long', stopString: null, tokens: [] };
    const { reply } = script as { reply: object };
    const { json } = await play(
      'POST',
      '/completion',
      { prompt: ['x', 'y'], n_cmpl: 2 },
      { reply: { ...reply, answers: [one, one, one, one] } },
    );
    expect(json).toMatchObject(
      ['x', 'x', 'y', 'y'].map((prompt, index) => ({ index, prompt, content: 'a', stop_type: 'limit' })),
    );
    expect(json).toHaveLength(4);
    expect((json as object[])[0]).not.toHaveProperty('timings');
  });

  it('end with the fault', async () => {
    const reply = new ApiFault('too-long', 'Too long.', { tokens: { prompt: 9, context: 8 } });
    const { text } = await play('POST', '/completion', { prompt: '', stream: true }, { reply });
    expect(events(text)).toEqual([
      {
        error: {
          code: 400,
          message: 'Too long.',
          type: 'exceed_context_size_error',
          n_prompt_tokens: 9,
          n_ctx: 8,
        },
      },
    ]);
  });
});

describe('/infill', () => {
  it('reads what editors send', async () => {
    const work = await workOf('infill', 'POST', '/infill', {
      input_prefix: 'def f(',
      input_suffix: ')',
      input_extra: [{ filename: 'a.py', text: 'x = 1' }, { text: 'y' }],
      prompt: 'a',
      n_predict: 32,
      temperature: 0,
      stream: false,
    });
    expect(work).toMatchObject({
      prefix: 'def f(',
      suffix: ')',
      prompt: 'a',
      extra: [
        { name: 'a.py', text: 'x = 1' },
        { name: 'tmp', text: 'y' },
      ],
      longestAnswer: 32,
      sampling: { temperature: 0 },
    });
  });

  it.each([
    ['input_prefix', { input_prefix: 3 }],
    ['input_suffix', { input_suffix: [] }],
    ['input_extra', { input_extra: [{ filename: 'a' }] }],
    ['prompt', { prompt: ['a'] }],
    ['n_predict', { n_predict: -2 }],
    ['n_cmpl', { n_cmpl: 2 }],
  ])('refuses %s by its name', async (field, body) => {
    expect((await faultOf('POST', '/infill', body)).message).toContain(field);
  });

  it('answers', async () => {
    const { json } = await play('POST', '/infill', { input_prefix: 'a' }, answering({ text: 'b' }));
    expect(json).toMatchObject({ content: 'b', stop: true, stop_type: 'eos' });
  });
});
