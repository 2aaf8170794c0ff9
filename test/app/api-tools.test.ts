/**
 * The official clients call tools of a model of random weights, whose grammar forces valid calls: streamed and whole, and what the
 * results cost.
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
import { reasoningModel } from '../fixtures/models/files.ts';

const key = 'a-key-of-the-tests-1234';
const folder = temporaryFolder();
const log = openLog(folder.path);
let core: TestCore;
let address: string;
let openai: OpenAI;

beforeAll(async () => {
  core = startTestCore({}, folder.path, {
    starterModel: reasoningModel(),
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
