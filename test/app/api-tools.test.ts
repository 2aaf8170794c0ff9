/**
 * The official clients call tools of a model of random weights, whose grammar forces valid calls: streamed and whole, and what the
 * results cost. And what llama-server's own routes answer, which editors ask.
 */
import Anthropic from '@anthropic-ai/sdk';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { generateText, jsonSchema, stepCountIs, streamText, tool, type LanguageModel } from 'ai';
import { Ollama } from 'ollama';
import OpenAI from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { spawnEngine } from '../../main/host/spawn-engine.ts';
import { openLog } from '../../main/system/log.ts';
import { startTestCore, temporaryFolder, type TestCore } from '../fixtures/core/test-core.ts';
import { modelReady } from '../fixtures/core/window.ts';
import { reasoningCodeModel } from '../fixtures/models/files.ts';

const key = 'a-key-of-the-tests-1234';
const folder = temporaryFolder();
const log = openLog(folder.path);
let core: TestCore;
let address: string;
let openai: OpenAI;

beforeAll(async () => {
  core = startTestCore({}, folder.path, {
    starterModel: reasoningCodeModel(),
    spawnEngine: () => spawnEngine(log),
    api: { port: 0, key },
  });
  await modelReady(core.window);
  address = (await core.core.api.listen()).addresses[0]!;
  openai = new OpenAI({ apiKey: key, baseURL: `${address}/v1`, maxRetries: 0 });
});
afterAll(async () => {
  await core.close();
  log.close();
  folder.remove();
});

const weatherChoice = { type: 'function' as const, name: 'weather' };
const parameters = {
  type: 'object' as const,
  properties: {
    city: { type: 'string' as const, enum: ['Rome', 'Oslo'] },
    days: { type: 'integer' as const, minimum: 1, maximum: 9 },
  },
  required: ['city', 'days'],
  additionalProperties: false,
};
const valid = { city: expect.stringMatching(/^(Rome|Oslo)$/), days: expect.any(Number) };
const description = 'The weather of a city.';
const weather = { name: 'weather', description, parameters, strict: true };
const result = 'It is warm.';
/** Of a second request: the result of the call, the marks around it, and the beginning of an answer. */
const mostNew = 80;

const isValid = (text: string): void => {
  const value = JSON.parse(text) as { days: number };
  expect(value).toEqual(valid);
  expect(value.days).toBeGreaterThanOrEqual(1);
  expect(value.days).toBeLessThanOrEqual(9);
};

it.each([false, true])('chat completions (streamed: %s)', async (isStreamed) => {
  const asked = {
    model: '',
    tools: [{ type: 'function' as const, function: weather }],
    parallel_tool_calls: false,
    max_tokens: 600,
  };
  const question = { role: 'user' as const, content: `How is Rome? ${isStreamed}` };
  const first = { ...asked, messages: [question], tool_choice: 'required' as const };
  const { choices } = isStreamed
    ? await openai.chat.completions.stream(first).finalChatCompletion()
    : await openai.chat.completions.create(first);
  const { message, finish_reason: reason } = choices[0]!;
  expect({ reason, calls: message.tool_calls }).toMatchObject({
    reason: 'tool_calls',
    calls: [{ type: 'function', function: { name: 'weather' } }],
  });
  const call = message.tool_calls![0] as OpenAI.ChatCompletionMessageFunctionToolCall;
  isValid(call.function.arguments);
  const { usage } = await openai.chat.completions.create({
    ...asked,
    messages: [question, message, { role: 'tool', tool_call_id: call.id, content: result }],
    max_tokens: 1,
  });
  expect(usage!.prompt_tokens - usage!.prompt_tokens_details!.cached_tokens!).toBeLessThan(mostNew);
});

it.each([false, true])('responses (streamed: %s)', async (isStreamed) => {
  const asked = {
    model: '',
    tools: [{ type: 'function' as const, ...weather }],
    parallel_tool_calls: false,
    max_output_tokens: 600,
  };
  const first = { ...asked, input: `How is Oslo? ${isStreamed}`, tool_choice: weatherChoice };
  const { id, status, output } = isStreamed
    ? await openai.responses.stream(first).finalResponse()
    : await openai.responses.create(first);
  const call = output.at(-1) as OpenAI.Responses.ResponseFunctionToolCall;
  expect({ status, call }).toMatchObject({
    status: 'completed',
    call: { type: 'function_call', name: 'weather', status: 'completed' },
  });
  isValid(call.arguments);
  const { usage } = await openai.responses.create({
    ...asked,
    previous_response_id: id,
    input: [{ type: 'function_call_output', call_id: call.call_id, output: result }],
    max_output_tokens: 1,
  });
  expect(usage!.input_tokens - usage!.input_tokens_details.cached_tokens).toBeLessThan(mostNew);
});

