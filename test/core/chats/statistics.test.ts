/** Compares the sums over all turns, from a real database, with sums worked out by hand. */
import { say } from '../../../main/shared/words/catalogue.ts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Db } from '../../../main/core/database/connection.ts';
import { openDatabase } from '../../../main/core/database/database.ts';
import { answerIdentities } from '../../../main/shared/model/model-identity.ts';
import { misdatedAnswers, statisticsOf } from '../../../main/core/chats/statistics.ts';
import { measurementsIn } from '../../../main/core/chats/measurements.ts';
import { Store } from '../../../main/core/chats/store.ts';
import type { Timings } from '../../../main/shared/contract/message.ts';
import { textParts } from '../../../main/shared/message/parts.ts';
import { modelFacts } from '../../fixtures/models/model-facts.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';

let folder: ReturnType<typeof temporaryFolder>;
let db: Db;
let store: Store;
let chatId: string;
beforeEach(() => {
  folder = temporaryFolder();
  db = openDatabase(folder.path);
  store = new Store(db);
  chatId = store.createChat('one').id;
});
afterEach(() => {
  store.close();
  folder.remove();
});

/** Noon, far from either end of the day. */
const now = new Date(2026, 2, 20, 12);
const today = '2026-03-20';
const hour = 3_600_000;

const none: Timings = {
  cachedTokens: 0,
  newTokens: 0,
  prefillMs: 0,
  firstTokenMs: null,
  decodeTokens: 0,
  decodeMs: 0,
};

/** Stores an answer that was started at `at`. Without timings it is still running. */
const answer = (
  at: number | Date,
  timings: Partial<Timings> | null,
  {
    modelName = 'm',
    chat = chatId,
    file = 'm.gguf',
    id = null,
    quantization = null,
  }: {
    modelName?: string;
    chat?: string;
    file?: string;
    id?: string | null;
    quantization?: string | null;
  } = {},
): void => {
  const message = store.addMessage({
    chatId: chat,
    parentId: null,
    role: 'model',
    parts: textParts('An answer.'),
    modelName,
    ending: null,
  });
  db.prepare('UPDATE messages SET created_at = ? WHERE id = ?').run(Number(at), message.id);
  if (timings !== null)
    store.finishMessage(
      { ...message, ending: 'finished', problem: null, timings: { ...none, ...timings } },
      { tokens: [1], model: modelFacts({ path: `/models/${file}`, id, name: modelName, quantization }) },
    );
};
const daysOf = (days = 30) => statisticsOf(db, days, now);

it("counts answers whose date is ahead of the clock, because the clock was set back, as today's", () => {
  answer(new Date(2036, 2, 20), { newTokens: 5 });
  answer(now, { newTokens: 2 });
  expect(daysOf()).toMatchObject([{ day: today, turns: 2, newTokens: 7 }]);
});

it('adds up the tokens of documents that were not processed again, and passes over a damaged count', () => {
  answer(now, { cachedTokens: 500, documents: { tokens: 400, cachedTokens: 380 } });
  answer(now, { cachedTokens: 20, documents: { tokens: 'many', cachedTokens: 9 } as never });
  expect(daysOf()).toMatchObject([{ cachedTokens: 520, documentTokens: 380 }]);
});

it('tells how many answers have dates years before earlier answers, because the clock was wrong', () => {
  const misdated = () => misdatedAnswers(db, 30, now);
  answer(new Date(2024, 2, 20), {});
  expect(misdated()).toBe(0);
  answer(new Date(2026, 2, 18), { newTokens: 1 });
  answer(new Date(2016, 0, 1), {});
  answer(new Date(2016, 0, 1), null);
  answer(new Date(2016, 0, 2), {});
  answer(now, { newTokens: 2 });
  expect(misdated()).toBe(2);
  expect(daysOf().map(({ turns }) => turns)).toEqual([1, 1]);
  expect(misdatedAnswers(db, 3650, now)).toBe(2);
});

