/** Documents in prompts: each is read once, whatever is asked about it, in whichever chat, before and after a restart. */
import { rmSync } from 'node:fs';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { PromptMessage } from '../../../main/shared/engine/request.ts';
import { documentOwner } from '../../../main/shared/engine/document-owner.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { hybridModel, slidingWindowModel, tinyModel } from '../../fixtures/models/files.ts';
import { LocalEngine } from '../../fixtures/engine/in-process.ts';

vi.mock('../../../main/engine/process/parent-port.ts', () => ({
  post: () => undefined,
  listen: () => undefined,
}));

const folder = temporaryFolder();
afterAll(() => folder.remove());

const textOf = (name: string, lines = 40): string =>
  `<document name="${name}">\n${Array.from({ length: lines }, (_, line) => `Line ${line} of ${name}.\n`).join('')}</document>\n\n`;
const documents = { a: textOf('report'), b: textOf('notes', 12), other: textOf('changed') };
type Id = keyof typeof documents;

const system: PromptMessage = { id: null, role: 'system', text: 'Be brief.', reasoning: '', tokens: null };
let ids = 0;
/** A question about documents. `text` of `null`: the document has the text of another one. */
const about = (
  which: readonly Id[],
  question: string,
  contents: Partial<Record<Id, string>> = {},
): PromptMessage => {
  const texts = which.map((id) => contents[id] ?? documents[id]);
  return {
    id: `question-${ids++}`,
    role: 'user',
    text: texts.join('') + question,
    reasoning: '',
    tokens: null,
    pieces: [
      ...which.map((documentId, index) => ({ documentId, length: texts[index]!.length })),
      { documentId: null, length: question.length },
    ],
  };
};
const draft = (which: readonly Id[], typed: string) => {
  const { text, pieces } = about(which, typed);
  return { typed, text, pieces: pieces! };
};

const kinds = [
  { name: 'a plain model', path: tinyModel },
  { name: 'a sliding window', path: slidingWindowModel },
  { name: 'a hybrid', path: hybridModel },
];