it.each([false, true])('messages (streamed: %s)', async (isStreamed) => {
  const anthropic = new Anthropic({ apiKey: key, baseURL: address, maxRetries: 0 });
  const asked = {
    model: '',
    max_tokens: 600,
    thinking: { type: 'adaptive' as const },
    tools: [{ name: 'weather', description, input_schema: parameters, strict: true }],
  };
  const question = { role: 'user' as const, content: `How is Bonn? ${isStreamed}` };
  const first = {
    ...asked,
    messages: [question],
    tool_choice: { type: 'any' as const, disable_parallel_tool_use: true },
  };
  const { content, stop_reason: reason } = isStreamed
    ? await anthropic.messages.stream(first).finalMessage()
    : await anthropic.messages.create(first);
  const call = content.at(-1) as Anthropic.ToolUseBlock;
  expect({ reason, call }).toMatchObject({
    reason: 'tool_use',
    call: { type: 'tool_use', name: 'weather', input: valid },
  });
  const { usage } = await anthropic.messages.create({
    ...asked,
    max_tokens: 1,
    messages: [
      question,
      { role: 'assistant', content },
      { role: 'user', content: [{ type: 'tool_result', tool_use_id: call.id, content: result }] },
    ],
  });
  expect(usage.input_tokens).toBeLessThan(mostNew);
});

it('a chat of Ollama continues with the result of a call', async () => {
  const ollama = new Ollama({ host: address, headers: { authorization: `Bearer ${key}` } });
  const { models } = await ollama.list();
  const tools = [{ type: 'function' as const, function: { name: 'weather', description, parameters } }];
  const question = { role: 'user' as const, content: 'How is Kiel?' };
  const called = await openai.chat.completions.create({
    model: '',
    tools,
    messages: [question],
    tool_choice: 'required',
    parallel_tool_calls: false,
    max_tokens: 600,
  });
  const { message } = called.choices[0]!;
  const call = message.tool_calls![0] as OpenAI.ChatCompletionMessageFunctionToolCall;
  const answer = await ollama.chat({
    model: models[0]!.model,
    tools,
    messages: [
      question,
      {
        role: 'assistant',
        content: '',
        tool_calls: [
          {
            function: {
              name: 'weather',
              arguments: JSON.parse(call.function.arguments) as Record<string, unknown>,
            },
          },
        ],
      },
      { role: 'tool', content: result, tool_name: 'weather' },
    ],
    options: { num_predict: 1 },
  });
  const { prompt_eval_cached_count: cached } = answer as unknown as { prompt_eval_cached_count: number };
  expect(answer.prompt_eval_count - cached).toBeLessThan(mostNew);
});

it.each<[string, () => LanguageModel]>([
  ['responses', () => createOpenAI({ apiKey: key, baseURL: `${address}/v1` })('hearth-guide')],
  ['chat', () => createOpenAI({ apiKey: key, baseURL: `${address}/v1` }).chat('hearth-guide')],
  ['messages', () => createAnthropic({ apiKey: key, baseURL: `${address}/v1` })('hearth-guide')],
])('ai runs a tool once over %s, whole and streamed', async (name, modelAt) => {
  const inputs: unknown[] = [];
  const asked = {
    model: modelAt(),
    maxRetries: 0,
    maxOutputTokens: 600,
    providerOptions: {
      openai: { parallelToolCalls: false },
      anthropic: { disableParallelToolUse: true },
    },
    stopWhen: stepCountIs(2),
    prepareStep: ({ stepNumber }: { stepNumber: number }) => ({
      toolChoice: stepNumber === 0 ? ('required' as const) : ('none' as const),
    }),
    tools: {
      weather: tool({
        description,
        inputSchema: jsonSchema<{ city: string; days: number }>(parameters),
        execute: (input) => {
          inputs.push(input);
          return result;
        },
      }),
    },
  };
  const whole = await generateText({ ...asked, prompt: `Whole ${name}` });
  const streamed = streamText({ ...asked, prompt: `Streamed ${name}` });
  await streamed.consumeStream();
  for (const steps of [whole.steps, await streamed.steps])
    expect(steps.map(({ finishReason }) => finishReason)).toEqual(['tool-calls', expect.any(String)]);
  expect(inputs).toEqual([valid, valid]);
});