describe('statistics over all turns', () => {
  it('are sums by model and day, and empty without answers', () => {
    expect(daysOf()).toEqual([]);
    answer(now, {
      cachedTokens: 0,
      newTokens: 100,
      prefillMs: 200,
      firstTokenMs: 210.26,
      decodeTokens: 10,
      decodeMs: 500,
    });
    answer(now, {
      cachedTokens: 400,
      newTokens: 300,
      prefillMs: 200,
      firstTokenMs: 260,
      writtenTokens: 31,
      decodeTokens: 30,
      decodeMs: 700,
      reuse: { from: 'snapshot', restoreMs: 50, cause: null, messageId: null },
    });
    answer(Number(now) + 1, { newTokens: 5, prefillMs: 9 }, { modelName: 'another' });
    expect(daysOf()).toEqual([
      {
        day: today,
        modelId: null,
        modelName: 'm',
        quantization: null,
        turns: 2,
        cachedTokens: 400,
        documentTokens: 0,
        newTokens: 400,
        // The first answer was stored by a version that did not count these tokens.
        writtenTokens: 41,
        decodeTokens: 40,
        prefillMs: 400,
        telling: { newTokens: 400, prefillMs: 400 },
        decodeMs: 1_200,
        firstTokensMs: [210.3, 260],
        // 400 tokens in 400 ms are 1 ms each, so 400 cached tokens saved 400 ms, minus 50 ms for restoring.
        savedMs: 350,
      },
      {
        day: today,
        modelId: null,
        modelName: 'another',
        quantization: null,
        turns: 1,
        cachedTokens: 0,
        documentTokens: 0,
        newTokens: 5,
        writtenTokens: 0,
        decodeTokens: 0,
        prefillMs: 9,
        // The time for five tokens is mostly fixed cost.
        telling: { newTokens: 0, prefillMs: 0 },
        decodeMs: 0,
        // The answer was stopped before its first token.
        firstTokensMs: [],
        savedMs: 0,
      },
    ]);
  });

  it('use the speed of all days for a day with too few processed tokens', () => {
    const [yesterday, before] = [Number(now) - 24 * hour, Number(now) - 48 * hour];
    answer(before, { newTokens: 937, prefillMs: 1_000 });
    answer(yesterday, { cachedTokens: 500, newTokens: 63, prefillMs: 1_000 });
    answer(now, { cachedTokens: 500, newTokens: 64, prefillMs: 256 });
    const saved = daysOf().map(({ savedMs }) => savedMs);
    // Today took 4 ms per token. On all three days, the turns that are long enough took 1,256 ms for 1,001 tokens.
    expect(saved).toEqual([0, 500 * (1_256 / 1_001), 2_000]);
    // Without the first day, only today's turn is long enough.
    expect(daysOf(2)[0]!.savedMs).toBe(2_000);
  });

  it('take no speed from a turn that shared its time with others', () => {
    answer(now, { newTokens: 1_000, prefillMs: 1_000, decodeTokens: 100, decodeMs: 1_000 });
    answer(now, { newTokens: 1_000, prefillMs: 9_000, decodeTokens: 10, decodeMs: 1_000, besideMs: 8_000 });
    const [day] = daysOf();
    expect(day).toMatchObject({ newTokens: 2_000, prefillMs: 10_000, decodeTokens: 100, decodeMs: 1_000 });
    answer(now, { cachedTokens: 500, newTokens: 1, prefillMs: 1 });
    expect(daysOf()[0]!.savedMs).toBe(500);
  });

  it('leave the saved time out if no speed is known, and it is never negative', () => {
    answer(now, { cachedTokens: 500, newTokens: 10, prefillMs: 40 });
    const slow = { from: 'snapshot', restoreMs: 900, cause: null, messageId: null } as const;
    answer(
      Number(now) + 1,
      { cachedTokens: 500, newTokens: 100, prefillMs: 100, reuse: slow },
      { modelName: 'restored slowly' },
    );
    expect(daysOf().map(({ modelName, savedMs }) => [modelName, savedMs])).toEqual([
      ['m', null],
      ['restored slowly', 0],
    ]);
  });

  it('leave out running answers, answers that never reached the engine, and deleted chats', () => {
    answer(now, null);
    const failed = store.addMessage({
      chatId,
      parentId: null,
      role: 'model',
      parts: [],
      modelName: 'm',
      ending: null,
    });
    store.finishMessage(
      { ...failed, ending: 'failed', problem: say('engine.no-model'), timings: null },
      null,
    );
    const hidden = store.createChat('two').id;
    answer(now, { newTokens: 70, prefillMs: 70 }, { chat: hidden });
    expect(daysOf().map(({ turns }) => turns)).toEqual([1]);
    store.hideChats([hidden]);
    expect(daysOf()).toEqual([]);
    store.restoreChats([hidden]);
    expect(daysOf().map(({ turns }) => turns)).toEqual([1]);
  });

  it('cover as many days as asked, including today', () => {
    for (const back of [0, 6, 7]) answer(new Date(2026, 2, 20 - back, 0, 0, 1), { newTokens: back + 1 });
    expect(daysOf(7).map(({ day }) => day)).toEqual(['2026-03-14', '2026-03-20']);
    expect(daysOf(1).map(({ day }) => day)).toEqual(['2026-03-20']);
    expect(daysOf(8).map(({ day }) => day)).toEqual(['2026-03-13', '2026-03-14', '2026-03-20']);
  });
});

