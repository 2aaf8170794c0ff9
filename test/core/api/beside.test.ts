/** Tests requests of several programs at once: that they run beside each other, in which order, and that none waits for ever. */
import { expect, it } from 'vitest';
import type { ApiReplies } from '../../../main/shared/api/answer.ts';
import type { TurnRequest } from '../../../main/shared/engine/request.ts';
import { allDialects } from '../../../main/core/api/dialects.ts';
import { useApiCores, type ApiCore } from '../../fixtures/api/api-core.ts';
import { asking } from '../../fixtures/api/small-dialect.ts';
import { inCoreEngine } from '../../fixtures/engine/in-core-engine.ts';

const { start } = useApiCores();

const turnsIn = (core: ApiCore): TurnRequest[] =>
  core.engine.received.flatMap((message) => (message.kind === 'turn' ? [message.turn] : []));
const textsIn = (core: ApiCore): string[] => turnsIn(core).map(({ messages }) => messages.at(-1)!.text);
const statusOf = (core: ApiCore) => core.window.call('apiStatus', {});
const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
};
const replyOf = async (response: Promise<Response>): Promise<ApiReplies['ask']> =>
  (await (await response).json()) as ApiReplies['ask'];

it('runs two requests beside each other and keeps a place for a person', async () => {
  const core = await start({ beside: 3, ending: 'held' });
  const asked = ['1', '2', '3'].map((text) => core.ask(asking(text)));
  await until(() => turnsIn(core).length === 2);
  await until(async () => (await statusOf(core)).waiting === 1);
  expect(await statusOf(core)).toMatchObject({ running: 2, waiting: 1 });
  expect(turnsIn(core)).toHaveLength(2);
  core.engine.script.ending = 'finished';
  expect((await Promise.all(asked)).map(({ status }) => status)).toEqual([200, 200, 200]);
  expect(textsIn(core).toSorted()).toEqual(['1', '2', '3']);
});

it('serves 50 programs in turn: between two requests of one, every other is served at most once more', async () => {
  const programs = 50;
  const core = await start({ beside: 3, stepMs: 0, pieces: ['ok'] });
  await Promise.all(
    Array.from({ length: programs }, async (_, nth) => {
      for (const round of ['a', 'b', 'c']) {
        const response = await core.ask(asking(`${nth} ${round}`));
        expect(response.status).toBe(200);
        await response.text();
      }
    }),
  );
  const texts = textsIn(core);
  expect(new Set(texts).size).toBe(3 * programs);
  for (let nth = 0; nth < programs; nth += 1) {
    const [a, b, c] = ['a', 'b', 'c'].map((round) => texts.indexOf(`${nth} ${round}`));
    expect(Math.max(b! - a!, c! - b!)).toBeLessThan(2 * programs);
  }
});

it('serves the conversation first whose state is in memory, then those on disk', async () => {
  const core = await start();
  await Promise.all(['hot', 'warm'].map((text) => core.ask(asking(text))));
  const [hot, warm] = ['hot', 'warm'].map(
    (text) => turnsIn(core).find(({ messages }) => messages[0]!.text === text)!.chatId,
  );
  const held = { tokens: 5, restoreMs: 0 };
  core.engine.tell({
    kind: 'cache',
    chats: [
      { chatId: warm!, where: 'warm', ...held },
      { chatId: hot!, where: 'hot', ...held },
    ],
    documents: [],
    key: '',
    pace: null,
    bytesPerToken: 0,
  });
  core.engine.script.ending = 'held';
  const asked: Promise<Response>[] = [];
  for (const [waiting, text] of ['running', 'cold', 'warm', 'hot'].entries()) {
    asked.push(core.ask(asking(text)));
    await until(async () => {
      const status = await statusOf(core);
      return status.running === 1 && status.waiting === waiting;
    });
  }
  core.engine.script.ending = 'finished';
  await Promise.all(asked);
  expect(textsIn(core).slice(2)).toEqual(['running', 'hot', 'warm', 'cold']);
});

it('gives figures of each of several answers, and their sums', async () => {
  const core = await start();
  const one = await replyOf(core.ask(asking('Hi')));
  expect(one.each).toBeUndefined();
  const { each, figures } = await replyOf(core.ask(asking('Hi', { answers: 3 })));
  expect(each!.map(({ promptTokens, decodeTokens }) => [promptTokens, decodeTokens])).toEqual([
    [15, 3],
    [15, 3],
    [15, 3],
  ]);
  expect(figures).toMatchObject({ promptTokens: 15, decodeTokens: 9, answerTokens: 9, decodeMs: 90 });
});

const parameters = { type: 'object', properties: { city: { type: 'string' } } };
const weather = { name: 'weather', description: 'The weather.', parameters };
const call = { id: 'call12345', name: 'weather', arguments: '{"city":"Rome"}' };
const messages = [{ role: 'user', content: 'Hi' }];
const dialects: [path: string, body: object, called: unknown][] = [
  [
    '/v1/chat/completions',
    { messages, tools: [{ type: 'function', function: weather }] },
    {
      choices: [
        {
          finish_reason: 'tool_calls',
          message: {
            tool_calls: [
              { id: call.id, type: 'function', function: { name: call.name, arguments: call.arguments } },
            ],
          },
        },
      ],
    },
  ],
  [
    '/v1/responses',
    { input: 'Hi', tools: [{ type: 'function', ...weather }] },
    {
      output: [{ type: 'function_call', call_id: call.id, name: call.name, arguments: call.arguments }],
    },
  ],
  [
    '/v1/messages',
    {
      model: '',
      max_tokens: 50,
      messages,
      tools: [{ name: weather.name, description: weather.description, input_schema: parameters }],
    },
    {
      stop_reason: 'tool_use',
      content: [{ type: 'tool_use', id: call.id, name: call.name, input: { city: 'Rome' } }],
    },
  ],
  [
    '/api/chat',
    { messages, stream: false, tools: [{ type: 'function', function: weather }] },
    { message: { tool_calls: [{ function: { name: call.name, arguments: { city: 'Rome' } } }] } },
  ],
];

it.each(dialects)('%s: tools reach the turn, and its calls come back', async (path, body, called) => {
  const core = await start({ answer: () => ({ text: '', calls: [call] }) }, undefined, {
    apiDialects: allDialects,
  });
  const response = await core.send(path, { method: 'POST', body: JSON.stringify(body) });
  const text = await response.text();
  expect(response.status, text).toBe(200);
  expect(turnsIn(core)[0]!.program!.tools).toMatchObject({ tools: [weather], choice: 'auto' });
  expect(JSON.parse(text)).toMatchObject(called as object);
});

it.each(dialects)('%s: tools are refused by name if the engine has none', async (path, body) => {
  const engine = inCoreEngine();
  const core = await start({}, undefined, { apiDialects: allDialects, openEngine: () => engine });
  const response = await core.send(path, { method: 'POST', body: JSON.stringify(body) });
  expect(response.status).toBe(400);
  expect(await response.text()).toContain('cannot use tools');
  expect(engine.turns).toEqual([]);
});
