/** The texts of the list of chats: its groups, folders, the selection of several chats, and moving them. */
import { count } from '../../main/shared/format/figures.ts';
import { dateLocale, translatable } from '../../main/shared/language/language.ts';

const chats = (number: number): string => `${count(number)} ${number === 1 ? 'chat' : 'chats'}`;

export const listWords = translatable('listWords', {
  groups: {
    pinned: 'Pinned',
    today: 'Today',
    yesterday: 'Yesterday',
    week: 'Previous 7 days',
    days30: 'Previous 30 days',
    archive: 'Archived',
  },
  /** For example "October", or "October 2025" in another year. `month`: from 0. */
  month: (year: number, month: number, thisYear: number): string =>
    new Intl.DateTimeFormat(dateLocale(), {
      month: 'long',
      ...(year === thisYear ? {} : { year: 'numeric' }),
    }).format(new Date(year, month)),

  pin: 'Pin',
  unpin: 'Unpin',
  archive: 'Archive',
  unarchive: 'Restore from archive',
  moveAsked: 'Move to…',
  select: 'Select',
  pinned: 'Pinned',

  folder: {
    /** The name of a folder until the user has given it another. */
    new: 'New folder',
    newAsked: 'New folder…',
    name: 'Folder name',
    named: (name: string): string => `Folder “${name}”`,
    about: (number: number): string => `Folder, ${chats(number)}`,
    menuOf: (name: string): string => `Menu of the folder “${name}”`,
    rename: 'Rename',
    up: 'Move up',
    down: 'Move down',
    deleteOnly: 'Delete folder, keep chats',
    deleteAll: (number: number): string => `Delete folder and ${chats(number)}`,
    delete: 'Delete folder',
  },
  /** How many chats a group has. */
  chats,

  selection: {
    label: 'Selected chats',
    count: (number: number): string => `${count(number)} selected`,
    selected: 'Selected',
    all: 'Select all',
    done: 'Done',
    delete: 'Delete',
  },

  move: {
    title: (number: number): string => `Move ${chats(number)}`,
    none: 'No folder',
    folders: 'Folders',
  },

  /** Around the title of one chat or the name of a folder, which is an element of its own. */
  deleted: { before: '“', after: '” was deleted.' },
  deletedMany: (number: number): string => `${chats(number)} were deleted.`,
  folderDeleted: { before: 'The folder “', after: '” was deleted.' },
});
