/** Requests in the shapes that programs send, as their sources have them: each is taken, and says what is meant. */
import { describe, expect, it } from 'vitest';
import { answering, faultOf, play, workOf } from './play.ts';

const schema = { type: 'object', properties: { path: { type: 'string' } }, required: ['path'] };
const chatTools = [
  { type: 'function', function: { name: 'read', description: 'Reads.', parameters: schema } },
];
const chatCall = { id: 'c1', type: 'function', function: { name: 'read', arguments: '{"path":"a"}' } };
const wanted = { id: 'c1', name: 'read', arguments: '{"path":"a"}' };

/** Bodies of chat completions, and what of the work they must make. */
const chats: Record<string, [body: Record<string, unknown>, work: Record<string, unknown>]> = {
  // zed-industries/zed, crates/open_ai and crates/lmstudio
  Zed: [
    {
      model: 'tiny',
      messages: [
        { role: 'system', content: 'Be brief' },
        {
          role: 'user',
          content: [
            { type: 'text', text: 'One' },
            { type: 'text', text: 'Two' },
          ],
        },
        { role: 'assistant', content: null, tool_calls: [chatCall] },
        { role: 'tool', content: [{ type: 'text', text: 'A' }], tool_call_id: 'c1' },
      ],
      stream: true,
      stream_options: { include_usage: true },
      max_completion_tokens: 100,
      stop: [],
      temperature: 1,
      tool_choice: { type: 'function', function: { name: 'read', description: null, parameters: null } },
      parallel_tool_calls: false,
      tools: chatTools,
      prompt_cache_key: 'thread',
      reasoning_effort: 'medium',
    },
    {
      messages: [
        { role: 'system', text: 'Be brief' },
        { role: 'user', text: 'One\nTwo' },
        { role: 'assistant', text: '', thoughts: '', calls: [wanted] },
        { role: 'tool', text: 'A', callId: 'c1', name: 'read' },
      ],
      tools: { choice: { name: 'read' }, areParallel: false },
      thinking: { on: true, effort: 'medium', budget: null },
      longestAnswer: 100,
      sampling: { temperature: 1 },
    },
  ],
  'Zed without tools': [
    { model: 'tiny', messages: [{ role: 'user', content: 'Hi' }], tools: [], stream: true, max_tokens: -1 },
    { tools: null, longestAnswer: null, readsOnly: false },
  ],
  Cline: [
    {
      model: 'tiny',
      messages: [
        { role: 'system', content: 'Be brief' },
        { role: 'user', content: 'One' },
        { role: 'assistant', content: 'Two', reasoning_content: 'Hm' },
        { role: 'user', content: 'Three' },
      ],
      temperature: 0,
      stream: true,
      stream_options: { include_usage: true },
      tools: chatTools,
      tool_choice: 'auto',
      parallel_tool_calls: false,
    },
    {
      messages: [{}, {}, { thoughts: 'Hm', text: 'Two' }, {}],
      tools: { choice: 'auto', areParallel: false },
    },
  ],
  // continuedev/continue, packages/openai-adapters
  Continue: [
    {
      model: 'tiny',
      messages: [{ role: 'user', content: 'Hi' }],
      max_tokens: 4096,
      temperature: 0.5,
      top_p: null,
      frequency_penalty: null,
      presence_penalty: null,
      stream: true,
      stop: ['a', 'b', 'c', 'd'],
      prediction: { type: 'content', content: 'Hi' },
    },
    { stopStrings: ['a', 'b', 'c', 'd'], sampling: { temperature: 0.5 } },
  ],
  // microsoft/vscode-copilot-chat, the vendor customendpoint
  'VS Code': [
    {
      model: 'tiny',
      messages: [{ role: 'user', content: 'Hi', name: 'someone' }],
      max_tokens: 100,
      temperature: 0.1,
      top_p: 1,
      n: 1,
      stream: true,
      stream_options: { include_usage: true },
      tools: chatTools,
      tool_choice: 'auto',
      prediction: null,
    },
    { answers: 1, sampling: { temperature: 0.1, topP: 1 } },
  ],
  // open-webui/open-webui, backend/open_webui/utils/payload.py
  'Open WebUI': [
    {
      model: 'tiny',
      messages: [{ role: 'user', content: 'Hi' }],
      stream: true,
      temperature: 0.8,
      top_p: 0.9,
      min_p: 0.1,
      top_k: 20,
      max_tokens: 128,
      frequency_penalty: 1,
      presence_penalty: 1,
      repeat_penalty: 1.1,
      seed: 42,
      stop: ['x'],
      logit_bias: { 1: 100, 50: -100 },
      reasoning_effort: 'high',
      response_format: { type: 'json_object' },
      keep_alive: '5m',
      num_ctx: 4096,
    },
    {
      sampling: { minP: 0.1, topK: 20, repeatPenalty: 1.1, seed: 42 },
      tokenBiases: [
        { token: 1, bias: 100 },
        { token: 50, bias: -100 },
      ],
      responseFormat: { kind: 'schema', source: '{"type":"object"}' },
      keepAliveS: 300,
      contextLength: 4096,
    },
  ],
  // QwenLM/qwen-code, packages/core/src/core/openaiContentGenerator
  'Qwen Code': [
    {
      model: 'tiny',
      messages: [
        {
          role: 'system',
          content: [{ type: 'text', text: 'Be brief', cache_control: { type: 'ephemeral' } }],
        },
        { role: 'user', content: [{ type: 'text', text: 'Hi' }] },
      ],
      temperature: 0,
      top_p: 1,
      max_tokens: 8192,
      metadata: { sessionId: 's', promptId: 'p' },
      tools: chatTools,
      stream: true,
      stream_options: { include_usage: true },
      enable_thinking: false,
    },
    { messages: [{ text: 'Be brief' }, { text: 'Hi' }], thinking: { on: false } },
  ],
  // anomalyco/opencode over @ai-sdk/openai-compatible
  OpenCode: [
    {
      model: 'tiny',
      max_tokens: 32_000,
      top_p: 0.9,
      messages: [
        { role: 'system', content: 'One' },
        { role: 'system', content: 'Two' },
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'So', reasoning_content: 'Hm', tool_calls: [chatCall] },
        { role: 'tool', tool_call_id: 'c1', content: 'A' },
      ],
      tools: chatTools,
      tool_choice: 'auto',
      stream: true,
      stream_options: { include_usage: true },
      user: 'x',
      verbosity: 'low',
    },
    { messages: [{ role: 'system' }, { role: 'system' }, {}, { calls: [wanted] }, { name: 'read' }] },
  ],
  // ggml-org/llama.cpp, tools/server/webui, ChatService
  'llama.cpp’s web page': [
    {
      messages: [
        { role: 'user', content: 'Hi' },
        { role: 'assistant', content: 'So' },
      ],
      stream: true,
      return_progress: true,
      sse_ping_interval: 1,
      reasoning_format: 'auto',
      reasoning_control: true,
      chat_template_kwargs: { enable_thinking: true },
      thinking_budget_tokens: 512,
      continue_final_message: true,
      add_generation_prompt: false,
      temperature: 0.8,
      max_tokens: -1,
      dynatemp_range: 0,
      dynatemp_exponent: 1,
      top_k: 40,
      top_p: 0.95,
      min_p: 0.05,
      xtc_probability: 0,
      xtc_threshold: 0.1,
      typ_p: 1,
      repeat_last_n: 64,
      repeat_penalty: 1,
      presence_penalty: 0,
      frequency_penalty: 0,
      dry_multiplier: 0,
      dry_base: 1.75,
      dry_allowed_length: 2,
      dry_penalty_last_n: -1,
      samplers: ['top_k', 'typ_p', 'top_p', 'min_p', 'temperature'],
      backend_sampling: false,
      timings_per_token: true,
    },
    { continuesLast: true, longestAnswer: null, sampling: { temperature: 0.8, topK: 40 } },
  ],
  // ggml-org/llama.vscode, src/llama-server.ts
  'llama.vscode’s edits': [
    {
      messages: [{ role: 'user', content: 'Hi' }],
      stream: false,
      cache_prompt: true,
      samplers: 'edkypmxt',
      temperature: 0.8,
      dynatemp_range: 0,
      dynatemp_exponent: 1,
      top_k: 40,
      top_p: 0.95,
      min_p: 0.05,
      typical_p: 1,
      xtc_probability: 0,
      xtc_threshold: 0.1,
      repeat_last_n: 64,
      repeat_penalty: 1,
      presence_penalty: 0,
      frequency_penalty: 0,
      dry_multiplier: 0,
      dry_base: 1.75,
      dry_allowed_length: 2,
      dry_penalty_last_n: -1,
      max_tokens: -1,
      timings_per_token: false,
    },
    { longestAnswer: null, sampling: { temperature: 0.8, dryMultiplier: 0 } },
  ],
  'llama.vscode’s edits in advance': [
    {
      messages: [{ role: 'user', content: 'Hi' }],
      n_predict: 0,
      samplers: [],
      cache_prompt: true,
      t_max_prompt_ms: 500,
      t_max_predict_ms: 1,
    },
    { readsOnly: true },
  ],
  'llama-server’s clients': [
    {
      messages: [{ role: 'user', content: 'Hi' }],
      cache_prompt: true,
      id_slot: -1,
      n_predict: 0,
      reasoning_format: 'auto',
      return_progress: true,
      timings_per_token: false,
      samplers: null,
      chat_template_kwargs: { enable_thinking: false, date: 'today' },
      thinking_budget_tokens: 50,
      grammar: 'root ::= "a"',
      logit_bias: [
        [5, false],
        ['word', 2],
      ],
      dry_penalty_last_n: -1,
      top_k: -1,
    },
    {
      readsOnly: true,
      longestAnswer: null,
      templateVariables: { enable_thinking: false, date: 'today' },
      thinking: { budget: 50 },
      responseFormat: { kind: 'grammar' },
      tokenBiases: [{ token: 5, bias: -100 }],
      sampling: { logitBias: [{ text: 'word', bias: 2 }], topK: 0 },
    },
  ],
};

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

