/** Tests parts of the server for other programs by themselves: the line, wrong keys, keys over time, and what is remembered. */
import { afterEach, describe, expect, it } from 'vitest';
import { conversationOwner, promptOf } from '../../../main/core/api/conversation.ts';
import { createKeptAnswers } from '../../../main/core/api/kept-answers.ts';
import { openApiKeys } from '../../../main/core/api/keys.ts';
import { AnswerLines } from '../../../main/core/api/line-bounds.ts';
import { openKnownAnswers } from '../../../main/core/api/known-answers.ts';
import { createLine } from '../../../main/core/api/line.ts';
import { allowedFor, settle } from '../../../main/core/api/settle.ts';
import { usualNormalisings } from '../../../main/shared/api/normalise/normalise.ts';
import { defaultSettings } from '../../../main/shared/settings/registry.ts';
import { createTextLine } from '../../../main/core/api/text-line.ts';
import { whyNotMore } from '../../../main/core/api/why-not-more.ts';
import { createWrongKeys } from '../../../main/core/api/wrong-keys.ts';
import { openApiRequests } from '../../../main/core/api/requests.ts';
import { openDatabase } from '../../../main/core/database/database.ts';
import type { Db } from '../../../main/core/database/connection.ts';
import type { ApiEvent, ApiFigures } from '../../../main/shared/api/answer.ts';
import { ApiFault } from '../../../main/shared/api/fault.ts';
import type { LineBounds } from '../../../main/shared/api/request.ts';
import type { Reuse } from '../../../main/shared/contract/message.ts';
import type { TextWork } from '../../../main/shared/engine/engine.ts';
import type { ApiRequestEntry } from '../../../main/shared/contract/api.ts';
import { Refusal } from '../../../main/shared/rpc/refusal.ts';
import { say } from '../../../main/shared/words/catalogue.ts';
import { asking } from '../../fixtures/api/small-dialect.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { silentLog } from '../../fixtures/api/silent-log.ts';

let opened: { db: Db; remove: () => void }[] = [];
afterEach(() => {
  for (const { db, remove } of opened) {
    db.close();
    remove();
  }
  opened = [];
});
const database = (): Db => {
  const { path, remove } = temporaryFolder();
  const db = openDatabase(path);
  opened.push({ db, remove });
  return db;
};

const figures = (change: Partial<ApiFigures>): ApiFigures => ({
  promptTokens: 0,
  cachedTokens: 0,
  newTokens: 0,
  answerTokens: 0,
  thoughtTokens: 0,
  prefillMs: 0,
  decodeTokens: 0,
  decodeMs: 0,
  firstTokenMs: null,
  loadMs: 0,
  queuedMs: 0,
  totalMs: 0,
  drafted: null,
  hearth: { read_from: 'cold', restored_ms: 0, why_not_more: null },
  ...change,
});

const someone = (name = 'someone') => ({ name, left: new AbortController().signal });

describe('the lines of an answer', () => {
  /** The pieces one after the other, until they end the answer. */
  const taken = (bounds: LineBounds, pieces: readonly string[], ms = 0): string => {
    const lines = new AnswerLines(bounds, () => ms);
    let text = '';
    for (const piece of pieces) {
      const { text: own, ends } = lines.take(piece);
      text += own;
      if (ends) return `${text}|`;
    }
    return text;
  };

  it.each([
    ['a\n\tb\n  c', 1, 'a\n\tb\n  c'],
    ['a\n  b\n c\n', 2, 'a\n  b\n |'],
    ['a\nb', 2, 'a\n|'],
    ['a\n\n  b', 2, 'a\n|'],
    ['a\n  ', 4, 'a\n  '],
    ['a\n\nb', 0, 'a\n\nb'],
  ])('%j with %i of indentation are %j, in pieces too', (text, leastIndent, wanted) => {
    const bounds = { longestMs: null, leastIndent };
    expect(taken(bounds, [text])).toBe(wanted);
    expect(taken(bounds, [...text])).toBe(wanted);
  });

  it('end it after the time, not before and not within a line', () => {
    const bounds = { longestMs: 100, leastIndent: 0 };
    expect(taken(bounds, ['a', 'b\nc', 'd'], 100)).toBe('ab\ncd');
    expect(taken(bounds, ['a', 'b\nc', 'd'], 101)).toBe('ab\n|');
  });
});

