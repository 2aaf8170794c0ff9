/** What documents cost and why they are read again: the real core, the real reader and the real engine, in this process. */
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import type { Attached, DocumentCost, DocumentInfo } from '../../../main/shared/contract/documents.ts';
import type { Message } from '../../../main/shared/contract/message.ts';
import { textParts } from '../../../main/shared/message/parts.ts';
import { startTestCore, temporaryFolder, type TestCore } from '../../fixtures/core/test-core.ts';
import { modelReady } from '../../fixtures/core/window.ts';
import { inLong } from '../../fixtures/long.ts';
import { engineHere, until, type EngineHere } from '../../fixtures/engine/engine-here.ts';
import { hybridModel, reasoningModel, slidingWindowModel, tinyModel } from '../../fixtures/models/files.ts';

const files = temporaryFolder();
mkdirSync(files.path, { recursive: true });
afterAll(files.remove);

let core: TestCore;
let engine: EngineHere;
let isOpen = false;
const start = async (model: string, folder?: string): Promise<void> => {
  engine = engineHere();
  core = startTestCore({}, folder, { spawnEngine: engine.spawn, starterModel: model });
  isOpen = true;
  await modelReady(core.window);
};
const close = async (): Promise<void> => {
  if (isOpen) await core.close();
  isOpen = false;
};
afterEach(close);

const lines = (name: string, count: number): string =>
  Array.from({ length: count }, (_, line) => `Line ${line} of ${name}.\n`).join('');
const write = (name: string, text: string): string => {
  const path = join(files.path, name);
  writeFileSync(path, text);
  return path;
};
const info = async (id: string): Promise<DocumentInfo> =>
  (await core.window.call('documents', {})).find((one) => one.id === id)!;
const add = async (name: string, text: string): Promise<string> => {
  const { documents } = await core.window.call('addDocuments', { paths: [write(name, text)], uploads: [] });
  const { id } = documents[0]!;
  await until(async () => (await info(id)).extraction.state === 'ready', `the text of ${name}`);
  return id;
};
/** The files of KV states. */
const kvFiles = (): string[] =>
  readdirSync(join(core.folder, 'kv')).filter((name) => /\.(state|json)$/.test(name));
const whole = (...ids: string[]): Attached[] => ids.map((documentId) => ({ documentId, mode: 'whole' }));
const costs = (chatId: string | null, ...ids: string[]): Promise<DocumentCost[]> =>
  core.window.call('documentCosts', { chatId, attached: whole(...ids) });
const ask = async (chatId: string | null, question: string, ...ids: string[]): Promise<Message> => {
  const finished = core.window.next('turn.finished');
  await core.window.call('startTurn', {
    chatId,
    parts: [
      ...whole(...ids).map((one) => ({ kind: 'document' as const, ...one, name: 'x', text: '' as const })),
      ...textParts(question),
    ],
  });
  const { message } = await finished;
  const asked = engine.received.findLast((one) => one.kind === 'turn')!.turn;
  const prompt = engine.tokens(asked.messages);
  expect(engine.held(message.chatId).slice(0, prompt.length)).toEqual(prompt);
  return message;
};
const draft = async (chatId: string | null, typed: string, ...ids: string[]): Promise<void> => {
  const before = engine.sent.length;
  await core.window.call('readDraft', { chatId, text: typed, attached: whole(...ids) });
  await until(
    () => engine.sent.slice(before).some((one) => one.kind === 'draft' && one.done === one.total),
    'the draft',
  );
  await told();
};
/** Waits until the core knows what the engine has told until now. */
const told = async (): Promise<void> => {
  const { received } = engine;
  await core.window.call('greet', {});
  await until(() => engine.received === received, '');
  await new Promise((resolve) => setTimeout(resolve, 30));
};

