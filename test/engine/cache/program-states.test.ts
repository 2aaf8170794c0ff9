/** The states of other programs' conversations: what is reused, kept and displaced, and why no more is reused. */
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { Costs } from '../../../main/engine/cache/costs.ts';
import type { PromptMessage } from '../../../main/shared/engine/request.ts';
import { apiOwner } from '../../../main/shared/engine/api-owner.ts';
import { slidingWindowModel, tinyModel } from '../../fixtures/models/files.ts';
import { killEngines, stateFolder } from '../../fixtures/engine/engine-under-test.ts';
import { LocalEngine } from '../../fixtures/engine/in-process.ts';

afterAll(killEngines);

/** A conversation as the core hands it over: the ids of its messages say only where they are. */
const conversation = (owner: string, system: string, ...texts: string[]): PromptMessage[] => [
  { id: null, role: 'system', text: system, reasoning: '', tokens: null },
  ...texts.map((text, index): PromptMessage => ({
    id: `${owner}-${index + 1}`,
    role: index % 2 === 0 ? 'user' : 'model',
    text,
    reasoning: '',
    tokens: null,
  })),
];

const rules = 'You follow these rules, each of them, and no others. '.repeat(14);
const about = (what: string): string => `${`Tell me about ${what}. `.repeat(10)}Please.`;

let engine: LocalEngine;
afterEach(() => engine.close());
const open = async (
  model: string,
  options: { sequences?: number | null; budgetBytes?: number } = {},
): Promise<void> => {
  engine = await LocalEngine.open(model, { folder: stateFolder(), ...options });
};
const ask = (key: string, system: string, ...texts: string[]) => {
  const owner = apiOwner(key);
  return engine.run({
    chatId: owner,
    messages: conversation(owner, system, ...texts),
    program: {},
    longestAnswer: 4,
  });
};
const held = (key: string) => engine.cache.held().find(({ chatId }) => chatId === apiOwner(key));

