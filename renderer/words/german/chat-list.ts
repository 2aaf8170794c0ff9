import type { Translated } from '../../../main/shared/language/language.ts';
import type * as english from '../chat-list.ts';
import { count, dateLocale } from '../figures.ts';

const chats = (number: number): string => `${count(number)} ${number === 1 ? 'Chat' : 'Chats'}`;

export const listWords: Translated<typeof english.listWords> = {
  groups: {
    pinned: 'Angeheftet',
    today: 'Heute',
    yesterday: 'Gestern',
    week: 'Letzte 7 Tage',
    days30: 'Letzte 30 Tage',
    archive: 'Archiv',
  },
  month: (year, month, thisYear) =>
    new Intl.DateTimeFormat(dateLocale(), {
      month: 'long',
      ...(year === thisYear ? {} : { year: 'numeric' }),
    }).format(new Date(year, month)),

  pin: 'Anheften',
  unpin: 'Lösen',
  archive: 'Archivieren',
  unarchive: 'Aus dem Archiv holen',
  moveAsked: 'Verschieben…',
  select: 'Auswählen',
  pinned: 'Angeheftet',

  folder: {
    new: 'Neuer Ordner',
    newAsked: 'Neuer Ordner…',
    name: 'Name des Ordners',
    named: (name) => `Ordner „${name}“`,
    about: (number) => `Ordner, ${chats(number)}`,
    menuOf: (name) => `Menü des Ordners „${name}“`,
    rename: 'Umbenennen',
    up: 'Nach oben',
    down: 'Nach unten',
    deleteOnly: 'Ordner löschen, Chats behalten',
    deleteAll: (number) => `Ordner und ${chats(number)} löschen`,
    delete: 'Ordner löschen',
  },
  chats,

  selection: {
    label: 'Ausgewählte Chats',
    count: (number) => `${count(number)} ausgewählt`,
    selected: 'Ausgewählt',
    all: 'Alle auswählen',
    done: 'Fertig',
    delete: 'Löschen',
  },

  move: {
    title: (number) => `${chats(number)} verschieben`,
    none: 'Kein Ordner',
    folders: 'Ordner',
  },

  deleted: { before: '„', after: '“ wurde gelöscht.' },
  deletedMany: (number) => `${chats(number)} wurden gelöscht.`,
  folderDeleted: { before: 'Der Ordner „', after: '“ wurde gelöscht.' },
};