it(
  'says why a document is read again: before it is sent, and with its answer',
  { timeout: 240_000 },
  async () => {
    const folder = temporaryFolder();
    await start(tinyModel(), folder.path);
    const report = await add('report.txt', lines('the report', 60));
    const [first] = await costs(null, report);
    expect(first!.state).toEqual({ where: 'cold' });
    const stateChanged = core.window.next('documentStates.changed');
    await draft(null, '', report);
    await stateChanged;
    expect((await costs(null, report))[0]!.state).toEqual({ where: 'hot' });
    const answer = await ask(null, 'What does it say?', report);
    expect(answer.timings!.documents).toEqual({ tokens: first!.tokens, cachedTokens: first!.tokens });
    const again = async (): Promise<string | undefined> => {
      const [cost] = await costs(null, report);
      return cost!.state.where === 'cold' ? cost!.state.again : cost!.state.where;
    };
    /** A new chat about it says the same as the costs did. */
    const readsAgain = async (cause: string): Promise<void> => {
      expect(await again()).toBe(cause);
      const { timings } = await ask(null, 'And now?', report);
      expect(timings!.documents!.again).toEqual([{ documentId: report, cause }]);
      await told();
      expect(await again()).toBe('hot');
    };
    /** Removes all states from the disk, and takes their place in memory. */
    const evict = async (): Promise<void> => {
      await ask(null, 'Something else');
      await core.window.call('changeSettings', { snapshotBudget: 0 });
      await core.window.call('changeSettings', { snapshotBudget: 1e9 });
      await told();
    };
    await evict();
    await readsAgain('evicted');
    await core.window.call('changeSettings', { systemPrompt: 'Be brief.' });
    await readsAgain('elsewhere');
    write('report.txt', lines('the new report', 60));
    const characters = (await info(report)).facts!.characters;
    await core.window.call('renewDocument', { documentId: report });
    await until(async () => (await info(report)).facts!.characters !== characters, 'the new text');
    await readsAgain('changed');
    const loaded = core.window.next('engine.changed', ({ engine: now }) => now.state === 'ready');
    const settings = { flashAttention: true };
    await core.window.call('changeLoadSettings', { path: tinyModel(), settings });
    await loaded;
    await told();
    await readsAgain('other-settings');
    await core.window.call('openModel', { path: reasoningModel() });
    await told();
    await readsAgain('other-model');
    // After a restart too.
    await core.window.call('changeSettings', { snapshotBudget: 0 });
    await close();
    await start(tinyModel(), folder.path);
    await told();
    await readsAgain('not-kept');
    await close();
    folder.remove();
  },
);

it(
  'a chat without a state of its own is as warm as its document, also after a restart',
  { timeout: 240_000 },
  async () => {
    const folder = temporaryFolder();
    await start(tinyModel(), folder.path);
    const report = await add('report.txt', lines('the report', 60));
    await draft(null, '', report);
    const { chatId } = await ask(null, 'What does it say?', report);
    const other = await ask(null, 'Something else');
    await close();
    const kv = join(folder.path, 'kv');
    for (const name of readdirSync(kv))
      if (name.startsWith(chatId) || name.startsWith(other.chatId)) rmSync(join(kv, name));
    await start(tinyModel(), folder.path);
    const warmthOf = async (id: string) =>
      (await core.window.call('greet', {})).warmth.find((one) => one.chatId === id)!;
    await until(async () => (await warmthOf(chatId))?.temperature === 'warm', 'warm');
    const warmth = await warmthOf(chatId);
    expect(warmth.waitMs).toBeLessThan(warmth.coldMs! / 2);
    expect((await warmthOf(other.chatId)).temperature).toBe('cold');
    const { timings } = await ask(chatId, 'And then?');
    expect(timings!.reuse).toMatchObject({ from: 'snapshot', documentId: report });
    expect(timings!.documents!.cachedTokens).toBe(timings!.documents!.tokens);
    // With another system prompt, the state of the document does not serve.
    await core.window.call('changeSettings', { systemPrompt: 'Be brief.' });
    await close();
    for (const name of readdirSync(kv)) if (name.startsWith(chatId)) rmSync(join(kv, name));
    await start(tinyModel(), folder.path);
    await told();
    expect((await warmthOf(chatId)).temperature).toBe('cold');
    await close();
    folder.remove();
  },
);