describe('conversations of programs', () => {
  it('by turns start from what was processed of each, with one place for both', async () => {
    await open(tinyModel());
    await ask('a', 'Be brief.', about('rivers'));
    await ask('b', 'Be long.', about('lakes'));
    expect([held('a')?.where, held('b')?.where]).toEqual(['warm', 'hot']);
    const again = await ask('a', 'Be brief.', about('rivers'), 'Rivers flow.', about('seas'));
    expect(again.timings!.reuse).toMatchObject({ from: 'snapshot' });
    expect(again.timings!.cachedTokens).toBeGreaterThan(60);
    const other = await ask('b', 'Be long.', about('lakes'), 'Lakes lie.', about('ponds'));
    expect(other.timings!.cachedTokens).toBeGreaterThan(60);
  });

  it('are kept after a short one took long to save', async () => {
    await open(tinyModel());
    const { snapshots } = engine.cache;
    // As on a disk that was busy, or had to start.
    const spied = vi.spyOn(snapshots, 'save').mockImplementationOnce(async (...given) => {
      const saved = await Object.getPrototypeOf(snapshots).save.apply(snapshots, given);
      return { ...saved, ms: 2000 };
    });
    await ask('short', 'Be brief.', 'Hello');
    await ask('a', 'Be quick.', about('rivers'));
    expect(spied).toHaveBeenCalledTimes(1);
    await ask('b', 'Be long.', about('lakes'));
    const again = await ask('a', 'Be quick.', about('rivers'), 'Rivers flow.', about('seas'));
    expect(again.timings!.reuse).toMatchObject({ from: 'snapshot' });
    expect(again.timings!.cachedTokens).toBeGreaterThan(60);
  });

  it('under one name keep both, if they differ early', async () => {
    await open(tinyModel());
    await ask('one', 'Be brief.', about('rivers'));
    await ask('one', 'Be long.', about('lakes'));
    const again = await ask('one', 'Be brief.', about('rivers'), 'Rivers flow.', 'And seas?');
    expect(again.timings!.cachedTokens).toBeGreaterThan(60);
  });

  it('that begin with the same rules start from them, whoever they belong to', async () => {
    await open(tinyModel());
    const first = await ask('a', rules, about('rivers'));
    const other = await ask('b', rules, about('lakes'));
    expect(first.timings!.cachedTokens).toBe(0);
    expect(other.timings!.cachedTokens).toBeGreaterThan(100);
    // The first one is not lost by it.
    expect(held('a')).toMatchObject({ where: 'warm' });
    const next = await ask('a', rules, about('rivers'), 'Rivers flow.', 'And seas?');
    expect(next.timings!.newTokens).toBeLessThan(40);
  });

  it('are there after a restart, and count in the budget', async () => {
    await open(tinyModel());
    await ask('a', rules, about('rivers'));
    await engine.restart('quit');
    expect(held('a')).toMatchObject({ where: 'warm' });
    const next = await ask('a', rules, about('rivers'), 'Rivers flow.', 'And seas?');
    expect(next.timings!.reuse).toMatchObject({ from: 'snapshot' });
    await engine.cache.setBudget(1);
    expect([...engine.cache.snapshots.all()]).toEqual([]);
  });

  it('of a model that cannot rewind start from the end of the rules, also after a restart', async () => {
    await open(slidingWindowModel());
    await ask('a', rules, about('rivers'));
    const other = await ask('b', rules, about('lakes'));
    expect(other.timings!.cachedTokens).toBeGreaterThan(100);
    expect(other.timings!.reuse).toMatchObject({ from: 'hot' });
    await engine.restart('quit');
    const after = await ask('c', rules, about('ponds'));
    expect(after.timings!.cachedTokens).toBeGreaterThan(100);
    expect(after.timings!.reuse).toMatchObject({ from: 'snapshot' });
  });

  it('tell where a prompt differs from what was processed', async () => {
    await open(tinyModel());
    const texts = [about('rivers'), 'Rivers flow.', about('seas'), 'Seas rest.', 'And ponds?'];
    await ask('a', rules, ...texts);
    const same = await ask('a', rules, ...texts);
    expect(same.timings!.reuse!.differs).toBeUndefined();
    const edited = await ask('a', rules, ...texts.toSpliced(2, 1, about('lakes')));
    expect(edited.timings!.reuse).toMatchObject({
      cause: 'edited',
      messageId: `${apiOwner('a')}-3`,
      differs: { part: 'message', index: 3, token: edited.timings!.cachedTokens },
    });
    const other = await ask('a', `Other: ${rules}`, ...texts);
    expect(other.timings!.reuse).toMatchObject({
      cause: 'system-prompt',
      differs: { part: 'system', index: 0 },
    });
  });
});