describe.each(kinds)('on $name', ({ path }) => {
  let engine: LocalEngine;
  beforeEach(async () => {
    engine = await LocalEngine.open(path(), { folder: folder.path });
  });
  afterEach(async () => {
    await engine.close();
    rmSync(folder.path, { recursive: true, force: true });
  });
  /** Runs a turn whose prompt the cache must hold afterwards. */
  const ask = async (chatId: string, messages: PromptMessage[]) => {
    const prompt = engine.promptTokens(messages);
    const turn = await engine.turn(chatId, messages, 3);
    expect(turn.held.slice(0, prompt.length)).toEqual(prompt);
    return { ...turn, timings: turn.timings! };
  };
  const held = (id: Id) => engine.cache.held().find(({ chatId }) => chatId === documentOwner(id));
  /** Tokens of the part of a prompt that ends with the document. */
  const tokensTo = (messages: PromptMessage[]): number => {
    const [one, two] = ['x', 'Why'].map((more) => {
      const last = messages.at(-1)!;
      const pieces = [...last.pieces!.slice(0, -1), { documentId: null, length: more.length }];
      const end = last.text.length - last.pieces!.at(-1)!.length;
      return engine.promptTokens([
        ...messages.slice(0, -1),
        { ...last, text: last.text.slice(0, end) + more, pieces },
      ]);
    });
    return one!.findIndex((token, index) => token !== two![index]);
  };

  it('a draft reads its documents before and while its question is typed, and others start from there', async () => {
    const first = [system, about(['a'], 'What does it say?')];
    const end = tokensTo(first);
    expect(await engine.draft(null, [system], draft(['a'], ''))).toBe(end);
    expect(held('a')).toMatchObject({ where: 'hot', tokens: end });
    for (const typed of ['What ', 'What does i', 'What does it say?'])
      await engine.draft(null, [system], draft(['a'], typed));
    const { timings, answer } = await ask('one', first);
    expect(timings.documents!.cachedTokens).toBe(timings.documents!.tokens);
    expect(timings.newTokens).toBeLessThan(24);
    expect(timings.reuse).toMatchObject({ from: 'hot', restoreMs: 0 });
    // The second question of the chat, and a first one in another chat.
    const second = await ask('one', [...first, answer!, about([], 'And then?')]);
    expect(second.timings.newTokens).toBeLessThan(30);
    expect(second.timings.documents).toEqual(timings.documents);
    const other = await ask('two', [system, about(['a'], 'Is it old?')]);
    expect(other.timings.cachedTokens).toBe(end);
    expect(other.timings.reuse).toMatchObject({ cause: null, documentId: 'a' });
    expect(other.timings.reuse).not.toHaveProperty('chatId');
    await engine.restart('quit');
    const restarted = await ask('three', [system, about(['a'], 'By whom?')]);
    expect(restarted.timings.cachedTokens).toBe(end);
    expect(restarted.timings.reuse).toMatchObject({ from: 'snapshot', cause: null, documentId: 'a' });
  });

  it('what was read ahead is there after a restart, also if it was interrupted, until the document is deleted', async () => {
    const prompt = [system, about(['a'], '')];
    let looks = 0;
    const stop = {
      get stopped() {
        return ++looks > 3;
      },
    };
    await engine.prepareDocument('a', prompt, stop);
    const end = tokensTo(prompt);
    const begun = held('a')!.tokens;
    expect(begun).toBeGreaterThan(0);
    expect(begun).toBeLessThan(end);
    await engine.restart('quit');
    expect(held('a')).toMatchObject({ where: 'warm', tokens: begun });
    await engine.prepareDocument('a', prompt);
    expect(held('a')).toMatchObject({ where: 'hot', tokens: end });
    await engine.restart('quit');
    const { timings } = await ask('one', [system, about(['a'], 'What does it say?')]);
    expect(timings.reuse).toMatchObject({ from: 'snapshot', cause: null, documentId: 'a' });
    expect(timings.cachedTokens).toBe(end);
    await engine.cache.forget(documentOwner('a'));
    expect(engine.cache.held()).toEqual([]);
    expect((await ask('two', [system, about(['a'], 'What does it say?')])).timings.cachedTokens).toBe(0);
  });

  it('a turn that reads a document keeps its state for other chats, and tells its tokens', async () => {
    const first = [system, about(['a'], 'What does it say?')];
    const end = tokensTo(first);
    const { timings } = await ask('one', first);
    expect(timings.documents).toEqual({ tokens: expect.any(Number), cachedTokens: 0, processed: ['a'] });
    expect(timings.documents!.tokens).toBeLessThan(timings.newTokens);
    expect(held('a')).toMatchObject({ tokens: end });
    const other = await ask('two', [system, about(['a', 'b'], 'Do they agree?')]);
    expect(other.timings.cachedTokens).toBe(end);
    expect(other.timings.documents!.cachedTokens).toBe(timings.documents!.tokens);
    expect(other.timings.documents!.tokens).toBeGreaterThan(timings.documents!.tokens);
  });

  it.runIf(path === tinyModel)(
    'a chat about it is not saved when another one takes its place, unless that loses much',
    async () => {
      // As if the disk were slow.
      Object.defineProperty(engine.cache.costs.speeds, 'save', { get: () => 1e5, set: () => {} });
      await engine.prepareDocument('a', [about(['a'], '')]);
      await engine.save();
      const first = [about(['a'], 'What does it say?')];
      const { answer } = await ask('one', first);
      await ask('two', [about(['b'], 'Is it old?')]);
      const owners = [...engine.cache.snapshots.all()].map(({ chatId }) => chatId);
      expect(owners).toEqual([documentOwner('a')]);
      expect(engine.cache.held().find(({ chatId }) => chatId === 'one')).toMatchObject({ where: 'warm' });
      const back = await ask('one', [...first, answer!, about([], 'And then?')]);
      expect(back.timings.reuse).toMatchObject({ from: 'snapshot' });
      expect(back.timings.documents!.cachedTokens).toBe(back.timings.documents!.tokens);
      await engine.turn('one', [...first, answer!, about([], `And ${'then '.repeat(150)}`)], 3);
      await ask('two', [about(['b'], 'Is it new?')]);
      expect([...engine.cache.snapshots.all()].map(({ chatId }) => chatId)).toContain('one');
    },
  );

  it('passages of a document are no document that was read', async () => {
    const whole = about(['b'], 'What does it say?');
    const [passages, question] = whole.pieces!;
    const { timings } = await ask('one', [{ ...whole, pieces: [{ ...passages!, isPart: true }, question!] }]);
    expect(timings.documents!.tokens).toBeGreaterThan(0);
    expect(held('b')).toBeUndefined();
  });

  it('two documents of a draft stay where they are while words are typed and deleted', async () => {
    await engine.draft(null, [], draft(['a', 'b'], ''));
    const end = tokensTo([about(['a', 'b'], 'x')]);
    const { hot } = engine.cache;
    for (const typed of ['Compare them ', 'Compa', 'Now this ', '']) {
      await engine.draft(null, [], draft(['a', 'b'], typed));
      expect(hot[0]!.sequence.nextTokenIndex).toBeGreaterThanOrEqual(end);
    }
    expect(held('a')).toMatchObject({ where: path === hybridModel ? 'warm' : 'hot' });
    const { timings } = await ask('one', [about(['a', 'b'], 'Now this one?')]);
    expect(timings.cachedTokens).toBeGreaterThanOrEqual(end);
  });

  it('what is kept of several documents, and the order that keeps most, is told before they are read', async () => {
    const texts = (...which: Id[]) =>
      which.map((documentId) => ({ documentId, text: documents[documentId] }));
    const told = async (...given: Parameters<LocalEngine['weigh']>) => {
      const weighed = await engine.weigh(...given);
      const before = weighed.documents.map((one) => [one.documentId, one.cachedTokens / one.tokens]);
      return { ...weighed, told: before };
    };
    expect((await told(null, [system], texts('b', 'a'), true)).told).toEqual([
      ['b', 0],
      ['a', 0],
    ]);
    // A chain of two, read while a question was typed, and one alone that was read later.
    await engine.draft(null, [system], draft(['a', 'b'], ''));
    await engine.prepareDocument('other', [system, about(['other'], '')]);
    const best = await told(null, [system], texts('other', 'b', 'a'), true);
    expect(best.told).toEqual([
      ['a', 1],
      ['b', 1],
      ['other', 0],
    ]);
    await engine.restart('quit');
    const kept = await told(null, [system], texts('other', 'b', 'a'), true);
    expect(kept).toMatchObject({ told: best.told, where: 'warm' });
    const { timings } = await ask('one', [system, about(['a', 'b', 'other'], 'What do they say?')]);
    expect(timings.documents!.cachedTokens).toBe(kept.documents[0]!.tokens + kept.documents[1]!.tokens);
    expect(timings.documents!.processed).toEqual(['other']);
    // In another order, or behind another system prompt, they do not serve, but for the tokens with which all documents begin.
    for (const { tokens, cachedTokens } of [
      ...(await engine.weigh(null, [system], texts('b', 'a'))).documents,
      ...(await engine.weigh(null, [], texts('a'))).documents,
    ])
      expect(cachedTokens).toBeLessThan(tokens / 4);
    const states = engine.cache.heldDocuments();
    const chain = states.find(({ owner }) => owner === documentOwner('b'))!;
    expect(chain.documents.map(({ documentId, isStart }) => [documentId, isStart])).toEqual([
      ['a', path === tinyModel],
      ['b', true],
    ]);
    // Whoever owns them, no state has a deleted document, and work that had begun before brings it back to no disk.
    await engine.cache.forget(documentOwner('a'));
    await engine.prepare('one', [system, about(['a', 'b', 'other'], 'What do they say?')]);
    await engine.draft(null, [system], draft(['a'], ''));
    await engine.save();
    const onDisk = engine.cache.heldDocuments().filter(({ where }) => where === 'warm');
    expect(onDisk.flatMap((one) => one.documents.map(({ documentId }) => documentId))).toEqual(['other']);
  });

  it('a document that is attached in a running chat is read behind its messages', async () => {
    const first = [about([], 'Hello there')];
    const { answer } = await ask('one', first);
    const chat = [...first, answer!];
    await engine.draft('one', chat, draft(['a'], ''));
    await engine.draft('one', chat, draft(['a'], 'What does '));
    expect(held('a')).toBeUndefined();
    const texts = [{ documentId: 'a', text: documents.a }];
    const { documents: weighed, where } = await engine.weigh('one', chat, texts);
    expect([weighed[0]!.cachedTokens, where]).toEqual([weighed[0]!.tokens, 'hot']);
    const { timings } = await ask('one', [...chat, about(['a'], 'What about it?')]);
    expect(timings.documents!.cachedTokens).toBe(timings.documents!.tokens);
    expect(timings.newTokens).toBeLessThan(24);
  });

  it.runIf(path === tinyModel)(
    'a document that is removed, exchanged or changed is named as the cause',
    async () => {
      const asked = about(['a', 'b'], 'What do they say?');
      const { answer } = await ask('one', [system, asked]);
      const rest = [answer!, about([], 'And then?')];
      const changed = { ...about(['a', 'b'], 'What do they say?', { a: documents.other }), id: asked.id };
      expect((await ask('one', [system, changed, ...rest])).timings.reuse).toMatchObject({
        cause: 'documents',
        messageId: asked.id,
      });
      const removed = { ...about(['b'], 'What do they say?'), id: asked.id };
      expect((await ask('one', [system, removed, ...rest])).timings.reuse).toMatchObject({
        cause: 'documents',
        messageId: asked.id,
      });
      // A question that was edited is another message.
      const edited = about(['a'], 'What do they say?');
      expect((await ask('one', [system, edited])).timings.reuse!.cause).toBe('documents');
      expect((await ask('one', [system, about(['a'], 'What then?')])).timings.reuse!.cause).toBe('edited');
    },
  );
});