it(
  'a state tells which documents it holds, and goes with each of them, whichever model has it',
  { timeout: 240_000 },
  async () => {
    await start(tinyModel());
    const [one, other] = [await add('one.txt', lines('one', 40)), await add('other.txt', lines('other', 40))];
    await draft(null, '', one, other);
    // Their descriptions are written in idle time.
    const described = (): string[] => kvFiles().filter((name) => name.endsWith('.json'));
    await until(() => described().length === 2, 'both descriptions');
    await core.window.call('openModel', { path: reasoningModel() });
    const states = await core.window.call('documentStates', {});
    expect(
      states.map(({ documentIds, isOfLoaded, isOfChat }) => [documentIds, isOfLoaded, isOfChat]),
    ).toEqual(
      expect.arrayContaining([
        [[one], false, false],
        [[one, other], false, false],
      ]),
    );
    await core.window.call('removeDocuments', { documentIds: [one] });
    expect(kvFiles()).toEqual([]);
    expect(await core.window.call('documentStates', {})).toEqual([]);
  },
);

const kinds = [
  { name: 'a plain model', path: tinyModel },
  { name: 'a sliding window', path: slidingWindowModel },
  { name: 'a hybrid', path: hybridModel },
];

describe.each(inLong(kinds, ({ path }) => path === tinyModel))('on $name', ({ path }) => {
  /** Runs what starts a turn, and checks what the cache holds at its end. */
  const turn = async (begin: () => Promise<unknown>): Promise<Message> => {
    const finished = core.window.next('turn.finished');
    await begin();
    const { message } = await finished;
    const prompt = engine.tokens(engine.received.findLast((one) => one.kind === 'turn')!.turn.messages);
    expect(engine.held(message.chatId).slice(0, prompt.length)).toEqual(prompt);
    return message;
  };
  const withDocument = (documentId: string, question: string, mode: 'whole' | 'passages' = 'whole') => [
    { kind: 'document' as const, documentId, name: 'x', mode, text: '' as const },
    ...textParts(question),
  ];

  it(
    'a running chat reads what is attached behind its messages, and nothing twice',
    { timeout: 240_000 },
    async () => {
      await start(path());
      const report = await add('report.txt', lines('the report', 60));
      const { chatId } = await ask(null, 'Hello there');
      const shown = async (): Promise<string> => (await costs(chatId, report))[0]!.state.where;
      expect(await shown()).toBe('cold');
      await draft(chatId, '', report);
      expect(await shown()).toBe('hot');
      await draft(chatId, 'What does ', report);
      expect(await shown()).toBe('hot');
      // Removed again before it was sent: the chat is as it was.
      const without = await ask(chatId, 'Is it cold outside?');
      expect(without.timings!.documents).toBeUndefined();
      expect(without.timings!.newTokens).toBeLessThan(60);
      await draft(chatId, 'And ', report);
      const [cost] = await costs(chatId, report);
      expect(cost!.state).toEqual({ where: 'hot' });
      const asked = await ask(chatId, 'And what is in it?', report);
      expect(asked.timings!.documents).toEqual({ tokens: cost!.tokens, cachedTokens: cost!.tokens });
      // A second question, a second answer, passages.
      const second = await ask(chatId, 'And then?');
      expect(second.timings!.documents!.cachedTokens).toBe(cost!.tokens);
      const other = await turn(() => core.window.call('regenerate', { messageId: second.id }));
      expect(other.timings!.documents!.cachedTokens).toBe(cost!.tokens);
      const parts = withDocument(report, 'Line 7?', 'passages');
      const passages = await turn(() => core.window.call('startTurn', { chatId, parts }));
      expect(passages.timings!.documents!.tokens).toBeGreaterThan(cost!.tokens);
      expect(passages.timings!.documents!.cachedTokens).toBe(cost!.tokens);
      // The first message gets a document: another chat can start from there.
      const { messages } = await core.window.call('openChat', { chatId });
      const edited = await turn(() =>
        core.window.call('editMessage', { messageId: messages[0]!.id, parts: withDocument(report, 'Hello') }),
      );
      expect(edited.timings!.reuse!.cause).toMatch(/documents|edited/);
      await told();
      const elsewhere = await ask(null, 'Another chat', report);
      expect(elsewhere.timings!.documents!.cachedTokens).toBe(cost!.tokens);
      // Back on the first path.
      await core.window.call('selectVersion', { messageId: messages[0]!.id });
      const back = await ask(chatId, 'Still there?');
      expect(back.timings!.cachedTokens + back.timings!.newTokens).toBeGreaterThan(cost!.tokens);
    },
  );

  it(
    'two chats at once read a document once, and a changed one is read anew',
    { timeout: 240_000 },
    async () => {
      await start(path());
      const report = await add('report.txt', lines('the report', 60));
      const finished: Message[] = [];
      const both = until(() => {
        const all = core.window.events.flatMap(({ name, data }) =>
          name === 'turn.finished' ? [(data as { message: Message }).message] : [],
        );
        finished.splice(0, Infinity, ...all);
        return all.length >= 2;
      }, 'both answers');
      const begun = await Promise.all(
        ['One?', 'Two?'].map((question) =>
          core.window.call('startTurn', { chatId: null, parts: withDocument(report, question) }),
        ),
      );
      await both;
      const [one, two] = finished.map(({ timings }) => timings!.documents!);
      expect([one!.cachedTokens, two!.cachedTokens]).toEqual([0, one!.tokens]);
      // The file changes between two turns.
      write('report.txt', lines('the new report', 70));
      const { characters } = (await info(report)).facts!;
      await core.window.call('renewDocument', { documentId: report });
      await until(async () => (await info(report)).facts!.characters !== characters, 'the new text');
      const later = await ask(begun[1]!.chatId, 'And now?');
      expect(later.timings!.documents!.tokens).toBeGreaterThan(two!.tokens);
      expect(later.timings!.documents!.cachedTokens).toBeLessThan(two!.tokens / 4);
      expect(later.timings!.reuse!.cause).toBe('documents');
    },
  );

  it('a document that is removed while it is read leaves no state', { timeout: 240_000 }, async () => {
    await start(path());
    const report = await add('report.txt', lines('the report', 400));
    const attached = whole(report);
    await core.window.call('changeLoadSettings', { path: path(), settings: { contextLength: 8192 } });
    await modelReady(core.window);
    await core.window.call('readDraft', { chatId: null, text: 'What ', attached });
    await until(() => engine.sent.some((one) => one.kind === 'draft' && one.done > 0), 'the draft');
    await core.window.call('removeDocuments', { documentIds: [report] });
    await until(() => engine.loaded!.cache.heldDocuments().length === 0, 'forgotten');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(engine.loaded!.cache.held()).toEqual([]);
    expect(kvFiles()).toEqual([]);
  });

  it('what does not fit is said before, and sending it loses nothing', { timeout: 240_000 }, async () => {
    await start(path());
    const [one, other] = [
      await add('one.txt', lines('the first one', 50)),
      await add('other.txt', lines('the other one', 50)),
    ];
    const before = await ask(null, 'What does it say?', one);
    await core.window.call('changeLoadSettings', { path: path(), settings: { contextLength: 1024 } });
    await modelReady(core.window);
    const [cost] = await costs(null, one);
    const both = await costs(null, one, other);
    expect([cost!.fits, ...both.map(({ fits }) => fits)]).toEqual([false, false, false]);
    const finished = core.window.next('turn.finished');
    await core.window.call('startTurn', { chatId: before.chatId, parts: textParts('And now?') });
    const { message } = await finished;
    expect([message.ending, message.problem?.code]).toEqual(['context-full', 'answer.prompt-too-long']);
    await core.window.call('changeLoadSettings', { path: path(), settings: {} });
    await modelReady(core.window);
    await told();
    const again = await ask(before.chatId, 'And now?');
    expect(again.ending).not.toBe('failed');
  });

  it.skipIf(path === tinyModel)(
    'another model that is opened meanwhile reads it for itself',
    { timeout: 240_000 },
    async () => {
      await start(path());
      const report = await add('report.txt', lines('the report', 100));
      await core.window.call('readDraft', { chatId: null, text: '', attached: whole(report) });
      await core.window.call('openModel', { path: reasoningModel() });
      const { timings } = await ask(null, 'What does it say?', report);
      expect(timings!.documents!.cachedTokens).toBe(0);
    },
  );
});
