/** Tests how requests are answered: whole and as streams, in line, when clients leave, and what is told of them. */
import { describe, expect, it } from 'vitest';
import type { ApiReplies } from '../../../main/shared/api/answer.ts';
import type { TurnRequest } from '../../../main/shared/engine/request.ts';
import { textParts } from '../../../main/shared/message/parts.ts';
import { testKey, useApiCores, type ApiCore } from '../../fixtures/api/api-core.ts';
import { asking } from '../../fixtures/api/small-dialect.ts';
import { whenReady } from '../../fixtures/core/use-test-cores.ts';

const { start } = useApiCores();

const replyOf = async (response: Response): Promise<ApiReplies['ask']> =>
  (await response.json()) as ApiReplies['ask'];

const turnsIn = (core: ApiCore): TurnRequest[] =>
  core.engine.received.flatMap((message) => (message.kind === 'turn' ? [message.turn] : []));

/** The events of a stream, each with its data. */
const eventsIn = (body: string): { event: string; data: Record<string, unknown> }[] =>
  [...body.matchAll(/event: (\S+)\ndata: (.*)\n\n/g)].map(([, event, data]) => ({
    event: event!,
    data: JSON.parse(data!) as Record<string, unknown>,
  }));

/** Resolves when `isSo`. */
const until = async (isSo: () => boolean | Promise<boolean>): Promise<void> => {
  while (!(await isSo())) await new Promise((resolve) => setTimeout(resolve, 5));
};
const statusOf = (core: ApiCore) => core.window.call('apiStatus', {});

