/** The official clients drive a real core over HTTP: with a scripted engine, and with the guide and llama.cpp. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { ChatOpenAI } from '@langchain/openai';
import { generateText, jsonSchema, Output, stepCountIs, streamText, tool, type LanguageModel } from 'ai';
import { Ollama } from 'ollama';
import OpenAI, { APIError } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { spawnEngine } from '../../main/host/spawn-engine.ts';
import { openLog } from '../../main/system/log.ts';
import { starterModel } from '../../main/system/paths.ts';
import { startTestCore, temporaryFolder, type TestCore } from '../fixtures/core/test-core.ts';
import { modelReady } from '../fixtures/core/window.ts';
import { embeddingModel, tinyModel } from '../fixtures/models/files.ts';
import { answeringEngine, callArguments } from '../fixtures/engine/answering-engine.ts';

const key = 'a-key-of-the-tests-1234';
const parameters = {
  type: 'object' as const,
  properties: { city: { type: 'string' as const } },
  required: ['city'],
};
const question = [{ role: 'user' as const, content: 'Hi' }];

const all = async <One>(stream: AsyncIterable<One>): Promise<One[]> => {
  const found: One[] = [];
  for await (const one of stream) found.push(one);
  return found;
};

interface Clients {
  address: string;
  /** Of a model, as the lists have it. */
  model: string;
  openai: OpenAI;
  anthropic: Anthropic;
  ollama: Ollama;
}

const clientsOf = async (address: string): Promise<Clients> => {
  const openai = new OpenAI({ apiKey: key, baseURL: `${address}/v1`, maxRetries: 0 });
  const { data } = await openai.models.list();
  return { address, model: data[0]!.id, openai, ...othersOf(address) };
};

const othersOf = (address: string): Pick<Clients, 'anthropic' | 'ollama'> => ({
  anthropic: new Anthropic({ apiKey: key, baseURL: address, maxRetries: 0 }),
  ollama: new Ollama({ host: address, headers: { authorization: `Bearer ${key}` } }),
});

const listening = async (core: TestCore): Promise<Clients> => {
  await modelReady(core.window);
  const { addresses } = await core.core.api.listen();
  return clientsOf(addresses[0]!);
};