describe('the line', () => {
  it('tells from measured speeds when a request begins and when there is room', async () => {
    let now = 0;
    const line = createLine({
      most: () => 2,
      beside: () => 1,
      pace: () => null,
      onChange: () => undefined,
      now: () => now,
    });
    // 100 tokens/s of prefill, 10 tokens/s of decode, 50 tokens in an answer.
    for (let nth = 0; nth < 40; nth++)
      line.measured(
        figures({
          promptTokens: 1000,
          newTokens: 1000,
          prefillMs: 10_000,
          decodeTokens: 50,
          decodeMs: 5000,
          answerTokens: 50,
        }),
      );
    const expected = { promptLength: 4000, longestAnswer: null };
    const events: ApiEvent[] = [];
    const first = line.enter(expected, 'one', () => undefined);
    first.begin();
    line.enter(expected, 'one', (event) => events.push(event));
    line.enter({ promptLength: 4000, longestAnswer: 10 }, 'one', (event) => events.push(event));
    await new Promise((resolve) => setImmediate(resolve));
    const waits = events.map(
      (event) => event.kind === 'waiting' && [event.position, Math.round(event.startsInMs! / 100)],
    );
    expect(waits).toEqual([
      [1, 150],
      [2, 300],
    ]);
    now = 5000;
    const refused = (): unknown => {
      try {
        line.enter(expected, 'one', () => undefined);
      } catch (error) {
        return error;
      }
      return null;
    };
    expect(refused()).toMatchObject({ kind: 'busy', retryAfterS: 11 });
    // One client does not keep out another, which waits once.
    const other = line.enter(expected, 'other', () => undefined);
    expect(() => line.enter(expected, 'other', () => undefined)).toThrow('wait for the model');
    expect(() => line.enter(expected, 'a third', () => undefined)).not.toThrow();
    expect(() => line.enter(expected, 'a fourth', () => undefined)).toThrow('wait for the model');
    other.leave();
    first.leave();
    first.leave();
    expect([line.running, line.waiting]).toEqual([0, 3]);
  });
});

describe('the line of embeddings', () => {
  it('does requests in pieces, one after the other, and refuses when it is full', async () => {
    const pieces: string[][] = [];
    const hows: unknown[] = [];
    const how = { cutsLong: false, keepMs: 7 };
    const work: TextWork = {
      embed: async (_, texts, given) => {
        const plain = texts.map(String);
        pieces.push(plain);
        hows.push(given);
        await new Promise((resolve) => setImmediate(resolve));
        return {
          vectors: plain.map((text) => Float32Array.of(Number(text[0]))),
          tokens: texts.length,
          loadMs: 1,
        };
      },
      rank: () => Promise.reject(new Error('not asked')),
    };
    const line = createTextLine(() => 1);
    const left = new AbortController();
    const one = { name: 'one', left: left.signal };
    const texts = Array.from({ length: 20 }, (_, nth) => `${nth % 10} a`);
    const long = line.embed(work, 'model', [...texts, '1'.repeat(9000), '2'.repeat(9000)], how, one);
    const short = line.embed(work, 'model', ['7'], how, {
      name: 'other',
      left: new AbortController().signal,
    });
    await expect(line.embed(work, 'model', ['8'], how, one)).rejects.toMatchObject({
      kind: 'busy',
      retryAfterS: 5,
    });
    expect((await short).vectors).toEqual([Float32Array.of(7)]);
    const { vectors, tokens, loadMs } = await long;
    expect([vectors.length, tokens, loadMs]).toEqual([22, 22, 4]);
    expect(vectors[19]).toEqual(Float32Array.of(9));
    expect(pieces.map(({ length }) => length)).toEqual([16, 1, 4, 1, 1]);
    // The model is unloaded as was asked behind the last piece of a request, not between two.
    const last = { refusesLong: true, keepMs: 7 };
    const between = { refusesLong: true };
    expect(hows).toEqual([between, last, between, between, last]);
    expect(await line.embed(work, 'model', [], how, one)).toEqual({
      vectors: [],
      tokens: 0,
      loadMs: 0,
    });
    const leaving = line.embed(work, 'model', texts, how, one);
    left.abort();
    await expect(leaving).rejects.toThrow('The client has left.');
    expect(pieces).toHaveLength(5);
  });

  it('gives each client a turn, however many requests another one has', async () => {
    const order: string[] = [];
    const work: TextWork = {
      embed: async (_, texts) => {
        order.push(String(texts[0]));
        await new Promise((resolve) => setImmediate(resolve));
        return { vectors: texts.map(() => Float32Array.of(1)), tokens: 1, loadMs: 0 };
      },
      rank: () => Promise.reject(new Error('not asked')),
    };
    const line = createTextLine(() => 3);
    const how = { cutsLong: false, keepMs: null };
    const ask = (name: string, text: string) => line.embed(work, 'model', [text], how, someone(name));
    const flood = Array.from({ length: 4 }, (_, nth) => ask('flood', `flood ${nth}`));
    // Its line is full, but not for a client with nothing in it.
    await expect(ask('flood', 'more')).rejects.toMatchObject({ kind: 'busy' });
    await Promise.all([...flood, ask('a', 'a'), ask('b', 'b')]);
    expect(order).toEqual(['flood 0', 'a', 'b', 'flood 1', 'flood 2', 'flood 3']);
  });

  it('names a text that is too long by its place in the request', async () => {
    const work: TextWork = {
      embed: (_, texts) => {
        const nth = texts.indexOf('long');
        if (nth >= 0)
          return Promise.reject(Refusal.of(say('engine.text-too-long', { nth, given: 3000, most: 2032 })));
        return Promise.resolve({ vectors: texts.map(() => Float32Array.of(1)), tokens: 1, loadMs: 0 });
      },
      rank: () => Promise.reject(new Error('not asked')),
    };
    const texts = [...Array.from({ length: 20 }, () => 'a'), 'long'];
    const how = { cutsLong: false, keepMs: null };
    const asked = createTextLine(() => 1).embed(work, 'model', texts, how, someone());
    await expect(asked).rejects.toMatchObject({
      kind: 'too-long',
      message: expect.stringMatching(/^Text 21 has 3,000/),
    });
  });

  it('ranks a long text in parts that take turns, and the best part counts', async () => {
    const pieces: number[] = [];
    const work: TextWork = {
      embed: () => Promise.reject(new Error('not asked')),
      rank: (_, __, texts) => {
        pieces.push(Math.max(...texts.map(({ length }) => length)));
        return Promise.resolve({
          scores: texts.map((text) => (text.includes('here') ? 0.9 : 0.1)),
          tokens: texts.length,
        });
      },
    };
    const long = `${'x '.repeat(20_000)}here${' y'.repeat(20_000)}`;
    const texts = ['no', long, 'here', 'no'];
    const { scores } = await createTextLine(() => 1).rank(work, 'model', 'where', texts, someone());
    expect(scores).toEqual([0.1, 0.9, 0.9, 0.1]);
    expect(pieces.length).toBeGreaterThan(10);
    expect(Math.max(...pieces)).toBeLessThanOrEqual(8000);
  });
});