describe('models of the same name', () => {
  const q4 = { id: '4', quantization: 'Q4_K_M' };
  const q8 = { id: '8', quantization: 'Q8_0' };
  const models = () => daysOf().map(({ modelId, quantization, turns }) => [modelId, quantization, turns]);

  it('are counted separately, each with its quantization', () => {
    answer(now, {}, q4);
    answer(now, {}, q8);
    answer(now, {}, q8);
    expect(models()).toEqual([
      ['4', 'Q4_K_M', 1],
      ['8', 'Q8_0', 2],
    ]);
  });

  it('leave earlier answers under their name alone, unless only one model has that name', () => {
    answer(now, {});
    answer(now, {}, q4);
    expect(models()).toEqual([['4', 'Q4_K_M', 2]]);
    answer(now, {}, q8);
    expect(models()).toEqual([
      [null, null, 1],
      ['4', 'Q4_K_M', 1],
      ['8', 'Q8_0', 1],
    ]);
  });

  it('keep their history when the file is renamed or the model gets another name', () => {
    answer(new Date(2026, 2, 19), {}, { ...q4, file: 'a.gguf' });
    answer(now, {}, { ...q4, file: 'moved/b.gguf', modelName: 'new name' });
    expect(daysOf().map(({ modelName, turns }) => [modelName, turns])).toEqual([
      ['new name', 1],
      ['new name', 1],
    ]);
  });

  it('have no quantization if their stored facts are damaged', () => {
    answer(now, {}, q4);
    db.prepare("UPDATE models SET facts = '{'").run();
    expect(models()).toEqual([['4', null, 1]]);
    expect(measurementsIn(db).ownSpeeds()).toEqual([]);
  });
});

describe('the tokens of an answer', () => {
  it('are returned to the model that sampled them, even under the identity that earlier versions gave it', () => {
    const { id } = store.addMessage({
      chatId,
      parentId: null,
      role: 'model',
      parts: [],
      modelName: 'm',
      ending: null,
    });
    const finish = (model: ReturnType<typeof modelFacts>) =>
      store.finishMessage(
        { ...store.message(id)!, ending: 'finished', problem: null, timings: null },
        { model, tokens: [7] },
      );
    const before = modelFacts();
    const identified = modelFacts({ id: '4' });
    finish(before);
    expect(store.tokensOf([id], answerIdentities(identified)).get(id)).toEqual([7]);
    expect(store.tokensOf([id], answerIdentities(modelFacts({ id: '4', bytes: 1 })))).toEqual(new Map());
    finish(identified);
    const moved = modelFacts({ id: '4', path: '/elsewhere/n.gguf' });
    expect(store.tokensOf([id], answerIdentities(moved)).get(id)).toEqual([7]);
    expect(store.tokensOf([id], answerIdentities(modelFacts({ id: '8' })))).toEqual(new Map());
  });
});