it.each([
  [
    '/v1/messages',
    {
      max_tokens: 5,
      system: [{ type: 'text', text: 'S', newer: 1, cache_control: { type: 'ephemeral' } }],
      messages: [
        { role: 'user', content: [{ type: 'text', text: 'Hi', newer: 1, citations: null }], weight: 1 },
        {
          role: 'assistant',
          content: [{ type: 'tool_use', id: 'c', name: 'a', input: { newer: 1 }, newer: 2 }],
        },
        { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content: 'A', newer: [] }] },
      ],
      tools: [{ name: 'a', input_schema: { type: 'object', newer: 1 }, newer: true }],
    },
    [
      'messages[0].weight',
      'system[0].newer',
      'messages[0].content[0].newer',
      'messages[1].content[0].newer',
      'messages[2].content[0].newer',
      'tools[0].newer',
    ],
  ],
  [
    '/v1/responses',
    {
      input: [
        { role: 'user', content: [{ type: 'input_text', text: 'Hi', newer: 1 }], newer: null },
        {
          type: 'function_call',
          id: 'fc',
          status: 'completed',
          call_id: 'c',
          name: 'a',
          arguments: '{}',
          newer: 1,
        },
        { type: 'function_call_output', call_id: 'c', output: 'A', newer: 1 },
      ],
      tools: [{ type: 'function', name: 'a', parameters: { type: 'object' }, newer: 1 }],
    },
    ['input[0].content[0].newer', 'input[1].newer', 'input[2].newer', 'tools[0].newer'],
  ],
])('names what %s does not know within blocks, items and tools', async (path, body, ignored) => {
  const { json } = await play('POST', path, body, answering({ text: 'a' }));
  expect(json).toMatchObject({ hearth: { ignored } });
});