describe('why no more was reused', () => {
  const fieldOf = (id: string): string => `messages[${id}]`;
  const told = (reuse: Partial<Reuse>, cachedTokens = 10): string | null =>
    whyNotMore(
      { cachedTokens, reuse: { from: 'hot', restoreMs: 0, cause: 'edited', messageId: '3', ...reuse } },
      fieldOf,
    );

  it('names the part that differs and where', () => {
    const at = (part: NonNullable<Reuse['differs']>['part']) => ({ part, index: 3, token: 1203 });
    expect(told({ differs: at('message') })).toBe('messages[3] differs from token 1,204 on.');
    expect(told({ cause: 'system-prompt', differs: at('tools') })).toBe(
      'The tools differ from token 1,204 on.',
    );
    expect(told({ cause: 'system-prompt', messageId: null, differs: at('system') })).toBe(
      'The system prompt differs from token 1,204 on.',
    );
    expect(told({ cause: 'rewritten', differs: at('template') })).toBe(
      'What the chat template writes in front of messages[3] differs from token 1,204 on.',
    );
    expect(told({ cause: 'first-time', differs: at('tools') })).toBe(
      'This conversation is new; its beginning was known from another one, and the tools differ from token 1,204 on.',
    );
    expect(told({ cause: 'window-slid', differs: at('message') })).toMatch(
      /^messages\[3\] differs from token 1,204 on, and the model could return only to an earlier state/,
    );
  });

  it('is told without a place if none is known', () => {
    expect(told({ cause: null })).toBeNull();
    expect(told({})).toBe('messages[3] is not the message that was processed there before.');
    expect(told({ cause: 'first-time' }, 0)).toBe('No earlier request began like this one.');
  });
});

describe('wrong keys', () => {
  it('are answered later and later, each address for itself, and a limited number at once', async () => {
    let now = 0;
    const waits: number[] = [];
    const wrong = createWrongKeys(
      () => now,
      (ms) => Promise.resolve(void waits.push(ms)),
    );
    for (let nth = 0; nth < 8; nth++) await wrong.wait('10.0.0.1');
    await wrong.wait('10.0.0.2');
    now = 61_000;
    await wrong.wait('10.0.0.1');
    expect(waits).toEqual([100, 200, 400, 800, 1600, 3200, 5000, 5000, 100, 100]);
    const stuck = createWrongKeys(undefined, () => new Promise(() => undefined));
    for (let nth = 0; nth < 100; nth++) void stuck.wait('10.0.0.1');
    await expect(stuck.wait('10.0.0.1')).rejects.toThrow(ApiFault);
  });
});