describe('the speed of a model', () => {
  const speeds = () =>
    measurementsIn(db)
      .ownSpeeds()
      .map(({ path, tokensPerS }) => [path, tokensPerS]);

  it('is predicted from its own turns once some of them are long enough', () => {
    expect(speeds()).toEqual([]);
    answer(now, { decodeTokens: 29, decodeMs: 1 });
    expect(speeds()).toEqual([]);
    for (const decodeMs of [1_000, 2_000, 10_000]) answer(now, { decodeTokens: 100, decodeMs });
    answer(now, { decodeTokens: 100, decodeMs: 1 }, { modelName: 'another', file: 'another.gguf' });
    // One turn on a busy machine does not change the result.
    expect(measurementsIn(db).ownSpeeds()).toContainEqual({
      id: null,
      path: '/models/m.gguf',
      bytes: 5_000,
      tokensPerS: 50,
    });
  });

  it('is that of the model, in whichever file it was', () => {
    answer(now, { decodeTokens: 100, decodeMs: 1_000 }, { file: 'a.gguf', id: '4' });
    answer(now, { decodeTokens: 100, decodeMs: 2_000 }, { file: 'moved/b.gguf', id: '4' });
    expect(measurementsIn(db).ownSpeeds()).toEqual([
      { id: '4', path: '/models/moved/b.gguf', bytes: 5_000, tokensPerS: expect.closeTo(75, 5) as number },
    ]);
  });

  it('is that of its quantization, even if another one has the same name', () => {
    answer(now, { decodeTokens: 100, decodeMs: 1_000 }, { file: 'm-Q4_K_M.gguf' });
    answer(now, { decodeTokens: 100, decodeMs: 2_000 }, { file: 'm-Q8_0.gguf' });
    expect(speeds().toSorted()).toEqual([
      ['/models/m-Q4_K_M.gguf', 100],
      ['/models/m-Q8_0.gguf', 50],
    ]);
  });

  it('is left out if a row does not name its file', () => {
    answer(now, { decodeTokens: 100, decodeMs: 1_000 });
    for (const damaged of ['', ':', 'm.gguf', '/m.gguf:', '/m.gguf:x', ':5', '/m.gguf:1e999']) {
      db.prepare('UPDATE messages SET tokens_model = ?').run(damaged);
      expect(measurementsIn(db).ownSpeeds(), damaged).toEqual([]);
    }
  });
});

describe('a day', () => {
  afterEach(() => vi.unstubAllEnvs());

  // The times are 23:30 and 00:30 in each zone. In the second zone, the clocks change on that day.
  it.each([
    ['Asia/Kolkata', '2026-03-19T18:00:00Z', '2026-03-19T19:00:00Z', '2026-03-19', '2026-03-20'],
    ['Europe/Berlin', '2026-03-28T22:30:00Z', '2026-03-28T23:30:00Z', '2026-03-28', '2026-03-29'],
    ['America/Los_Angeles', '2026-03-20T06:30:00Z', '2026-03-20T07:30:00Z', '2026-03-19', '2026-03-20'],
  ])('begins at midnight in %s', (name, evening, night, first, second) => {
    vi.stubEnv('TZ', name);
    answer(Date.parse(evening), { newTokens: 1 });
    answer(Date.parse(night), { newTokens: 2 });
    const noon = new Date(Date.parse(night) + 11 * hour);
    const days = (back: number) => statisticsOf(db, back, noon).map(({ day, newTokens }) => [day, newTokens]);
    expect(days(2)).toEqual([
      [first, 1],
      [second, 2],
    ]);
    expect(days(1)).toEqual([[second, 2]]);
  });

  it('has the length that the calendar gives it, even if the clocks change', () => {
    vi.stubEnv('TZ', 'Europe/Berlin');
    // The last day has only 23 hours, so the first of the last 24 hours belongs to the day before.
    answer(Date.parse('2026-03-28T22:30:00Z'), { newTokens: 1 });
    const lateEvening = new Date('2026-03-29T21:45:00Z');
    expect(statisticsOf(db, 1, lateEvening)).toEqual([]);
    expect(statisticsOf(db, 2, lateEvening).map(({ day }) => day)).toEqual(['2026-03-28']);
  });
});

it('statistics come from their index alone, so that no texts are read', () => {
  const prepare = vi.spyOn(db, 'prepare');
  statisticsOf(db, 365, now);
  const [sql] = prepare.mock.calls[0]!;
  const steps = db.prepare(`EXPLAIN ${sql}`).all(0) as { opcode: string; p1: number; p3: number }[];
  // A deferred seek names the cursor of the table, and moves to a row only if one of its columns is needed.
  const seek = steps.find(({ opcode }) => opcode === 'DeferredSeek');
  expect(seek).toBeDefined();
  expect(steps.filter(({ opcode, p1 }) => opcode === 'Column' && p1 === seek!.p3)).toEqual([]);
});