it('a chat that is full drops its oldest messages but for its documents, which are not processed again', async () => {
  const engine = await LocalEngine.open(tinyModel(), { folder: folder.path, contextLength: 1024 });
  let chat: PromptMessage[] = [about(['a'], 'What does it say?')];
  const ask = async () => {
    const turn = await engine.turn('one', chat, 6, 'shift');
    const firstKept = chat.findIndex(({ id }) => id === turn.shifted?.firstKeptId);
    if (firstKept > 0) chat = [chat[0]!, chat[1]!, ...chat.slice(firstKept)];
    const prompt = engine.promptTokens(chat);
    expect(turn.held.slice(0, prompt.length)).toEqual(prompt);
    expect(turn.timings!.cachedTokens + turn.timings!.newTokens).toBe(prompt.length);
    chat = [...chat, turn.answer!];
    return turn;
  };
  await ask();
  const shifts = [];
  for (let round = 0; round < 12; round += 1) {
    chat = [...chat, about([], `Again ${'and again '.repeat(30)}`)];
    const { shifted, timings } = await ask();
    expect(timings!.documents!.cachedTokens).toBe(timings!.documents!.tokens);
    if (shifted !== null) shifts.push({ dropped: shifted.dropped, few: timings!.newTokens < 300 });
  }
  expect(shifts.length).toBeGreaterThan(1);
  expect(shifts.length).toBeLessThan(12);
  for (const { dropped, few } of shifts) expect([dropped > 0, dropped % 2, few]).toEqual([true, 0, true]);
  // Documents alone fill it.
  chat = [...chat.slice(0, 2), about(['b'], 'This?'), chat[1]!, about(['a', 'b'], 'And this?')];
  expect((await engine.turn('two', chat, 3, 'shift')).ending).toBe('context-full');
  await engine.close();
});
