/** Filters of the list: words that are searched as they are typed, the source of a model, its purpose and its capabilities. */
import { Search } from 'lucide-react';
import type { ReactNode } from 'react';
import type { LibraryModel } from '../../main/shared/contract/library.ts';
import { isOfComposition } from '../controls/composition.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import type { LibraryColumn, LibraryQuery } from '../state/library.ts';
import { kindNames, modelsWords, ownerNames } from '../words/models.ts';
import { choices } from './library-query.ts';
import { libraryFilterWords as words } from '../words/library.ts';

interface Props {
  models: readonly LibraryModel[];
  /** The Down key moves from the field into the list. */
  enterList: () => void;
  children: ReactNode;
}

const options = <Key extends string>(
  counts: ReadonlyMap<Key, number>,
  names: Record<Key, string>,
): [Key, string][] =>
  [...counts]
    .toSorted(([a], [b]) => names[a].localeCompare(names[b]))
    .map(([key, many]) => [key, words.option(names[key], many)]);

export const LibraryFilters = ({ models, enterList, children }: Props) => {
  const session = useSession();
  const query = useWindow((state) => state.libraryQuery);
  const { owners, kinds } = choices(models);
  const put = (patch: Partial<LibraryQuery>): void => session.queryLibrary(patch);
  return (
    <div className="library-filters" role="search" aria-label={words.form}>
      <div className="search-field">
        <Search aria-hidden />
        <input
          type="search"
          aria-label={words.field}
          placeholder={words.placeholder(models.length)}
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
        label={words.source}
        all={words.allSources}
        value={query.owner}
        options={options(owners, ownerNames)}
        choose={(owner) => put({ owner })}
      />
      <Filter
        label={words.kind}
        all={words.allKinds}
        value={query.kind}
        options={options(kinds, kindNames)}
        choose={(kind) => put({ kind })}
      />
      <Filter
        label={words.capability}
        all={words.anyCapability}
        value={query.supports}
        options={[
          ['tools', words.capabilities.tools],
          ['reasoning', words.capabilities.reasoning],
          ['images', words.capabilities.images],
        ]}
        choose={(supports) => put({ supports })}
      />
      {/* Where there is no room for the heads of columns. */}
      <select
        className="filter library-order"
        aria-label={modelsWords.sortBy}
        value={query.column}
        onChange={(event) => {
          const column = event.target.value as LibraryColumn;
          put({ column, isDescending: column !== 'name' });
        }}
      >
        {Object.entries(words.orders).map(([column, label]) => (
          <option key={column} value={column}>
            {label}
          </option>
        ))}
      </select>
      {children}
    </div>
  );
};

interface FilterProps<Value extends string> {
  label: string;
  /** The label of the option that does not filter. */
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
    {given.map(([option, name]) => (
      <option key={option} value={option}>
        {name}
      </option>
    ))}
  </select>
);