it.each([
  ['No such file', 'Error: No such file'],
  ['Error: no such file', 'Error: no such file'],
  ['<tool_use_error>x</tool_use_error>', '<tool_use_error>x</tool_use_error>'],
  ['Exit code 1\nx', 'Exit code 1\nx'],
  ['3 files\nno failures', 'Error: 3 files\nno failures'],
])('Claude Code’s result %j that is an error reads %j', async (content, text) => {
  const messages = [
    { role: 'user', content: 'Hi' },
    { role: 'assistant', content: [{ type: 'tool_use', id: 'c', name: 'a', input: {} }] },
    { role: 'user', content: [{ type: 'tool_result', tool_use_id: 'c', content, is_error: true }] },
  ];
  const work = await workOf('ask', 'POST', '/v1/messages', { max_tokens: 5, messages });
  expect(work.messages.at(-1)).toMatchObject({ role: 'tool', text });
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

it.each(Object.entries(chats))('%s asks for a chat completion', async (_, [body, work]) => {
  expect(await workOf('ask', 'POST', '/v1/chat/completions', body)).toMatchObject(work);
});

describe('Codex', () => {
  // openai/codex, codex-rs/codex-api/src/common.rs and protocol/src/models.rs
  const body = {
    model: 'tiny',
    instructions: 'Be brief',
    input: [
      { type: 'message', role: 'developer', content: [{ type: 'input_text', text: 'Rules' }] },
      { type: 'message', role: 'user', content: [{ type: 'input_text', text: 'Hi' }] },
      { type: 'reasoning', summary: [], content: null, encrypted_content: 'foreign' },
      {
        type: 'message',
        role: 'assistant',
        content: [{ type: 'output_text', text: 'So' }],
        phase: 'commentary',
      },
      { type: 'function_call', name: 'shell', arguments: '{}', call_id: 'c1' },
      { type: 'function_call', name: 'find', namespace: 'mcp__docs__', arguments: '{}', call_id: 'c2' },
      { type: 'function_call_output', call_id: 'c1', output: [{ type: 'input_text', text: 'A' }] },
      { type: 'function_call_output', call_id: 'c2', output: 'B' },
      { type: 'web_search_call', status: 'completed', action: { type: 'search', query: 'x' } },
      { type: 'custom_tool_call', call_id: 'c3', name: 'apply_patch', input: 'patch' },
      { type: 'custom_tool_call_output', call_id: 'c3', output: 'Done' },
    ],
    tools: [
      { type: 'function', name: 'shell', description: 'Runs.', strict: false, parameters: schema },
      { type: 'custom', name: 'apply_patch', format: { type: 'grammar', syntax: 'lark', definition: 'x' } },
      { type: 'web_search', external_web_access: true },
      { type: 'local_shell' },
      { type: 'image_generation', output_format: 'png' },
      {
        type: 'namespace',
        name: 'mcp__docs__',
        description: 'Documents.',
        tools: [
          { type: 'function', name: 'find', description: 'Finds.', strict: false, parameters: schema },
          { type: 'custom', name: 'odd' },
        ],
      },
    ],
    tool_choice: 'auto',
    parallel_tool_calls: true,
    reasoning: { effort: 'medium', summary: 'auto' },
    store: false,
    stream: true,
    stream_options: { reasoning_summary_delivery: 'sequential' },
    include: ['reasoning.encrypted_content'],
    service_tier: 'default',
    prompt_cache_key: 'thread',
    text: { verbosity: 'medium', format: null },
    client_metadata: { installation: 'x' },
  };

  it('asks for a response', async () => {
    expect(await workOf('ask', 'POST', '/v1/responses', body)).toMatchObject({
      messages: [
        { role: 'system', text: 'Be brief' },
        { role: 'system', text: 'Rules' },
        { role: 'user', text: 'Hi' },
        {
          role: 'assistant',
          text: 'So',
          calls: [
            { id: 'c1', name: 'shell' },
            { id: 'c2', name: 'mcp__docs__find' },
          ],
        },
        { role: 'tool', text: 'A', name: 'shell' },
        { role: 'tool', text: 'B', name: 'mcp__docs__find' },
        { role: 'assistant', calls: [{ name: 'apply_patch', arguments: '{"input":"patch"}' }] },
        { role: 'tool', text: 'Done', name: 'apply_patch' },
      ],
      tools: { tools: [{ name: 'shell' }, { name: 'mcp__docs__find' }], choice: 'auto', areParallel: true },
      thinking: { on: true, effort: 'medium' },
    });
  });

  it('is told what was skipped, gets summaries and its namespaces, and no [DONE]', async () => {
    const call = { id: 'c9', name: 'mcp__docs__find', arguments: '{}' };
    const { frames, text } = await play(
      'POST',
      '/v1/responses',
      body,
      answering({ thoughts: 'Hm', calls: [call], ending: 'calls' }),
    );
    expect(text).not.toContain('[DONE]');
    expect(frames.at(-1)).toMatchObject({
      event: 'response.completed',
      data: {
        response: {
          output: [
            { type: 'reasoning', summary: [{ type: 'summary_text', text: 'Hm' }] },
            { type: 'function_call', name: 'find', namespace: 'mcp__docs__', call_id: 'c9' },
          ],
          hearth: {
            ignored: [
              'input[2].encrypted_content',
              'input[8] (web_search_call)',
              'tools[1] (custom)',
              'tools[2] (web_search)',
              'tools[3] (local_shell)',
              'tools[4] (image_generation)',
              'tools[5].tools[1] (custom)',
            ],
          },
        },
      },
    });
  });

  it('gets back the thoughts that it only keeps encrypted', async () => {
    const { json } = await play(
      'POST',
      '/v1/responses',
      { ...body, stream: false },
      answering({ thoughts: 'Hé', text: 'So' }),
    );
    const [reasoning] = (json as { output: { encrypted_content: string }[] }).output;
    const again = [{ type: 'reasoning', summary: [], encrypted_content: reasoning?.encrypted_content }];
    const input = [{ role: 'user', content: 'Hi' }, ...again, { role: 'assistant', content: 'So' }];
    expect(await workOf('ask', 'POST', '/v1/responses', { input })).toMatchObject({
      messages: [{}, { role: 'assistant', thoughts: 'Hé', text: 'So' }],
    });
  });
});

describe('Claude Code', () => {
  const body = {
    model: 'tiny',
    max_tokens: 32_000,
    stream: true,
    system: [
      { type: 'text', text: 'x-anthropic-billing-header: cc_version=2.1; cch=abc;' },
      { type: 'text', text: 'Be brief', cache_control: { type: 'ephemeral', ttl: '1h', scope: 'global' } },
    ],
    messages: [
      { role: 'user', content: [{ type: 'text', text: 'Hi', cache_control: { type: 'ephemeral' } }] },
      {
        role: 'assistant',
        content: [
          { type: 'thinking', thinking: 'Hm', signature: 'foreign' },
          { type: 'redacted_thinking', data: 'x' },
          { type: 'text', text: 'So' },
          { type: 'tool_use', id: 'c1', name: 'Read', input: { path: 'a' }, caller: { type: 'direct' } },
        ],
      },
      { role: 'system', content: 'The time has changed.' },
      {
        role: 'user',
        content: [
          { type: 'tool_result', tool_use_id: 'c1', content: [{ type: 'text', text: 'A' }], is_error: true },
          { type: 'text', text: 'Go on' },
        ],
      },
    ],
    tools: [
      { name: 'Read', description: 'Reads.', input_schema: schema, eager_input_streaming: true },
      { type: 'web_search_20250305', name: 'web_search', max_uses: 8 },
    ],
    tool_choice: { type: 'auto', disable_parallel_tool_use: true },
    metadata: { user_id: 'user_x' },
    thinking: { type: 'adaptive' },
    output_config: { effort: 'medium' },
    context_management: {
      edits: [
        { type: 'clear_thinking_20251015', keep: 'all' },
        { type: 'clear_tool_uses_20250919', trigger: { type: 'input_tokens', value: 1 } },
      ],
    },
    temperature: 1,
  };

  it('asks for a message', async () => {
    expect(await workOf('ask', 'POST', '/v1/messages?beta=true', body)).toMatchObject({
      messages: [
        { role: 'system', text: 'x-anthropic-billing-header: cc_version=2.1; cch=abc;\n\nBe brief' },
        { role: 'user', text: 'Hi' },
        {
          role: 'assistant',
          text: 'So',
          thoughts: 'Hm',
          calls: [{ id: 'c1', name: 'Read', arguments: '{"path":"a"}' }],
        },
        { role: 'system', text: 'The time has changed.' },
        { role: 'tool', text: 'Error: A', callId: 'c1', name: 'Read' },
        { role: 'user', text: 'Go on' },
      ],
      tools: { tools: [{ name: 'Read' }], choice: 'auto', areParallel: false },
      thinking: { on: true, effort: 'medium', budget: null },
      sampling: { temperature: 1 },
      longestAnswer: 32_000,
    });
  });

  it('is told what was skipped', async () => {
    const { frames } = await play('POST', '/v1/messages', body, answering({ text: 'So' }));
    expect(frames.at(-2)).toMatchObject({
      event: 'message_delta',
      data: {
        hearth: {
          ignored: [
            'context_management.edits[1] (clear_tool_uses_20250919)',
            'messages[1].content[1] (redacted_thinking)',
            'tools[1] (web_search_20250305)',
          ],
        },
      },
    });
  });

  it('counts tokens with the same conversation', async () => {
    const { messages, system, tools, thinking, model } = body;
    const count = { model, system, messages, tools, thinking };
    const {
      kind: _,
      keepAliveS: __,
      ...counted
    } = await workOf('count', 'POST', '/v1/messages/count_tokens', count);
    expect(
      await workOf('ask', 'POST', '/v1/messages', { ...body, output_config: null, tool_choice: null }),
    ).toMatchObject(counted);
  });
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

describe('what is refused by its place', () => {
  const chat = (messages: unknown[], more = {}) =>
    faultOf('POST', '/v1/chat/completions', { messages, ...more });
  const image = { type: 'image_url', image_url: { url: 'data:image/png;base64,' } };

  it('images', async () => {
    const fault = await chat([
      { role: 'user', content: 'Hi' },
      { role: 'user', content: [{ type: 'text', text: 'a' }, image] },
    ]);
    expect(fault).toMatchObject({ kind: 'unsupported' });
    expect(fault.message).toContain('messages[1].content[1]');
    const input = [{ role: 'user', content: [{ type: 'input_image', image_url: 'x' }] }];
    expect((await faultOf('POST', '/v1/responses', { input })).message).toContain('input[0].content[0]');
    const output = [{ type: 'function_call_output', call_id: 'c', output: [{ type: 'input_image' }] }];
    expect((await faultOf('POST', '/v1/responses', { input: output })).message).toContain(
      'input[0].output[0]',
    );
    const result = { type: 'tool_result', tool_use_id: 'c', content: [{ type: 'image', source: {} }] };
    const messages = [{ role: 'user', content: [result] }];
    expect((await faultOf('POST', '/v1/messages', { messages })).message).toContain(
      'messages[0].content[0].content[0]',
    );
  });

  it('tools and choices that are wrong', async () => {
    const user = [{ role: 'user', content: 'Hi' }];
    expect((await chat(user, { tools: [{ type: 'custom', custom: { name: 'x' } }] })).field).toBe(
      'tools[0].type',
    );
    expect((await chat(user, { tool_choice: 'required' })).field).toBe('tool_choice');
    const other = { type: 'function', function: { name: 'other' } };
    expect((await chat(user, { tools: chatTools, tool_choice: other })).field).toBe('tool_choice');
    expect((await chat(user, { tools: [...chatTools, ...chatTools] })).message).toContain('read');
    const allowed = { mode: 'required', tools: [{ type: 'function', function: { name: 'read' } }] };
    const { tools } = await workOf('ask', 'POST', '/v1/chat/completions', {
      messages: user,
      tools: [...chatTools, other],
      tool_choice: { type: 'allowed_tools', allowed_tools: allowed },
    });
    expect(tools).toMatchObject({ tools: [{ name: 'read' }], choice: 'required' });
  });

  it('schemas that a grammar cannot enforce', async () => {
    const text = { format: { type: 'json_schema', name: 'x', schema: { type: 'array', uniqueItems: true } } };
    const fault = await faultOf('POST', '/v1/responses', { input: 'Hi', text });
    expect(fault).toMatchObject({ kind: 'unsupported', field: 'text.format.schema' });
    expect(fault.message).toContain('uniqueItems');
  });

  it('messages, with the place that is wrong', async () => {
    const fieldOf = async (message: unknown) => (await chat([message])).field;
    expect(await fieldOf({ role: 'user' })).toBe('messages[0].content');
    expect(await fieldOf({ role: 'function', content: 'x' })).toBe('messages[0].role');
    expect(await fieldOf({ role: 'tool', content: 'x' })).toBe('messages[0].tool_call_id');
    expect(await fieldOf({ role: 'assistant', content: '', tool_calls: [{ id: 'c' }] })).toBe(
      'messages[0].tool_calls[0].function',
    );
    expect((await chat([])).field).toBe('messages');
    const block = { role: 'user', content: [{ type: 'text' }] };
    expect((await faultOf('POST', '/v1/messages', { messages: [block] })).field).toBe(
      'messages[0].content[0].text',
    );
  });
});

it('fields within messages that are not known are named in the answer', async () => {
  const messages = [{ role: 'user', content: 'Hi', weight: 1 }];
  const { json } = await play(
    'POST',
    '/v1/chat/completions',
    { messages, x_mine: 1 },
    answering({ text: 'So' }),
  );
  expect(json).toMatchObject({ hearth: { ignored: ['messages[0].weight', 'x_mine'] } });
});