describe('with a scripted engine', () => {
  const engine = answeringEngine();
  let core: TestCore;
  let clients: Clients;
  beforeAll(async () => {
    core = startTestCore({}, undefined, { openEngine: () => engine, api: { port: 0, key } });
    clients = await listening(core);
  });
  afterAll(() => core.close());

  describe('openai', () => {
    it('chats, whole and streamed', async () => {
      const { openai } = clients;
      const whole = await openai.chat.completions.create({ model: '', messages: question });
      expect(whole.choices[0]?.message.content).toBe('You said: Hi');
      expect(whole.usage).toMatchObject({
        prompt_tokens: 12,
        completion_tokens: 4,
        prompt_tokens_details: { cached_tokens: 7 },
      });
      const streamed = await openai.chat.completions
        .stream({ model: '', messages: question })
        .finalChatCompletion();
      expect(streamed.choices[0]?.message.content).toBe('You said: Hi');
    });

    it('runs tools', async () => {
      const asked: string[] = [];
      const runner = clients.openai.chat.completions.runTools({
        model: '',
        messages: question,
        tools: [
          {
            type: 'function',
            function: {
              name: 'weather',
              description: 'The weather of a city.',
              parameters,
              parse: (text: string) => JSON.parse(text) as { city: string },
              function: ({ city }: { city: string }) => {
                asked.push(city);
                return 'warm';
              },
            },
          },
        ],
      });
      expect(await runner.finalContent()).toBe('You said: warm');
      expect(asked).toEqual(['Rome']);
      expect(engine.turns.at(-1)?.messages.map(({ role }) => role)).toEqual(['user', 'model', 'tool']);
    });

    it('binds an answer to a schema', async () => {
      const answer = await clients.openai.chat.completions.create({
        model: '',
        messages: question,
        response_format: { type: 'json_schema', json_schema: { name: 'place', schema: parameters } },
      });
      expect(JSON.parse(answer.choices[0]?.message.content ?? '')).toEqual(callArguments);
      expect(engine.turns.at(-1)?.responseFormat).toEqual({
        kind: 'schema',
        source: JSON.stringify(parameters),
      });
      const refused = clients.openai.chat.completions.create({
        model: '',
        messages: question,
        response_format: {
          type: 'json_schema',
          json_schema: { name: 'list', schema: { type: 'array', uniqueItems: true } },
        },
      });
      await expect(refused).rejects.toThrow('uniqueItems');
    });

    it('continues a response that is kept', async () => {
      const { responses } = clients.openai;
      const first = await responses.create({ model: '', input: 'One', instructions: 'Be brief' });
      const streamed = responses.stream({ model: '', input: 'Two', previous_response_id: first.id });
      const second = await streamed.finalResponse();
      expect(second.output_text).toBe('You said: Two');
      expect(engine.turns.at(-1)?.messages.map(({ text }) => text)).toEqual(['One', 'You said: One', 'Two']);
      expect(await responses.retrieve(second.id)).toMatchObject({ id: second.id, status: 'completed' });
      await responses.delete(second.id);
      await expect(responses.retrieve(second.id)).rejects.toMatchObject({ status: 404 });
    });

    it('lists models, and is told what is wrong', async () => {
      const { openai } = clients;
      const models = await all(openai.models.list());
      expect(models.length).toBeGreaterThan(0);
      expect(await openai.models.retrieve(models[0]!.id)).toMatchObject({ id: models[0]!.id });
      await expect(openai.models.retrieve('no/such')).rejects.toMatchObject({ status: 404 });
      await expect(
        openai.chat.completions.create({ model: 'no/such', messages: question }),
      ).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
      await expect(openai.embeddings.create({ model: '', input: 'a' })).rejects.toBeInstanceOf(APIError);
      const stranger = new OpenAI({ apiKey: 'wrong', baseURL: `${clients.address}/v1`, maxRetries: 0 });
      await expect(stranger.models.list()).rejects.toMatchObject({ status: 401 });
    });

    it('stops an answer by leaving', async () => {
      const before = engine.stopped;
      const stream = await clients.openai.chat.completions.create({
        model: '',
        messages: [{ role: 'user', content: 'slow' }],
        stream: true,
      });
      for await (const chunk of stream) if (chunk.choices[0]?.delta.content !== '') break;
      await expect.poll(() => engine.stopped).toBe(before + 1);
    });
  });

  describe('@anthropic-ai/sdk', () => {
    const asked = { model: '', max_tokens: 100, messages: question };

    it('chats, whole and streamed', async () => {
      const { anthropic } = clients;
      const whole = await anthropic.messages.create({
        ...asked,
        system: [{ type: 'text', text: 'Be brief' }],
      });
      expect(whole).toMatchObject({
        content: [{ type: 'text', text: 'You said: Hi' }],
        stop_reason: 'end_turn',
        usage: { input_tokens: 5, cache_read_input_tokens: 7, output_tokens: 4 },
      });
      const streamed = await anthropic.messages.stream(asked).finalMessage();
      expect(streamed.content).toEqual(whole.content);
      expect(streamed.usage).toMatchObject({ input_tokens: 5, cache_read_input_tokens: 7 });
    });

    it('runs tools, and thinks', async () => {
      const runner = clients.anthropic.beta.messages.toolRunner({
        ...asked,
        thinking: { type: 'adaptive' },
        tools: [
          {
            name: 'weather',
            description: 'The weather of a city.',
            input_schema: parameters,
            run: (input: unknown) => `warm in ${(input as { city: string }).city}`,
            parse: (input: unknown) => input,
          },
        ],
      });
      const last = await runner;
      expect(last.content.at(-1)).toMatchObject({ type: 'text', text: 'You said: warm in Rome' });
      expect(engine.turns.at(-1)?.messages.map(({ role }) => role)).toEqual(['user', 'model', 'tool']);
    });

    it('counts tokens, lists models, and is told what is wrong', async () => {
      const { anthropic } = clients;
      const { input_tokens: tokens } = await anthropic.messages.countTokens({
        model: '',
        messages: question,
      });
      expect(tokens).toBeGreaterThan(0);
      expect((await all(anthropic.models.list())).length).toBeGreaterThan(0);
      await expect(anthropic.messages.create({ ...asked, model: 'no/such' })).rejects.toMatchObject({
        status: 404,
        error: { error: { type: 'not_found_error' } },
      });
      await expect(
        anthropic.messages.create({
          ...asked,
          messages: [
            {
              role: 'user',
              content: [{ type: 'image', source: { type: 'base64', media_type: 'image/png', data: '' } }],
            },
          ],
        }),
      ).rejects.toThrow('messages[0].content[0]');
    });

    it('stops an answer by leaving', async () => {
      const before = engine.stopped;
      const stream = clients.anthropic.messages.stream({
        ...asked,
        messages: [{ role: 'user', content: 'slow' }],
      });
      stream.once('text', () => stream.abort());
      await expect(stream.done()).rejects.toThrow('abort');
      await expect.poll(() => engine.stopped).toBe(before + 1);
    });
  });

  it('ollama chats, whole and streamed, with tools, and lists models', async () => {
    const { ollama } = clients;
    const { models } = await ollama.list();
    const model = models[0]!.model;
    const whole = await ollama.chat({ model, messages: question });
    expect(whole.message.content).toBe('You said: Hi');
    const streamed = await all(await ollama.chat({ model, messages: question, stream: true }));
    expect(streamed.map(({ message }) => message.content).join('')).toBe('You said: Hi');
    const tools = [{ type: 'function', function: { name: 'weather', description: '', parameters } }];
    const { message } = await ollama.chat({ model, messages: question, tools });
    expect(message.tool_calls?.[0]?.function).toMatchObject({ name: 'weather', arguments: callArguments });
    await expect(ollama.show({ model: 'no/such' })).rejects.toThrow('no/such');
  });

  describe('ai', () => {
    const providers: readonly [name: string, model: (clients: Clients) => LanguageModel][] = [
      [
        'openai, responses',
        ({ address, model }) => createOpenAI({ apiKey: key, baseURL: `${address}/v1` })(model),
      ],
      [
        'openai, chat',
        ({ address, model }) => createOpenAI({ apiKey: key, baseURL: `${address}/v1` }).chat(model),
      ],
      [
        'anthropic',
        ({ address, model }) => createAnthropic({ apiKey: key, baseURL: `${address}/v1` })(model),
      ],
      [
        'openai-compatible',
        ({ address, model }) =>
          createOpenAICompatible({
            name: 'hearth',
            apiKey: key,
            baseURL: `${address}/v1`,
            supportsStructuredOutputs: true,
            includeUsage: true,
          })(model),
      ],
    ];
    const tools = {
      weather: tool({
        description: 'The weather of a city.',
        inputSchema: jsonSchema<{ city: string }>(parameters),
        execute: ({ city }) => `warm in ${city}`,
      }),
    };

    it.each(providers)('%s chats, streams, runs tools, and binds answers to a schema', async (_, modelAt) => {
      const model = modelAt(clients);
      const asked = { model, prompt: 'Hi', maxRetries: 0 };
      const whole = await generateText(asked);
      expect(whole.text).toBe('You said: Hi');
      expect(whole.usage).toMatchObject({ inputTokens: 12, outputTokens: 4 });
      const streamed = streamText(asked);
      expect((await all(streamed.textStream)).join('')).toBe('You said: Hi');
      expect(await streamed.usage).toMatchObject({ inputTokens: 12, outputTokens: 4 });

      const called = await generateText({ ...asked, tools, stopWhen: stepCountIs(3) });
      expect(called.text).toBe('You said: warm in Rome');
      expect(engine.turns.at(-1)?.messages.map(({ role }) => role)).toEqual(['user', 'model', 'tool']);
      const streamedCalls = streamText({ ...asked, tools, stopWhen: stepCountIs(3) });
      expect((await all(streamedCalls.textStream)).join('')).toBe('You said: warm in Rome');

      const bound = await generateText({
        ...asked,
        output: Output.object({ schema: jsonSchema<{ city: string }>(parameters) }),
      });
      expect(bound.output).toEqual(callArguments);
    });
  });

  it('@langchain/openai chats, streams and calls tools, over both of OpenAI’s routes', async () => {
    for (const useResponsesApi of [false, true]) {
      const chat = new ChatOpenAI({
        model: clients.model,
        apiKey: key,
        useResponsesApi,
        maxRetries: 0,
        configuration: { baseURL: `${clients.address}/v1` },
      });
      const whole = await chat.invoke('Hi');
      expect(whole.text).toBe('You said: Hi');
      expect(whole.usage_metadata).toMatchObject({ input_tokens: 12, output_tokens: 4 });
      const chunks = await all(await chat.stream('Hi'));
      expect(chunks.map(({ text }) => text).join('')).toBe('You said: Hi');
      const bound = chat.bindTools([{ type: 'function', function: { name: 'weather', parameters } }]);
      expect((await bound.invoke('Hi')).tool_calls).toMatchObject([{ name: 'weather', args: callArguments }]);
    }
  });

  it('a WebSocket is refused with the status after which Codex uses POST', async () => {
    const { hostname, port } = new URL(clients.address);
    const status = await new Promise<number | undefined>((resolve, reject) => {
      const headers = {
        authorization: `Bearer ${key}`,
        connection: 'Upgrade',
        upgrade: 'websocket',
        'sec-websocket-key': 'dGhlIHNhbXBsZSBub25jZQ==',
        'sec-websocket-version': '13',
      };
      request({ hostname, port, path: '/v1/responses', headers }, (response) => {
        response.resume();
        resolve(response.statusCode);
      })
        .on('error', reject)
        .end();
    });
    expect(status).toBe(426);
  });
});

