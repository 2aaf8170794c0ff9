/** What editors ask for at the cursor, in the shapes that their sources have. */
import { describe, expect, it } from 'vitest';
import { answering, faultOf, play, workOf } from './play.ts';

/** What editors send to complete at the cursor: the path, the body, and what of the work it must make. */
const gaps: Record<string, [path: string, body: object, work: object]> = {
  // ggml-org/llama.vim, autoload/llama.vim
  'llama.vim': [
    '/infill',
    {
      input_prefix: 'def f():\n',
      input_suffix: '\nf()\n',
      input_extra: [{ text: 'x = 1\n', time: [3, 4], filename: 'a.py' }],
      prompt: '    re',
      n_predict: 256,
      n_indent: 4,
      top_k: 40,
      top_p: 0.99,
      stream: false,
      samplers: ['top_k', 'top_p', 'infill'],
      cache_prompt: true,
      t_max_prompt_ms: 500,
      t_max_predict_ms: 1500,
      response_fields: ['content', 'timings/prompt_n', 'truncated', 'tokens_cached'],
    },
    {
      kind: 'infill',
      extra: [{ name: 'a.py', text: 'x = 1\n' }],
      longestAnswer: 256,
      lines: { longestMs: 1500, leastIndent: 4 },
      sampling: { topK: 40, topP: 0.99, minP: 0, temperature: 0 },
      readsOnly: false,
    },
  ],
  'llama.vim in advance': [
    '/infill',
    {
      input_prefix: '',
      input_suffix: '',
      input_extra: [{ text: 'x = 1\n', time: 3.5, filename: 'a.py' }],
      prompt: '',
      n_predict: 0,
      temperature: 0,
      stream: false,
      samplers: [],
      cache_prompt: true,
      t_max_prompt_ms: 1,
      t_max_predict_ms: 1,
      response_fields: [''],
    },
    { kind: 'infill', readsOnly: true, longestAnswer: null },
  ],
  // ggml-org/llama.vscode, src/llama-server.ts
  'llama.vscode': [
    '/infill',
    {
      input_prefix: 'a\n',
      input_suffix: '\nb',
      input_extra: [{ text: 'c', time: 1_790_000_000_000, filename: 'c.ts' }],
      prompt: 'x',
      n_predict: 128,
      top_k: 40,
      top_p: 0.99,
      stream: false,
      samplers: ['top_k', 'top_p', 'infill'],
      cache_prompt: true,
      n_indent: 2,
      t_max_prompt_ms: 500,
      t_max_predict_ms: 1000,
    },
    { kind: 'infill', prompt: 'x', lines: { longestMs: 1000, leastIndent: 2 } },
  ],
  'llama.vscode in advance': [
    '/infill',
    {
      input_prefix: '',
      input_suffix: '',
      input_extra: [],
      prompt: '',
      n_predict: 0,
      samplers: [],
      cache_prompt: true,
      t_max_prompt_ms: 500,
      t_max_predict_ms: 1,
    },
    { kind: 'infill', readsOnly: true },
  ],
  // twinnydotdev/twinny, src/extension/provider-options.ts: the marks of the model are in the prompt
  twinny: [
    '/completion',
    { prompt: '<PRE> a <SUF> b <MID>', stream: true, temperature: 0.2, max_tokens: 512 },
    { kind: 'complete', prompts: ['<PRE> a <SUF> b <MID>'], longestAnswer: 512 },
  ],
  // continuedev/continue, packages/openai-adapters, fimStream; Kilo asks alike
  Continue: [
    '/v1/fim/completions',
    {
      model: 'tiny',
      prompt: 'a',
      suffix: 'b',
      max_tokens: 256,
      temperature: 0.01,
      top_p: null,
      frequency_penalty: null,
      presence_penalty: null,
      stop: ['\n\n', '/src/'],
      stream: true,
    },
    { kind: 'infill', prefix: 'a', suffix: 'b', prompt: '', longestAnswer: 256, readsOnly: false },
  ],
  // continuedev/continue, core/llm/llms/Ollama.ts
  'Continue over Ollama': [
    '/api/generate',
    {
      model: 'tiny',
      prompt: 'a',
      suffix: 'b',
      options: { temperature: 0.01, num_predict: 256, stop: ['\n\n', '/src/'], num_ctx: 4096 },
      keep_alive: 1800,
      stream: true,
    },
    { kind: 'infill', prefix: 'a', suffix: 'b', keepAliveS: 1800, longestAnswer: 256, contextLength: 4096 },
  ],
  // continuedev/continue, core/llm/llms/LlamaCpp.ts
  'Continue over llama-server': [
    '/completion',
    { prompt: 'a', stream: true, n_predict: 256, stop: ['\n\n'], top_k: 40, temperature: 0.01 },
    { kind: 'complete', prompts: ['a'], longestAnswer: 256, sampling: { topK: 40, temperature: 0.01 } },
  ],
  // zed-industries/zed, crates/ollama/src/ollama_edit_prediction_delegate.rs
  'Zed over Ollama': [
    '/api/generate',
    {
      model: 'tiny',
      prompt: '<|fim_prefix|>a<|fim_suffix|>b<|fim_middle|>',
      raw: true,
      stream: false,
      options: {
        num_predict: 64,
        temperature: 0.2,
        stop: ['<|endoftext|>', '<|file_separator|>', '<|fim_pad|>', '<|fim_prefix|>', '<|fim_middle|>']
          .concat(['<|fim_suffix|>', '<fim_prefix>', '<fim_middle>', '<fim_suffix>'])
          .concat(['<PRE>', '<SUF>', '<MID>', '[PREFIX]', '[SUFFIX]']),
      },
    },
    { kind: 'complete', prompts: ['<|fim_prefix|>a<|fim_suffix|>b<|fim_middle|>'], longestAnswer: 64 },
  ],
  // milanglacier/minuet-ai.nvim, the backend openai_fim_compatible
  minuet: [
    '/v1/completions',
    { model: 'tiny', prompt: 'a', suffix: 'b', max_tokens: 56, top_p: 0.9, stream: true },
    { kind: 'infill', prefix: 'a', suffix: 'b', prompt: '', longestAnswer: 56, readsOnly: false },
  ],
};