describe('places in memory', () => {
  it('are added while turns run beside each other, and freed afterwards with their contexts', async () => {
    await open(tinyModel(), { sequences: null });
    const { cache } = engine;
    const usual = cache.hot.length;
    expect(cache.beside).toBeGreaterThan(usual);
    await Promise.all(['a', 'b'].map((key) => ask(key, 'Be brief.', about(key))));
    expect(cache.hot).toHaveLength(2);
    const contexts = cache.hot.map(({ sequence }) => sequence.context);
    await cache.shrink();
    expect(cache.hot).toHaveLength(usual);
    expect(contexts.map(({ disposed }) => disposed).toSorted()).toEqual([false, true]);
    // Its state is on the disk.
    expect(['a', 'b'].map((key) => held(key)?.where).toSorted()).toEqual(['hot', 'warm']);
    const again = await Promise.all(['a', 'b'].map((key) => ask(key, 'Be brief.', about(key))));
    expect(again.map(({ timings }) => timings!.newTokens)).toEqual([1, 1]);
  });

  it('that hold chats of a person are left to them, if memory allows another', async () => {
    await open(tinyModel(), { sequences: null });
    const chat = await engine.turn('chat', conversation('chat', 'Be kind.', about('hills')), 4);
    await ask('a', 'Be brief.', about('rivers'));
    expect(engine.cache.held().find(({ chatId }) => chatId === 'chat')).toMatchObject({
      where: 'hot',
      tokens: chat.held.length,
    });
    expect(held('a')).toMatchObject({ where: 'hot' });
  });

  it('are added for what would take long to bring back, with a slow disk or a fast GPU', async () => {
    await open(tinyModel(), { sequences: null });
    expect(engine.cache.hot).toHaveLength(1);
    Object.defineProperty(engine.cache.costs.speeds, 'save', { get: () => 1e3, set: () => {} });
    const short = 'Hello';
    const long = about('rivers').repeat(3);
    await ask('a', 'Be brief.', long);
    await ask('b', 'Be long.', short);
    expect([held('a')?.where, held('b')?.where]).toEqual(['hot', 'hot']);
    const again = await ask('a', 'Be brief.', long, 'Rivers flow.', short);
    expect(again.timings!.reuse).toMatchObject({ from: 'hot' });
    // A short state is processed again sooner: it is no reason for a third place.
    await ask('c', 'Be kind.', short);
    expect(engine.cache.hot).toHaveLength(2);
  });

  it('stay in idle time with what would take long to bring back', async () => {
    await open(tinyModel(), { sequences: null });
    const { cache } = engine;
    const long = about('rivers').repeat(3);
    Object.defineProperty(cache.costs.speeds, 'save', { get: () => 1e3, set: () => {} });
    await Promise.all(['a', 'b'].map((key) => ask(key, `Be ${key}.`, long)));
    expect(cache.hot).toHaveLength(2);
    // As on a GPU that processes it sooner than the disk brings it back, so that it is not saved.
    Object.defineProperty(cache.costs.speeds, 'restore', { get: () => 1e3, set: () => {} });
    await cache.shrink();
    expect(['a', 'b'].map((key) => held(key)?.where)).toEqual(['hot', 'hot']);
    Object.defineProperty(cache.costs.speeds, 'restore', { get: () => 1e9, set: () => {} });
    await cache.shrink();
    expect(cache.hot).toHaveLength(1);
    expect(['a', 'b'].map((key) => held(key)?.where).toSorted()).toEqual(['hot', 'warm']);
  });

  it('hold states that are saved after the disk was found to be faster than assumed', async () => {
    await open(tinyModel(), { budgetBytes: 1e10 });
    const { cache } = engine;
    // As on a GPU that processes a chat sooner than a disk of the assumed speed restores it, before anything was measured.
    const costs = new Costs({ prefill: null, depth: null, restore: null, save: null });
    costs.bytesPerToken = 2e7;
    Object.defineProperty(costs.speeds, 'prefill', { get: () => 100, set: () => {} });
    Object.assign(cache, { costs });
    const tried = vi
      .spyOn(cache.snapshots, 'tryDisk')
      .mockResolvedValue({ bytes: 64e6, writeMs: 1, readMs: 1 });
    await ask('a', 'Be brief.', about('rivers'));
    await ask('b', 'Be long.', about('lakes'));
    await ask('c', 'Be kind.', about('hills'));
    expect(tried).toHaveBeenCalledTimes(1);
    expect([held('a')?.where, held('b')?.where]).toEqual(['warm', 'warm']);
  });

  it('are waited for if there are no more, also by a turn that is stopped meanwhile', async () => {
    await open(tinyModel());
    const stop = { stopped: false };
    const first = ask('a', 'Be brief.', about('rivers'));
    const second = engine.run({
      chatId: apiOwner('b'),
      messages: conversation('b', 'Be brief.', about('lakes')),
      program: {},
      longestAnswer: 2,
    });
    const third = engine.run(
      { chatId: apiOwner('c'), messages: conversation('c', 'Be brief.', 'Hm?'), program: {} },
      stop,
    );
    stop.stopped = true;
    expect((await third).ending).toBe('stopped');
    expect((await Promise.all([first, second])).map(({ ending }) => ending)).toEqual([
      'too-long',
      'too-long',
    ]);
    expect(engine.cache.hot.map(({ user }) => user)).toEqual([null]);
  });
});
