/** The entries of the palette for what was typed: commands first, then settings, chats by their titles, and models to load. */
import type { Chat } from '../../main/shared/contract/chats.ts';
import type { LibraryModel } from '../../main/shared/contract/library.ts';
import type { Command } from '../commands/commands.ts';
import type { SettingPlace } from '../controls/setting-places.ts';
import { folded, rankOf } from './matching.ts';

export type Entry =
  | { kind: 'command'; name: string; command: Command }
  | { kind: 'setting'; name: string; place: SettingPlace }
  | { kind: 'chat'; name: string; chat: Chat }
  | { kind: 'model'; name: string; model: LibraryModel };

export interface Offered {
  /** Those that apply in the current state. */
  commands: readonly Command[];
  /** Only what was typed finds them: they are too many to be listed. */
  settings: readonly SettingPlace[];
  /** Newest first. */
  chats: readonly Chat[];
  /** Those that can be loaded, the last used first. */
  models: readonly LibraryModel[];
  /** The names of recently chosen commands, the latest first. */
  recent: readonly string[];
}

/** The name of a command in a list of commands. */
export const listedName = ({ name, fullName }: Pick<Command, 'name' | 'fullName'>): string =>
  fullName ?? name;

/** The items whose name matches `query`, which is folded; the best first, equal matches in the order that they have. */
export const matching = <Item>(
  items: readonly Item[],
  query: string,
  nameOf: (item: Item) => string,
): Item[] =>
  query === ''
    ? [...items]
    : items
        .map((item) => ({ item, rank: rankOf(query, folded(nameOf(item))) }))
        .filter((one): one is { item: Item; rank: number } => one.rank !== null)
        .toSorted((one, other) => one.rank - other.rank)
        .map(({ item }) => item);

/** `typed`: as it is in the field. */
export const entriesFor = (
  typed: string,
  { commands, settings, chats, models, recent }: Offered,
): Entry[] => {
  const query = folded(typed);
  // Signs alone match nothing; they are no letters of any name.
  if (query === '' && typed.trim() !== '') return [];
  const placeOf = (command: Command): number => {
    const at = recent.indexOf(listedName(command));
    return at === -1 ? recent.length : at;
  };
  const recentFirst = commands.toSorted((one, other) => placeOf(one) - placeOf(other));
  return [
    ...matching(recentFirst, query, listedName).map((command): Entry => ({
      kind: 'command',
      name: listedName(command),
      command,
    })),
    ...(query === '' ? [] : matching(settings, query, ({ name }) => name)).map((place): Entry => ({
      kind: 'setting',
      name: place.name,
      place,
    })),
    ...matching(chats, query, ({ title }) => title).map((chat): Entry => ({
      kind: 'chat',
      name: chat.title,
      chat,
    })),
    ...matching(models, query, ({ name }) => name).map((model): Entry => ({
      kind: 'model',
      name: model.name,
      model,
    })),
  ];
};