describe('a question of another program', () => {
  it('is answered whole, with the figures that the engine measured', async () => {
    const core = await start();
    const reply = await replyOf(await core.ask(asking('Hi')));
    expect(reply.answers).toMatchObject([{ text: 'Hello there.', ending: 'finished' }]);
    expect(reply.figures).toMatchObject({
      promptTokens: 15,
      cachedTokens: 5,
      newTokens: 10,
      prefillMs: 20,
      decodeTokens: 3,
      decodeMs: 30,
      drafted: null,
    });
    expect(reply.figures.firstTokenMs).toBeGreaterThan(0);
    expect(reply.figures.totalMs).toBeGreaterThanOrEqual(reply.figures.firstTokenMs!);
    const [entry] = await core.window.call('apiRequests', {});
    expect(entry).toMatchObject({
      keyName: 'HEARTH_API_KEY',
      status: 200,
      content: null,
      figures: { promptTokens: 15, newTokens: 10 },
      wasLeft: false,
    });
    expect(entry!.model).toBe(reply.model.name);
    expect((await (await core.send('/counters')).json()) as unknown).toMatchObject({
      promptTokens: 15,
      newTokens: 10,
      running: 0,
      waiting: 0,
    });
  });

  it('is streamed as it is written, and asked without the system prompt of the chats', async () => {
    const core = await start();
    await core.window.call('changeSettings', { systemPrompt: 'For chats only.' });
    const events = eventsIn(await (await core.ask(asking('Hi'), { stream: true })).text());
    expect(events.map(({ event }) => event)).toEqual([
      'begin',
      'prefill',
      'prefill',
      'text',
      'text',
      'text',
      'answered',
      'end',
    ]);
    expect(events.filter(({ event }) => event === 'text').map(({ data }) => data['text'])).toEqual([
      'Hello',
      ' there',
      '.',
    ]);
    expect(events.slice(1, 3).map(({ data }) => [data['done'], data['total']])).toEqual([
      [0, 10],
      [10, 10],
    ]);
    const [turn] = turnsIn(core);
    expect(turn).toMatchObject({ overflow: 'stop', program: { finishesReading: true } });
    expect(turn!.chatId).toMatch(/^api-[0-9a-f]{32}$/);
    expect(turn!.messages.map(({ role, text }) => [role, text])).toEqual([['user', 'Hi']]);
  });

  it('gets several answers with seeds of their own, whose prompt counts once', async () => {
    const core = await start();
    const reply = await replyOf(await core.ask(asking('Hi', { answers: 3, sampling: { seed: 7 } })));
    expect(reply.answers).toHaveLength(3);
    expect(turnsIn(core).map(({ sampling }) => sampling.seed)).toEqual([7, 8, 9]);
    expect(reply.figures).toMatchObject({ promptTokens: 15, newTokens: 10, decodeTokens: 9 });
  });

  it('has the sampled tokens of earlier answers in its prompt, also if the program trims them, but no others', async () => {
    const core = await start({ pieces: [' Hello', ' there. '] });
    await core.ask(asking('Hi'));
    const again = (text: string, first = 'Hi') =>
      core.ask({
        ...asking('x'),
        messages: [
          { role: 'user', text: first },
          { role: 'assistant', text, thoughts: '', calls: [] },
          { role: 'user', text: 'More' },
        ],
      });
    await again('Hello there.');
    await again('Hello you.');
    await again('Hello there.', 'Hi!');
    expect(turnsIn(core).map(({ messages }) => messages[1]?.tokens ?? null)).toEqual([
      null,
      [0, 1],
      null,
      null,
    ]);
    expect(turnsIn(core)[1]!.messages[1]!.text).toBe(' Hello there. ');
  });

  it('has late thoughts apart if it is answered whole, and as text in a stream, which has told them so', async () => {
    const core = await start({ pieces: ['Hm', ' so', 'Yes'], rethink: 2 });
    const whole = await replyOf(await core.ask(asking('Hi')));
    expect(whole.answers).toMatchObject([{ thoughts: 'Hm so', text: 'Yes' }]);
    const events = eventsIn(await (await core.ask(asking('Hi'), { stream: true })).text());
    const told = events.filter(({ event }) => event === 'text').map(({ data }) => data['text']);
    expect(told.join('')).toBe('Hm so\n\nYes');
    expect(events.at(-1)!.data).toMatchObject({ answers: [{ thoughts: '', text: told.join('') }] });
  });

  it('ends at its lines, in a stream too', async () => {
    const core = await start({ pieces: ['f(\n', '    a,\n  ', 'b\n', 'c'] });
    const ask = (lines: object, stream = false) => core.ask(asking('Hi', { lines } as object), { stream });
    const wanted = { text: 'f(\n    a,\n  ', ending: 'too-long' };
    const indented = { longestMs: null, leastIndent: 4 };
    const reply = await replyOf(await ask(indented));
    expect(reply.answers).toMatchObject([wanted]);
    expect(reply.figures.newTokens).toBe(10);
    const events = eventsIn(await (await ask(indented, true)).text());
    expect(events.flatMap(({ event, data }) => (event === 'text' ? [data['text']] : [])).join('')).toBe(
      wanted.text,
    );
    expect(events.at(-1)!.data).toMatchObject({ answers: [wanted] });
    expect((await replyOf(await ask({ longestMs: 0, leastIndent: 0 }))).answers).toMatchObject([
      { text: 'f(\n', ending: 'too-long' },
    ]);
    expect((await replyOf(await ask({ longestMs: 600_000, leastIndent: 0 }))).answers).toMatchObject([
      { text: 'f(\n    a,\n  b\nc', ending: 'finished' },
    ]);
  });

  it('is told what is wrong with its prompt with a status of its own, also if it wants a stream', async () => {
    const core = await start();
    const refused = await core.ask(asking('Hi', { model: 'gpt-5' }), { stream: true });
    expect(refused.status).toBe(404);
    expect(await refused.text()).toContain('There is no model “gpt-5”. Installed: ');
    expect((await core.ask({ ...asking('x'), messages: [] })).status).toBe(400);
  });

  it('fails alone if the engine dies, and the next one is answered', async () => {
    const core = await start({ ending: 'die' });
    const lost = await core.ask(asking('Hi'));
    expect(lost.status).toBe(500);
    core.engine.script.ending = 'finished';
    // The file of this model does not exist, so it can be named only while it is loaded.
    await whenReady(core);
    expect((await core.ask(asking('Hi'))).status).toBe(200);
    const entries = await core.window.call('apiRequests', {});
    expect(entries.map(({ status, problem }) => [status, problem === null])).toEqual([
      [200, true],
      [500, false],
    ]);
  });
});