describe('keys', () => {
  it('expire, are there after a restart, and are stored without their secrets', () => {
    const db = database();
    let now = 1e12;
    const open = () => openApiKeys({ db, fixedKey: null, onChange: () => undefined, now: () => now });
    const keys = open();
    const { text, key } = keys.create('Laptop', ['models', 'ask'], 2);
    expect(keys.find(text)).toEqual({ id: key.id, keyName: 'Laptop', rights: ['ask', 'models'] });
    expect(keys.find(`${text}x`)).toBe('unknown');
    expect(keys.find('x'.repeat(2000))).toBe('unknown');
    expect(JSON.stringify(db.prepare('SELECT * FROM api_keys').all())).not.toContain(text);
    now += 2 * 86_400_000 - 1;
    expect(open().find(text)).toMatchObject({ keyName: 'Laptop' });
    now += 1;
    const later = open();
    expect(later.find(text)).toBe('expired');
    expect(later.hasAny()).toBe(false);
    db.exec(`UPDATE api_keys SET rights = 'damaged'`);
    expect(open().find(text)).toBe('unknown');
  });
});

describe('answers', () => {
  it('are kept for their caller within bounds, the least used going first', () => {
    const kept = createKeptAnswers(1100);
    const body = 'x'.repeat(300);
    for (const id of ['1', '2', '3']) kept.keep('a', id, { body, conversation: null });
    expect(kept.of('a', '1')?.body).toBe(body);
    kept.keep('a', '4', { body, conversation: null });
    expect(['1', '2', '3', '4'].map((id) => kept.of('a', id) !== null)).toEqual([true, false, true, true]);
    expect(kept.of('b', '1')).toBeNull();
    kept.keep('a', '5', { body: 'x'.repeat(3000), conversation: null });
    expect(kept.of('a', '5')).toBeNull();
    expect(kept.forget('a', '4')).toBe(true);
    expect(kept.forget('a', '4')).toBe(false);
  });

  it('are remembered with their tokens over a restart, unless no states are stored', () => {
    const db = database();
    let isStored = true;
    const open = () => openKnownAnswers({ db, isStored: () => isStored, log: silentLog });
    const call = { id: 'c1', name: 'read', arguments: '{"a":1,"b":[2]}' };
    const answer = { text: ' Yes.', thoughts: 'Hm.', tokens: [1, 2] };
    open().remember('model', 'api-1', [call], answer);
    const again = open();
    // Programs trim texts, and write arguments anew.
    const repeated = { text: 'Yes.', calls: [{ ...call, id: 'other', arguments: '{ "b": [2], "a": 1 }' }] };
    expect(again.find('model', 'api-1', repeated)).toEqual(answer);
    expect(again.find('model', 'api-2', repeated)).toBeNull();
    expect(again.find('other', 'api-1', repeated)).toBeNull();
    expect(again.find('model', 'api-1', { text: 'Yes.', calls: [] })).toBeNull();
    again.clear();
    expect(open().find('model', 'api-1', repeated)).toBeNull();
    isStored = false;
    const unstored = open();
    unstored.remember('model', 'api-1', [call], answer);
    expect(unstored.find('model', 'api-1', repeated)).toEqual(answer);
    expect(open().find('model', 'api-1', repeated)).toBeNull();
  });
});

it.each([
  ['leaves out', '', true],
  ['repeats', 'Hm. So.', true],
  // As OpenAI's client does in streams.
  ['repeats the end of', ' So.', true],
  ['changes', 'Hm. No.', false],
])('an answer keeps its tokens if a program %s its thoughts: %j', (_, thoughts, isKept) => {
  const known = openKnownAnswers({ db: database(), isStored: () => false, log: silentLog });
  const answer = { text: 'Yes.', thoughts: 'Hm. So.', tokens: [1, 2] };
  const asked = { role: 'user', text: 'Hi' } as const;
  const messages = [asked, { role: 'assistant', text: 'Yes.', thoughts, calls: [] } as const, asked];
  known.remember('model', conversationOwner('one', { messages, tools: null }), [], answer);
  const context = { callerId: 'one', modelId: 'model', known };
  const { messages: made } = promptOf({ messages, tools: null, continuesLast: false }, context);
  expect(made[1]).toMatchObject(
    isKept ? { reasoning: 'Hm. So.', tokens: [1, 2] } : { reasoning: thoughts, tokens: null },
  );
});

