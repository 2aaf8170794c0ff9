/** What the command palette finds for what was typed, and in which order. */
import { describe, expect, it } from 'vitest';
import type { Chat } from '../../../main/shared/contract/chats.ts';
import type { LibraryModel } from '../../../main/shared/contract/library.ts';
import type { Command } from '../../../renderer/commands/commands.ts';
import { entriesFor, type Offered } from '../../../renderer/palette/entries.ts';
import { folded, rankOf } from '../../../renderer/palette/matching.ts';

const command = (name: string, fullName?: string): Command => ({
  name,
  ...(fullName !== undefined && { fullName }),
  keys: null,
  where: 'window',
  applies: () => true,
  run: () => undefined,
});
const offered: Offered = {
  commands: ['New chat', 'Copy the last answer', 'Models: Downloads', 'Use the dark theme'].map((name) =>
    command(name),
  ),
  settings: [
    { name: 'Settings: Backup', element: 'settings-backup' },
    { name: 'Theme', element: 'setting-theme' },
  ],
  chats: ['Älteste Brücken', 'Packing list for Norway', '旅行の計画'].map((title) => ({ title }) as Chat),
  models: [{ name: 'Qwen3 8B' }, { name: 'Llama 3.2 3B' }] as LibraryModel[],
  recent: [],
};
const found = (typed: string, more: Partial<Offered> = {}): string[] =>
  entriesFor(typed, { ...offered, ...more }).map(({ name }) => name);

describe('the palette', () => {
  it('has commands first, then chats, then models', () => {
    expect(found('')).toEqual([
      ...offered.commands.map(({ name }) => name),
      ...offered.chats.map(({ title }) => title),
      ...offered.models.map(({ name }) => name),
    ]);
  });

  it('has settings behind commands once something is typed', () => {
    expect(found('theme')).toEqual(['Use the dark theme', 'Theme']);
    expect(found('settings back')).toEqual(['Settings: Backup']);
    expect(found('')).not.toContain('Theme');
  });

  it('finds parts of words, words in any order, and initials', () => {
    expect(found('ownlo')).toEqual(['Models: Downloads']);
    expect(found('norway list')).toEqual(['Packing list for Norway']);
    expect(found('ctla')).toEqual(['Copy the last answer']);
    expect(found('UTDT')).toEqual(['Use the dark theme']);
    expect(found('zzz')).toEqual([]);
    expect(found('???')).toEqual([]);
    expect(found('  ').length).toBe(9);
  });

  it('ignores case, diacritics and punctuation on both sides, and knows other scripts', () => {
    expect(found('alteste bruck')).toEqual(['Älteste Brücken']);
    expect(found('BRÜCK')).toEqual(['Älteste Brücken']);
    expect(found('models downloads')).toEqual(['Models: Downloads']);
    expect(found('計画')).toEqual(['旅行の計画']);
    expect(found('qwen3-8b')).toEqual(['Qwen3 8B']);
  });

  it('has recent commands first, among those that match equally well', () => {
    const recent = ['Use the dark theme', 'Models: Downloads', 'No longer a command'];
    expect(found('', { recent }).slice(0, 4)).toEqual([
      'Use the dark theme',
      'Models: Downloads',
      'New chat',
      'Copy the last answer',
    ]);
    expect(found('the', { recent }).slice(0, 2)).toEqual(['Use the dark theme', 'Copy the last answer']);
    // A better match comes before a recent one.
    expect(found('n', { recent: ['Copy the last answer'] })[0]).toBe('New chat');
  });

  it('lists and remembers a command by its full name', () => {
    const commands = [command('New chat'), command('Close', 'Close the opened model')];
    expect(found('opened', { commands })).toEqual(['Close the opened model']);
    expect(found('', { commands, recent: ['Close the opened model'] })[0]).toBe('Close the opened model');
  });

  it('ranks by where the match is', () => {
    const rank = (query: string, text: string) => rankOf(folded(query), folded(text));
    expect(rank('new', 'New chat')).toBe(0);
    expect(rank('chat', 'New chat')).toBe(1);
    expect(rank('nc', 'New chat')).toBe(2);
    expect(rank('hat', 'New chat')).toBe(3);
    expect(rank('chat new', 'New chat')).toBe(4);
    expect(rank('chats', 'New chat')).toBeNull();
  });
});