const format = {
  type: 'object',
  properties: { n: { type: 'integer', minimum: 1, maximum: 9 } },
  required: ['n'],
  additionalProperties: false,
};
/** The text of an answer with tools and a format is in the format, and its calls are valid. */
const isBound = (text: string, calls: readonly string[]): void => {
  expect(text.trim() === '' || calls.length === 0).toBe(true);
  if (text.trim() !== '') expect(JSON.parse(text)).toEqual({ n: expect.any(Number) });
  else expect(calls).not.toEqual([]);
  for (const call of calls) isValid(call);
};

/** How many calls an answer may have. */
const mayCall = { auto: [0, 1], none: [0], required: [1] };

it.each(['auto', 'none', 'required'] as const)('tools beside a format (%s)', async (choice) => {
  const tools = [{ type: 'function' as const, function: weather }];
  const chat = await openai.chat.completions.create({
    model: '',
    messages: [{ role: 'user', content: 'Rome' }],
    tools,
    tool_choice: choice,
    parallel_tool_calls: false,
    response_format: { type: 'json_schema', json_schema: { name: 'n', strict: true, schema: format } },
    max_tokens: 600,
  });
  const { message } = chat.choices[0]!;
  const calls = (message.tool_calls ?? []) as OpenAI.ChatCompletionMessageFunctionToolCall[];
  isBound(
    message.content ?? '',
    calls.map((call) => call.function.arguments),
  );
  expect(mayCall[choice]).toContain(calls.length);
  const response = await openai.responses.create({
    model: '',
    input: 'Oslo',
    tools: [{ type: 'function', ...weather }],
    tool_choice: choice,
    parallel_tool_calls: false,
    text: { format: { type: 'json_schema', name: 'n', strict: true, schema: format } },
    max_output_tokens: 600,
  });
  const called = response.output.flatMap((item) => (item.type === 'function_call' ? [item.arguments] : []));
  isBound(response.output_text, called);
  expect(mayCall[choice]).toContain(called.length);
});