describe('with llama.cpp', () => {
  const folder = temporaryFolder();
  const log = openLog(folder.path);
  let core: TestCore;
  let clients: Clients;
  beforeAll(async () => {
    for (const [name, file] of [
      ['Vectors', embeddingModel()],
      ['Tiny', tinyModel()],
    ] as const) {
      const place = join(folder.path, '.lmstudio', 'models', 'acme', `${name}-GGUF`);
      mkdirSync(place, { recursive: true });
      copyFileSync(file, join(place, `${name}-Q8_0.gguf`));
    }
    core = startTestCore({}, folder.path, {
      spawnEngine: () => spawnEngine(log),
      starterModel,
      api: { port: 0, key },
    });
    clients = await listening(core);
  });
  afterAll(async () => {
    await core.close();
    log.close();
    folder.remove();
  });

  it('each client gets an answer of the same model, and the next prompt is cached', async () => {
    const { openai, anthropic, ollama } = clients;
    const messages = [{ role: 'user' as const, content: 'What is prefill?' }];
    const settings = { temperature: 0, max_tokens: 8 };
    const { choices, usage } = await openai.chat.completions.create({ model: '', messages, ...settings });
    const text = choices[0]?.message.content ?? '';
    expect(text).not.toBe('');
    expect(usage?.completion_tokens).toBeLessThanOrEqual(8);
    const streamed = await openai.chat.completions
      .stream({ model: '', messages, ...settings })
      .finalChatCompletion();
    expect(streamed.choices[0]?.message.content).toBe(text);
    expect(streamed.usage?.prompt_tokens_details?.cached_tokens ?? 1).toBeGreaterThan(0);
    const message = await anthropic.messages.create({ model: '', messages, ...settings });
    expect(message.content).toMatchObject([{ type: 'text', text }]);
    expect(message.usage.cache_read_input_tokens).toBeGreaterThan(0);
    const { models } = await ollama.list();
    const answer = await ollama.chat({
      model: models.find(({ name }) => name.startsWith(message.model))?.name ?? models[0]!.name,
      messages,
      options: { temperature: 0, num_predict: 8 },
    });
    expect(answer.message.content).toBe(text);
  });

  it('what the guide cannot do is refused in a way that clients do not try again', async () => {
    const { openai } = clients;
    const guide = clients.model;
    const bound = openai.chat.completions.create({
      model: guide,
      messages: question,
      response_format: { type: 'json_object' },
    });
    await expect(bound).rejects.toMatchObject({ status: 400 });
    const biased = openai.chat.completions.create({
      model: guide,
      messages: question,
      logit_bias: { 9999999: 1 },
    });
    await expect(biased).rejects.toMatchObject({ status: 400 });
  });

  /** The name of a model as the list has it, once the library has been scanned. */
  const nameLike = async (pattern: RegExp): Promise<string> => {
    const find = async () => (await all(clients.openai.models.list())).find(({ id }) => pattern.test(id))?.id;
    await expect.poll(find).toBeTruthy();
    return (await find())!;
  };

  it('a model that is asked for is loaded and bound to a schema, and tells probabilities', async () => {
    const { openai } = clients;
    const answer = await openai.chat.completions.create({
      model: await nameLike(/tiny/),
      messages: question,
      temperature: 0,
      max_tokens: 60,
      logprobs: true,
      top_logprobs: 2,
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'size', schema: { enum: ['small', 'large'] } },
      },
    });
    const [choice] = answer.choices;
    expect(['"small"', '"large"']).toContain(choice?.message.content);
    const sampled = choice?.logprobs?.content ?? [];
    expect(sampled.map(({ token }) => token).join('')).toBe(choice?.message.content);
    expect(
      sampled.every(({ logprob, top_logprobs: likeliest }) => logprob <= 0 && likeliest.length === 2),
    ).toBe(true);
  });

  it('an answer ends before a line that is indented too little', async () => {
    const response = await fetch(`${clients.address}/completion`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}` },
      body: JSON.stringify({
        model: await nameLike(/tiny/),
        prompt: 'x',
        n_predict: 60,
        n_indent: 1,
        grammar: String.raw`root ::= "  ab\n" ("cd\n")+`,
        response_fields: ['content', 'stop_type'],
      }),
    });
    expect(await response.json()).toEqual({ content: '  ab\n', stop_type: 'limit' });
  });

  it('an embedding model makes vectors', async () => {
    const { openai } = clients;
    const model = await nameLike(/embedding/);
    const input = ['A pump moves heat.', 'Whales sing.'];
    const packed = await openai.embeddings.create({ model, input });
    const plain = await openai.embeddings.create({ model, input, encoding_format: 'float' });
    expect(packed.data).toEqual(plain.data);
    const [one, other] = await Promise.all(
      input.map(async (text) => (await openai.embeddings.create({ model, input: text })).usage.total_tokens),
    );
    expect(one).toBeGreaterThan(1);
    expect(plain.usage).toEqual({ prompt_tokens: one! + other!, total_tokens: one! + other! });
    const ollama = await clients.ollama.embed({ model, input: input[0]! });
    expect(ollama.prompt_eval_count).toBe(one);
    const [first] = plain.data;
    expect(Math.hypot(...first!.embedding)).toBeCloseTo(1, 3);
    const short = await openai.embeddings.create({ model, input: input[0]!, dimensions: 8 });
    expect(short.data[0]?.embedding).toHaveLength(8);
    expect(Math.hypot(...short.data[0]!.embedding)).toBeCloseTo(1, 3);
    await expect(openai.chat.completions.create({ model, messages: question })).rejects.toBeInstanceOf(
      APIError,
    );
  });

  it('counts the tokens that it then processes', async () => {
    const { anthropic } = clients;
    const asked = { model: '', messages: [{ role: 'user' as const, content: 'Count these words.' }] };
    const { input_tokens: counted } = await anthropic.messages.countTokens(asked);
    const { usage } = await anthropic.messages.create({ ...asked, max_tokens: 1 });
    expect((usage.input_tokens ?? 0) + (usage.cache_read_input_tokens ?? 0)).toBe(counted);
  });
});
