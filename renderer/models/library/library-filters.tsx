/** What narrows the list: words that are searched as they are typed, whose it is, what it is for and what it can. */
import { Search } from 'lucide-react';
import type { ReactNode } from 'react';
import type { LibraryModel } from '../../../main/contract/model-types.ts';
import { isOfComposition } from '../../parts/composition.ts';
import { count } from '../../latency/figures.ts';
import { useSession, useWindow } from '../../state/use-session.ts';
import type { LibraryColumn, LibraryQuery } from '../../state/window-state.ts';
import { kindNames, ownerNames } from '../model-words.ts';
import { choices } from './library-query.ts';

interface Props {
  models: readonly LibraryModel[];
  /** Down from the field leads into the list. */
  enterList: () => void;
  children: ReactNode;
}

const options = <Key extends string>(
  counts: ReadonlyMap<Key, number>,
  names: Record<Key, string>,
): [Key, string][] =>
  [...counts]
    .toSorted(([a], [b]) => names[a].localeCompare(names[b]))
    .map(([key, many]) => [key, `${names[key]} (${count(many)})`]);

export const LibraryFilters = ({ models, enterList, children }: Props) => {
  const session = useSession();
  const query = useWindow((state) => state.libraryQuery);
  const { owners, kinds } = choices(models);
  const put = (patch: Partial<LibraryQuery>): void => session.queryLibrary(patch);
  return (
    <div className="library-filters" role="search" aria-label="Library">
      <div className="search-field">
        <Search aria-hidden />
        <input
          type="search"
          aria-label="Search the library"
          placeholder={`Search ${count(models.length)} ${models.length === 1 ? 'model' : 'models'}`}
          autoComplete="off"
          spellCheck={false}
          dir="auto"
          value={query.text}
          onChange={(event) => put({ text: event.target.value })}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown' || isOfComposition(event)) return;
            event.preventDefault();
            enterList();
          }}
        />
      </div>
      <Filter
        label="Whose"
        all="From anywhere"
        value={query.owner}
        options={options(owners, ownerNames)}
        choose={(owner) => put({ owner })}
      />
      <Filter
        label="Kind"
        all="All kinds"
        value={query.kind}
        options={options(kinds, kindNames)}
        choose={(kind) => put({ kind })}
      />
      <Filter
        label="Supports"
        all="Supports anything"
        value={query.supports}
        options={[
          ['tools', 'Tools'],
          ['reasoning', 'Reasoning'],
          ['images', 'With a projector'],
        ]}
        choose={(supports) => put({ supports })}
      />
      {/* Where there is no room for the heads of columns. */}
      <select
        className="filter library-order"
        aria-label="Order"
        value={query.column}
        onChange={(event) => {
          const column = event.target.value as LibraryColumn;
          put({ column, isDescending: column !== 'name' });
        }}
      >
        {orders.map(([column, words]) => (
          <option key={column} value={column}>
            {words}
          </option>
        ))}
      </select>
      {children}
    </div>
  );
};

const orders: [LibraryColumn, string][] = [
  ['used', 'Last used first'],
  ['name', 'By name'],
  ['size', 'Largest first'],
  ['parameters', 'Most parameters first'],
  ['quantisation', 'Most bits first'],
  ['context', 'Longest context first'],
];

interface FilterProps<Value extends string> {
  label: string;
  /** What no choice is called. */
  all: string;
  value: Value | '';
  options: [Value, string][];
  choose: (value: Value | '') => void;
}

const Filter = <Value extends string>({ label, all, value, options: given, choose }: FilterProps<Value>) => (
  <select
    className="filter"
    aria-label={label}
    data-chosen={value !== '' || undefined}
    value={value}
    onChange={(event) => choose(event.target.value as Value | '')}
  >
    <option value="">{all}</option>
    {given.map(([option, words]) => (
      <option key={option} value={option}>
        {words}
      </option>
    ))}
  </select>
);