const post = (path: string, body: object): Promise<Response> =>
  fetch(`${address}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: JSON.stringify(body),
  });

interface Probability {
  id: number;
  token: string;
  bytes: number[];
  logprob: number;
  top_logprobs: Omit<Probability, 'top_logprobs'>[];
}
interface Piece {
  content: string;
  tokens: number[];
  stop: boolean;
  completion_probabilities?: Probability[];
}

/** Each token of `text` has its probability, beside those of the `most` likely ones. */
const arePlausible = (probabilities: readonly Probability[], text: string, most: number): void => {
  expect(Buffer.from(probabilities.flatMap(({ bytes }) => bytes)).toString()).toBe(text);
  for (const { logprob, top_logprobs: top } of probabilities) {
    expect(logprob).toBeLessThanOrEqual(0);
    expect(top).toHaveLength(most);
    expect(top.map((one) => one.logprob)).toEqual(
      top.map((one) => one.logprob).toSorted((one, other) => other - one),
    );
  }
};

it.each([
  [
    '/infill',
    {
      input_prefix: 'let a = ',
      input_suffix: ';\n',
      input_extra: [{ filename: 'b.ts', text: 'let b;\n' }],
      prompt: 'x',
    },
  ],
  ['/completion', { prompt: 'let a = x' }],
])('%s answers as llama-server does, whole and streamed', async (path, prompt) => {
  const asked = {
    ...prompt,
    n_predict: 8,
    n_probs: 3,
    samplers: ['top_k', 'infill'],
    return_tokens: true,
    grammar: 'root ::= [a-z]{200}',
  };
  const whole = (await (await post(path, asked)).json()) as Piece;
  expect(whole).toMatchObject({
    content: expect.stringMatching(/^[a-z]+$/),
    stop: true,
    stop_type: 'limit',
    stopping_word: '',
    truncated: false,
    has_new_line: false,
    tokens_predicted: 8,
    generation_settings: { n_predict: 8, n_probs: 3 },
    timings: { predicted_n: 8, prompt_ms: expect.any(Number), predicted_ms: expect.any(Number) },
    hearth: { ignored: ['samplers (infill)'] },
  });
  expect(whole.tokens).toEqual(whole.completion_probabilities!.map(({ id }) => id));
  arePlausible(whole.completion_probabilities!, whole.content, 3);
  const streamed = await (await post(path, { ...asked, stream: true })).text();
  const pieces = [...streamed.matchAll(/^data: (.*)$/gm)].map(([, data]) => JSON.parse(data!) as Piece);
  const last = pieces.at(-1)!;
  expect(pieces.map(({ stop }) => stop)).toEqual(pieces.map((piece) => piece === last));
  expect(last).toMatchObject({ content: '', tokens_predicted: 8, stop_type: 'limit' });
  arePlausible(
    pieces.flatMap(({ completion_probabilities: some }) => some ?? []),
    pieces.map(({ content }) => content).join(''),
    3,
  );
  // The same prompt again: only its last token is processed.
  expect(last).toMatchObject({ timings: { prompt_n: 1 } });
  const refused = await post(path, { ...asked, samplers: ['top_q'] });
  expect(await refused.json()).toEqual({
    error: {
      code: 400,
      message: expect.stringContaining('samplers'),
      type: 'invalid_request_error',
      param: 'samplers',
    },
  });
});

it('/infill only processes with n_predict 0, and ends at a line after its time', async () => {
  const gap = { input_prefix: 'let c = ', input_suffix: ';\n', prompt: '' };
  const early = await (await post('/infill', { ...gap, n_predict: 0 })).json();
  expect(early).toMatchObject({ content: '', tokens_predicted: 0, timings: { predicted_n: 0 } });
  const lines = { grammar: 'root ::= ([a-z]{3} "\\n"){300}', n_predict: 1000, t_max_predict_ms: 1 };
  const { content, ...late } = (await (await post('/infill', { ...gap, ...lines })).json()) as Piece;
  expect(late).toMatchObject({ stop_type: 'limit', has_new_line: true, timings: { prompt_n: 1 } });
  expect(content).toMatch(/^([a-z]{3}\n)+$/);
  expect(content.length).toBeLessThan(300 * 4);
});

it('a chat takes the names of llama-server for limits and probabilities', async () => {
  const messages = [{ role: 'user', content: 'Hi' }];
  const asked = { messages, n_predict: 8, n_probs: 2, samplers: 'kt', enable_thinking: false };
  for (const more of [{}, { logprobs: true }]) {
    const response = await post('/v1/chat/completions', {
      ...asked,
      ...more,
      grammar: 'root ::= [a-z]{200}',
    });
    const { choices, timings } = (await response.json()) as {
      choices: { message: { content: string }; logprobs: { content: Probability[] } }[];
      timings: { predicted_n: number };
    };
    expect(timings.predicted_n).toBe(8);
    arePlausible(choices[0]!.logprobs.content, choices[0]!.message.content, 2);
  }
});

it('a prompt that does not fit is refused with its tokens and those of the context, as each client reads them', async () => {
  const content = 'A word and another one. '.repeat(4000);
  const messages = [{ role: 'user' as const, content }];
  const refused = await openai.chat.completions.create({ model: '', messages }).then(
    () => null,
    (error: unknown) => error as InstanceType<typeof OpenAI.APIError>,
  );
  expect(refused!.message).toMatch(/The prompt has [\d,]+\stokens and leaves less than/);
  expect(refused!.code).toBe('context_length_exceeded');
  expect(refused!.error).toMatchObject({ n_prompt_tokens: expect.any(Number), n_ctx: expect.any(Number) });
  const anthropic = new Anthropic({ apiKey: key, baseURL: address, maxRetries: 0 });
  const [, given, most] = await anthropic.messages.create({ model: '', max_tokens: 8, messages }).then(
    () => [],
    ({ message }: Error) => /prompt is too long: (\d+) tokens > (\d+) maximum/.exec(message) ?? [message],
  );
  expect(Number(given)).toBeGreaterThan(Number(most));
});
