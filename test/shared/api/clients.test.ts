/** Requests in the shapes that programs send, as their sources have them: each is taken, and says what is meant. */
import { expect, it } from 'vitest';
import { workOf } from './play.ts';
import { chatCall, chatTools, wanted } from './sample-tools.ts';

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

it.each(Object.entries(chats))('%s asks for a chat completion', async (_, [body, work]) => {
  expect(await workOf('ask', 'POST', '/v1/chat/completions', body)).toMatchObject(work);
});

/** Chats over Ollama's route. */
const ollamaChats: Record<string, [body: Record<string, unknown>, work: Record<string, unknown>]> = {
  // zed-industries/zed, crates/ollama/src/ollama.rs
  Zed: [
    {
      model: 'tiny',
      messages: [
        { role: 'system', content: 'Be brief' },
        { role: 'user', content: 'One' },
        {
          role: 'assistant',
          content: '',
          tool_calls: [{ function: { name: 'read', arguments: { path: 'a' } } }],
          thinking: null,
        },
        { role: 'tool', tool_name: 'read', content: 'A' },
      ],
      stream: true,
      keep_alive: -1,
      options: { num_ctx: 16_384, num_predict: null, stop: [], temperature: 1, top_p: null },
      tools: [{ type: 'function', function: { name: 'read', description: null, parameters: null } }],
      think: null,
    },
    {
      messages: [
        {},
        {},
        { text: '', thoughts: '', calls: [{ name: 'read', arguments: '{"path":"a"}' }] },
        { name: 'read' },
      ],
      tools: { tools: [{ name: 'read' }], choice: 'auto' },
      thinking: { on: null },
      keepAliveS: Infinity,
      contextLength: 16_384,
      longestAnswer: null,
    },
  ],
  // cline/cline, src/core/api/providers/ollama.ts
  Cline: [
    {
      model: 'tiny',
      messages: [
        { role: 'system', content: 'Be brief' },
        { role: 'user', content: 'One' },
      ],
      stream: true,
      options: { num_ctx: 32_768 },
    },
    { contextLength: 32_768, tools: null },
  ],
  // continuedev/continue, core/llm/llms/Ollama.ts
  Continue: [
    {
      model: 'tiny',
      messages: [{ role: 'user', content: 'Hi', images: [] }],
      options: { temperature: 0.5, num_predict: 4096, num_ctx: 8192, num_thread: 0 },
      keep_alive: 1800,
      stream: false,
      tools: chatTools,
    },
    { keepAliveS: 1800, longestAnswer: 4096, contextLength: 8192, tools: { choice: 'auto' } },
  ],
};

it.each(Object.entries(ollamaChats))('%s asks for a chat over Ollama’s route', async (_, [body, work]) => {
  expect(await workOf('ask', 'POST', '/api/chat', body)).toMatchObject(work);
});