describe('the line', () => {
  it('answers 50 programs at once, none of them twice', async () => {
    const core = await start({ stepMs: 0, pieces: ['ok'] });
    const replies = await Promise.all(
      Array.from({ length: 50 }, async (_, index) => {
        const response = await core.ask(asking(`Question ${index}`), { stream: index % 2 === 0 });
        return [response.status, await response.text()] as const;
      }),
    );
    expect(replies.map(([status]) => status)).toEqual(Array(50).fill(200));
    expect(replies.every(([, body]) => body.includes('ok'))).toBe(true);
    expect(new Set(turnsIn(core).map(({ messages }) => messages[0]!.text)).size).toBe(50);
    expect(await core.window.call('apiRequests', {})).toHaveLength(50);
    expect(await statusOf(core)).toMatchObject({ running: 0, waiting: 0 });
  });

  it('refuses with the time to wait when it is full', async () => {
    const core = await start({ ending: 'held' });
    await core.window.call('changeSettings', { apiQueueLength: 1 });
    const first = core.ask(asking('1'));
    await until(async () => (await statusOf(core)).running === 1);
    const second = core.ask(asking('2'), { stream: true });
    await until(async () => (await statusOf(core)).waiting === 1);
    const third = await core.ask(asking('3'), { stream: true });
    expect(third.status).toBe(503);
    expect(Number(third.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    core.engine.script.ending = 'finished';
    expect((await first).status).toBe(200);
    const events = eventsIn(await (await second).text());
    expect(events.find(({ event }) => event === 'waiting')?.data).toMatchObject({ position: 1 });
  });

  it('lets a person go first', async () => {
    const core = await start({ ending: 'held' });
    const first = core.ask(asking('running'));
    await until(() => turnsIn(core).length === 1);
    const waiting = core.ask(asking('waiting'));
    await until(async () => (await statusOf(core)).waiting === 1);
    const finished = core.window.next('turn.finished');
    await core.window.call('startTurn', { chatId: null, parts: textParts('A person asks') });
    core.engine.script.ending = 'finished';
    await Promise.all([first, waiting, finished]);
    expect(turnsIn(core).map(({ messages }) => messages.at(-1)!.text)).toEqual([
      'running',
      'A person asks',
      'waiting',
    ]);
  });

  it('forgets a request whose client leaves, and stops an answer that nobody reads', async () => {
    const core = await start({ ending: 'hang' });
    const running = new AbortController();
    const waiting = new AbortController();
    const first = core.ask(asking('running'), { stream: true, signal: running.signal });
    await until(async () => (await statusOf(core)).running === 1);
    const second = core.ask(asking('waiting'), { signal: waiting.signal });
    await until(async () => (await statusOf(core)).waiting === 1);
    waiting.abort();
    await expect(second).rejects.toThrow('aborted');
    await until(async () => (await statusOf(core)).waiting === 0);
    running.abort();
    await first.catch(() => undefined);
    await until(async () => (await core.window.call('apiRequests', {})).every(({ ms }) => ms !== null));
    expect(core.engine.received.some(({ kind }) => kind === 'stop')).toBe(true);
    expect(turnsIn(core)).toHaveLength(1);
    expect((await core.window.call('apiRequests', {})).map(({ wasLeft }) => wasLeft)).toEqual([true, true]);
  });

  it('tells the client of a running stream that Hearth closes', async () => {
    const core = await start({ ending: 'held', pieces: ['so far'] });
    const response = await core.ask(asking('Hi'), { stream: true });
    const reader = response.body!.getReader();
    let told = '';
    const read = async (): Promise<boolean> => {
      const { done, value } = await reader.read();
      told += Buffer.from(value ?? []).toString();
      return !done;
    };
    while (!told.includes('so far')) await read();
    const closed = core.core.close();
    while (await read());
    await closed;
    expect(told).toMatch(/event: fault\ndata: .*stopped/);
  });

  it('ends running requests when Hearth closes', async () => {
    const core = await start({ ending: 'hang' });
    const asked = core.ask(asking('Hi')).then(
      ({ status }) => status,
      () => 'closed',
    );
    await until(async () => (await statusOf(core)).running === 1);
    await core.core.close();
    expect([500, 'closed']).toContain(await asked);
  });
});

describe('what is told of requests', () => {
  it('has their contents only if the user wants them, and can be exported and cleared', async () => {
    const core = await start();
    await core.ask(asking('secret'));
    await core.window.call('changeSettings', { apiKeepsContents: true });
    await core.ask(asking('shown'));
    const [latest, first] = await core.window.call('apiRequests', {});
    expect(first!.content).toBeNull();
    expect(latest!.content?.request).toContain('shown');
    expect(latest!.content?.answer).toContain('Hello there.');
    const exported = await core.window.call('exportApiRequests', {});
    if (exported?.how !== 'download') throw new Error('it is no download');
    let text = '';
    for await (const piece of core.core.download(exported.path.split('/').at(-1)!)!.text()) text += piece;
    const lines = text
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { id: string });
    expect(lines.map(({ id }) => id)).toEqual([latest!.id, first!.id]);
    expect(text).not.toContain('secret');
    await core.window.call('clearApiRequests', {});
    expect(await core.window.call('apiRequests', {})).toEqual([]);
  });

  it('sums what each program had to process again, and why', async () => {
    const core = await start();
    const headers = { 'user-agent': 'Agent/2' };
    for (const text of ['1', '2'])
      await core.send('/work', { method: 'POST', headers, body: JSON.stringify({ work: asking(text) }) });
    await core.ask(asking('3'));
    const clients = await core.window.call('apiClients', {});
    expect(clients.map(({ client, requests, promptTokens }) => [client, requests, promptTokens])).toEqual([
      [expect.any(String), 1, 15],
      ['Agent/2', 2, 30],
    ]);
  });

  it('tells windows of requests as they begin and end', async () => {
    const core = await start({ ending: 'held' });
    const begun = core.window.next('apiRequest.changed', ({ request }) => request.ms === null);
    const asked = core.ask(asking('Hi'));
    const { request } = await begun;
    const ended = core.window.next('apiRequest.changed', (data) => data.request.ms !== null);
    core.engine.script.ending = 'finished';
    await asked;
    expect((await ended).request).toMatchObject({ id: request.id, status: 200 });
  });

  it('keeps answers for the key that asked, and for no other', async () => {
    const core = await start();
    await core.ask(asking('Hi'), { keepAs: 'resp-1' });
    const { text } = await core.window.call('createApiKey', { name: 'Other', rights: ['ask'], days: null });
    const ask = (key: string, kind: 'kept-answer' | 'forget-answer'): Promise<Response> =>
      core.send('/work', {
        method: 'POST',
        headers: { authorization: `Bearer ${key}` },
        body: JSON.stringify({ work: { kind, id: 'resp-1' } }),
      });
    expect((await ask(text, 'kept-answer')).status).toBe(404);
    expect(await (await ask(testKey, 'kept-answer')).json()).toMatchObject({
      id: 'resp-1',
      conversation: 'kept',
    });
    expect(await (await ask(text, 'forget-answer')).json()).toEqual({ wasKept: false });
    expect(await (await ask(testKey, 'forget-answer')).json()).toEqual({ wasKept: true });
    expect((await ask(testKey, 'kept-answer')).status).toBe(404);
  });
});
