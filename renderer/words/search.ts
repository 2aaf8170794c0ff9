/** The texts of the search over all chats and of the search in the shown chat. */
import type { PartKind } from '../../main/shared/contract/parts.ts';
import { count, percent } from '../../main/shared/format/figures.ts';
import { dateLocale, translatable } from '../../main/shared/language/language.ts';

const date = new Intl.DateTimeFormat(dateLocale(), { day: 'numeric', month: 'short', year: 'numeric' });

export const searchWords = translatable('searchWords', {
  field: 'Search chats',
  results: 'Search results',
  searching: 'Searching…',
  nothing: (text: string): string => `No results for “${text}”.`,
  /** Read out by screen readers. */
  found: (chats: number, isAll: boolean): string =>
    `${isAll ? '' : 'More than '}${count(chats)} ${chats === 1 ? 'chat' : 'chats'} found`,
  building: (share: number): string =>
    `Indexing your chats: ${percent(share)}. Older messages may be missing.`,
  archived: 'Archived',
  more: 'Show more from this chat',
  day: (at: number): string => date.format(at),
  who: (role: 'user' | 'model', kind: PartKind): string =>
    kind === 'thoughts' ? 'Thoughts' : role === 'user' ? 'You' : 'Model',
});

export const findWords = translatable('findWords', {
  label: 'Find in this chat',
  onPage: 'Find on this page',
  field: 'Find',
  previous: 'Previous match',
  next: 'Next match',
  close: 'Close',
  /** `at`: from 1, 0 if no match is shown. */
  position: (at: number, all: number): string => (at === 0 ? count(all) : `${count(at)} of ${count(all)}`),
  none: 'No matches',
});