it.each(Object.entries(gaps))('%s asks for what belongs at the cursor', async (_, [path, body, work]) => {
  const { kind } = work as { kind: 'infill' | 'complete' };
  expect(await workOf(kind, 'POST', path, body)).toMatchObject(work);
});

it('Continue reads what belongs at the cursor as the content of a chat', async () => {
  const [path, body] = gaps['Continue']!;
  const { text } = await play('POST', path, body, answering({ text: 'ab' }));
  const chunks = [...text.matchAll(/data: (\{.*\})/g)].map(
    ([, data]) => JSON.parse(data!) as { choices: { delta: { content?: string } }[] },
  );
  expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe('ab');
  const whole = await play('POST', path, { ...body, stream: false }, answering({ text: 'ab' }));
  expect(whole.json).toMatchObject({ choices: [{ message: { content: 'ab' }, finish_reason: 'stop' }] });
});

it('llama.vim gets the figures that it asked for', async () => {
  const [path, body] = gaps['llama.vim']!;
  expect((await play('POST', path, body, answering({ text: 'turn 1' }))).json).toEqual({
    content: 'turn 1',
    'timings/prompt_n': 10,
    truncated: false,
    tokens_cached: 90,
  });
  const [, early] = gaps['llama.vim in advance']!;
  expect((await play('POST', path, early, answering({}))).json).toEqual({});
});

describe('autocompletion', () => {
  it('of Continue and twinny asks for what belongs between two texts', async () => {
    const body = { model: 'tiny', prompt: 'a(', suffix: ')', max_tokens: 64, stop: ['\n'], stream: true };
    expect(await workOf('infill', 'POST', '/v1/completions', body)).toMatchObject({
      prefix: 'a(',
      suffix: ')',
      stopStrings: ['\n'],
      longestAnswer: 64,
    });
  });

  it('takes prompts as texts, tokens and lists of both', async () => {
    const promptsOf = async (prompt: unknown) =>
      (await workOf('complete', 'POST', '/v1/completions', { prompt })).prompts;
    expect(await promptsOf('a')).toEqual(['a']);
    expect(await promptsOf(['a', 'b'])).toEqual(['a', 'b']);
    expect(await promptsOf([1, 2])).toEqual([[1, 2]]);
    expect(await promptsOf([[1], 'b', [2, 3]])).toEqual([[1], 'b', [2, 3]]);
  });

  it('refuses what does not go together', async () => {
    const fieldOf = async (body: object) => (await faultOf('POST', '/v1/completions', body)).field;
    expect(await fieldOf({ prompt: ['a', 'b'], suffix: 'c' })).toBe('suffix');
    expect(await fieldOf({ prompt: 'a', suffix: 'c', echo: true })).toBe('echo');
    expect(await fieldOf({ prompt: 'a', echo: true, logprobs: 1 })).toBe('logprobs');
    expect(await fieldOf({ prompt: 'a', best_of: 3 })).toBe('best_of');
  });
});
