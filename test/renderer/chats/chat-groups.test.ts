/** The groups of the list of chats, by folders and by days of the local calendar. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import type { Chat } from '../../../main/shared/contract/chats.ts';
import type { Folder } from '../../../main/shared/contract/folders.ts';
import { groupChats, rowsOf, startOfDay } from '../../../renderer/chats/chat-groups.ts';

afterEach(() => vi.unstubAllEnvs());

const chat = (id: string, updatedAt: number, parts: Partial<Chat> = {}): Chat => ({
  id,
  title: id,
  createdAt: 1,
  updatedAt,
  overflow: 'shift',
  firstKeptId: null,
  thinking: null,
  folderId: null,
  pinnedAt: null,
  archivedAt: null,
  titledBy: 'user',
  forkedFrom: null,
  ...parts,
});
const folder = (id: string, position: number): Folder => ({ id, name: id, position, createdAt: 1 });
const keysOf = (...given: Parameters<typeof groupChats>): [string, string[]][] =>
  groupChats(...given).map(({ key, chats }) => [key, chats.map(({ id }) => id)]);

describe('the list by date', () => {
  it('has days of the calendar, then months', () => {
    const now = new Date(2026, 2, 31, 15).getTime();
    const at = (...date: [number, number, number, number?, number?]) => new Date(...date).getTime();
    expect(
      keysOf(
        [
          chat('future', at(2027, 0, 1)),
          chat('midnight', at(2026, 2, 31)),
          chat('a minute before', at(2026, 2, 30, 23, 59)),
          chat('two days', at(2026, 2, 29)),
          chat('seven days', at(2026, 2, 24)),
          chat('eight days', at(2026, 2, 23, 23)),
          chat('thirty days', at(2026, 2, 1)),
          chat('February', at(2026, 1, 28, 23, 59)),
          chat('also February', at(2026, 1, 2)),
          chat('last year', at(2025, 1, 2)),
        ],
        [],
        now,
      ),
    ).toEqual([
      ['today', ['future', 'midnight']],
      ['yesterday', ['a minute before']],
      ['week', ['two days', 'seven days']],
      ['days30', ['eight days', 'thirty days']],
      ['2026-2', ['February', 'also February']],
      ['2025-2', ['last year']],
    ]);
  });

  it.each([
    ['Europe/Berlin', 2026, 2, 29],
    ['Europe/Berlin', 2026, 9, 25],
    // The clocks go forward at midnight, so the day begins at 1:00.
    ['America/Asuncion', 2023, 9, 1],
  ])('holds over the day of 23 or 25 hours in %s', (name, year, month, day) => {
    vi.stubEnv('TZ', name);
    const noon = new Date(year, month, day, 12).getTime();
    const start = startOfDay(noon);
    expect(new Date(start).getDate()).toBe(day);
    expect(new Date(start - 1).getDate()).not.toBe(day);
    const tomorrow = startOfDay(noon, -1);
    expect(new Date(tomorrow - 1).getDate()).toBe(day);
    expect(
      keysOf([chat('last moment', tomorrow - 1), chat('first', start), chat('before', start - 1)], [], noon),
    ).toEqual([
      ['today', ['last moment', 'first']],
      ['yesterday', ['before']],
    ]);
    // After the next midnight.
    expect(keysOf([chat('last moment', tomorrow - 1)], [], tomorrow)).toEqual([
      ['yesterday', ['last moment']],
    ]);
  });
});

describe('pins, folders and the archive', () => {
  const now = Date.now();
  const chats = [
    chat('plain', now),
    chat('pinned last', now - 1, { pinnedAt: 2 }),
    chat('pinned first', now - 2, { pinnedAt: 1 }),
    chat('in work', now - 3, { folderId: 'work' }),
    chat('pinned in work', now - 4, { folderId: 'work', pinnedAt: 3 }),
    chat('archived', now - 5, { folderId: 'work', pinnedAt: 4, archivedAt: 5 }),
    chat('of a folder that is gone', now, { folderId: 'gone' }),
  ];
  const groups = groupChats(chats, [folder('empty', 0), folder('work', 1)], now);

  it('show each chat once, an empty folder, and no other empty group', () => {
    expect(groups.map(({ key, chats: own }) => [key, own.map(({ id }) => id)])).toEqual([
      ['pinned', ['pinned first', 'pinned last']],
      ['empty', []],
      ['work', ['pinned in work', 'in work']],
      ['today', ['plain', 'of a folder that is gone']],
      ['archive', ['archived']],
    ]);
    expect(groupChats([], [], now)).toEqual([]);
  });

  it('fold, the archive at first, and leave their heading', () => {
    const kinds = (turned: string[]) =>
      rowsOf(groups, new Set(turned)).map((row) => (row.kind === 'group' ? `# ${row.key}` : row.key));
    expect(kinds([]).slice(-2)).toEqual(['of a folder that is gone', '# archive']);
    expect(kinds(['work', 'archive', 'pinned'])).toEqual([
      '# pinned',
      '# empty',
      '# work',
      '# today',
      'plain',
      'of a folder that is gone',
      '# archive',
      'archived',
    ]);
  });

  it('keep the order of 5,000 chats', () => {
    const many = Array.from({ length: 5000 }, (_, index) => chat(String(index), now - index * 3_600_000));
    const all = groupChats(many, [], now).flatMap((group) => group.chats);
    expect(all).toHaveLength(5000);
    expect(all.every((one, index) => one === many[index])).toBe(true);
  });
});
