import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Draft } from '../../../main/shared/contract/chats.ts';
import { createDrafts, type Drafts } from '../../../renderer/state/drafts.ts';

/** Each save that the core has not answered yet. */
let saves: { draft: Draft; answer: () => Promise<void>; refuse: () => Promise<void> }[];
let drafts: Drafts;

/** As one page of a tab makes them. */
const openDrafts = (): Drafts =>
  createDrafts(
    (draft) =>
      new Promise((resolve, reject) => {
        saves.push({
          draft,
          answer: async () => resolve(),
          refuse: async () => reject(new Error('gone')),
        });
      }),
  );

beforeEach(() => {
  vi.useFakeTimers();
  const stored = new Map<string, string>();
  vi.stubGlobal('sessionStorage', {
    getItem: (name: string) => stored.get(name) ?? null,
    setItem: (name: string, value: string) => void stored.set(name, value),
    removeItem: (name: string) => void stored.delete(name),
  });
  saves = [];
  drafts = openDrafts();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const rest = (): Promise<unknown> => vi.advanceTimersByTimeAsync(300);

describe('a draft', () => {
  it('is saved when typing rests, once', async () => {
    drafts.greeted([]);
    for (const text of ['a', 'ab', 'abc']) drafts.keep('new', text);
    expect(saves).toEqual([]);
    await rest();
    expect(saves.map(({ draft }) => draft)).toEqual([{ place: 'new', text: 'abc' }]);
  });

  it('comes from the core, and follows another window while nothing is typed here', async () => {
    const seen: string[] = [];
    drafts.listen(() => void seen.push(drafts.of('new')));
    drafts.greeted([{ place: 'new', text: 'kept' }]);
    drafts.saved({ place: 'new', text: 'kept and more' });
    expect(seen).toEqual(['kept', 'kept and more']);
    drafts.greeted([]);
    expect(seen.at(-1)).toBe('');
  });

  it('that is being typed here is not overwritten by another window, nor by an echo of itself', async () => {
    drafts.greeted([]);
    drafts.keep('new', 'mine');
    drafts.saved({ place: 'new', text: 'theirs' });
    expect(drafts.of('new')).toBe('mine');
    await rest();
    drafts.keep('new', 'mine, longer');
    drafts.saved({ place: 'new', text: 'mine' });
    await saves[0]!.answer();
    await vi.advanceTimersByTimeAsync(0);
    drafts.saved({ place: 'new', text: 'theirs' });
    expect(drafts.of('new')).toBe('mine, longer');
    await rest();
    await saves[1]!.answer();
    await vi.advanceTimersByTimeAsync(0);
    drafts.saved({ place: 'new', text: 'theirs' });
    expect(drafts.of('new')).toBe('theirs');
  });

  it('that could not be saved is saved at the next connection, and is newer than what the core has', async () => {
    drafts.greeted([{ place: 'new', text: 'kept' }]);
    drafts.keep('new', 'kept and typed');
    await rest();
    await saves[0]!.refuse();
    await vi.advanceTimersByTimeAsync(0);
    drafts.greeted([{ place: 'new', text: 'kept' }]);
    expect(drafts.of('new')).toBe('kept and typed');
    expect(saves[1]!.draft).toEqual({ place: 'new', text: 'kept and typed' });
  });

  it('that was typed before the first connection comes after the text that the core has', () => {
    drafts.keep('new', 'typed');
    drafts.greeted([{ place: 'new', text: 'kept' }]);
    expect(drafts.of('new')).toBe('kept\ntyped');
  });

  it('that the page had no time to save is there after a reload, and is saved then', () => {
    drafts.greeted([{ place: 'new', text: 'kept' }]);
    drafts.keep('new', 'changed');
    drafts.leave();
    saves = [];
    const reloaded = openDrafts();
    expect(reloaded.of('new')).toBe('changed');
    reloaded.greeted([{ place: 'new', text: 'kept' }]);
    expect(reloaded.of('new')).toBe('changed');
    expect(saves.map(({ draft }) => draft)).toEqual([{ place: 'new', text: 'changed' }]);
    expect(openDrafts().of('new')).toBe('');
  });
});
