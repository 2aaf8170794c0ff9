import type { Translated } from '../../../main/shared/language/language.ts';
import { count, dateLocale, percent } from '../figures.ts';
import type * as english from '../search.ts';

export const searchWords: Translated<typeof english.searchWords> = {
  field: 'Chats durchsuchen',
  results: 'Suchergebnisse',
  searching: 'Suche läuft…',
  nothing: (text) => `Keine Ergebnisse für „${text}“.`,
  found: (chats, isAll) =>
    `${isAll ? '' : 'Mehr als '}${count(chats)} ${chats === 1 ? 'Chat' : 'Chats'} gefunden`,
  building: (share) =>
    `Deine Chats werden indiziert: ${percent(share)}. Ältere Nachrichten können noch fehlen.`,
  archived: 'Archiviert',
  more: 'Mehr aus diesem Chat',
  day: (at) =>
    new Intl.DateTimeFormat(dateLocale(), { day: 'numeric', month: 'short', year: 'numeric' }).format(at),
  who: (role, kind) => (kind === 'thoughts' ? 'Gedanken' : role === 'user' ? 'Du' : 'Modell'),
};

export const findWords: Translated<typeof english.findWords> = {
  label: 'In diesem Chat suchen',
  onPage: 'Auf dieser Seite suchen',
  field: 'Suchen',
  previous: 'Vorheriger Treffer',
  next: 'Nächster Treffer',
  close: 'Schließen',
  position: (at, all) => (at === 0 ? count(all) : `${count(at)} von ${count(all)}`),
  none: 'Keine Treffer',
};