describe('what may be settled', () => {
  const caller = { id: 'one', keyName: 'Editor', rights: [] };
  const settings = { ...defaultSettings, thinking: {} };
  const of = (change: Partial<typeof settings>, client = 'claude-cli/2.1 (external)') => [
    ...allowedFor({ ...settings, ...change }, caller, client),
  ];

  it('is what is usual, until the user says otherwise of one kind', () => {
    expect(of({}).toSorted()).toEqual([...usualNormalisings].toSorted());
    for (const [setting, kind] of [
      ['apiDropsBilling', 'billing'],
      ['apiMovesDates', 'dates'],
      ['apiMovesReminders', 'reminders'],
      ['apiSortsTools', 'tool-order'],
      ['apiNumbersCalls', 'call-ids'],
    ] as const)
      expect(of({ [setting]: false }).toSorted()).toEqual(
        usualNormalisings.filter((one) => one !== kind).toSorted(),
      );
    expect(of({ apiSortsSchemas: true })).toContain('tool-schemas');
  });

  it('is no more than a template needs for clients that the user named', () => {
    expect(of({ apiUntouched: ['Claude-CLI'] })).toEqual(['system-messages']);
    expect(of({ apiUntouched: ['editor'] })).toEqual(['system-messages']);
    expect(of({ apiUntouched: ['cli', ' ', 'Edit'] })).toContain('billing');
  });
});

describe('a settled conversation', () => {
  it('knows where the client has each of its messages', () => {
    const settled = settle(
      asking('', {
        messages: [
          { role: 'system', text: 'One.' },
          { role: 'system', text: 'Two.' },
          { role: 'user', text: 'Hi' },
          { role: 'assistant', text: '', thoughts: '', calls: [{ id: 'x', name: 'read', arguments: '{}' }] },
          { role: 'tool', text: 'done', callId: 'x', name: null },
        ],
      }),
      new Set(usualNormalisings),
    );
    expect(settled.conversation.messages.map(({ role }) => role)).toEqual([
      'system',
      'user',
      'assistant',
      'tool',
    ]);
    expect([0, 1, 2, 3, 4].map(settled.fieldOf)).toEqual([
      null,
      'messages[2]',
      'messages[3]',
      'messages[4]',
      null,
    ]);
    expect(settled.told).toContain('merged 2 system messages into one');
  });
});

describe('the list of requests', () => {
  const entry = (change: Partial<ApiRequestEntry>): ApiRequestEntry => ({
    id: '1',
    startedAt: 1,
    keyName: null,
    client: 'c',
    method: 'GET',
    path: '/',
    model: null,
    status: 200,
    problem: null,
    wasLeft: false,
    figures: null,
    content: null,
    sentBytes: 0,
    receivedBytes: 0,
    ms: 1,
    ...change,
  });

  it('is bounded in number and age, has contents only of the latest, and leaves out what is damaged', () => {
    const db = database();
    let now = 1e12;
    const list = openApiRequests({ db, tell: () => undefined, log: silentLog, now: () => now });
    for (let nth = 0; nth < 2010; nth++)
      list.ended(entry({ id: `${nth}`, startedAt: now + nth, content: { request: 'a', answer: 'b' } }));
    const all = list.all();
    expect(all).toHaveLength(2000);
    expect(all[0]!.id).toBe('2009');
    expect(all.filter(({ content }) => content !== null)).toHaveLength(200);
    now += 31 * 86_400_000;
    list.ended(entry({ id: 'new', startedAt: now }));
    expect(list.all().map(({ id }) => id)).toEqual(['new']);
    db.exec(`UPDATE api_requests SET entry = '{'`);
    expect(list.all()).toEqual([]);
    list.close();
  });

  it('sums the saved prefill of a client at the speed of its own new tokens', () => {
    const list = openApiRequests({ db: database(), tell: () => undefined, log: silentLog });
    const some = {
      promptTokens: 1000,
      cachedTokens: 900,
      newTokens: 100,
      answerTokens: 10,
      prefillMs: 500,
      decodeMs: 100,
      queuedMs: 0,
      firstTokenMs: 600,
      readFrom: 'hot',
      restoredMs: 0,
      whyNotMore: 'The tools have changed.',
    } as const;
    const startedAt = Date.now();
    list.ended(entry({ id: 'a', startedAt, figures: some }));
    list.ended(entry({ id: 'b', startedAt, figures: { ...some, whyNotMore: null } }));
    expect(list.clients()).toMatchObject([
      {
        requests: 2,
        savedMs: 9000,
        reasons: [{ why: 'The tools have changed.', requests: 1, newTokens: 100 }],
      },
    ]);
    list.close();
  });
});
