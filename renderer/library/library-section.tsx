/** All models on this machine: the list, the open model, and the ways to add models. */
import { useMemo } from 'react';
import type { Library } from '../../main/shared/contract/library.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { NotHere } from '../controls/not-here.tsx';
import { useAsked } from '../state/use-asked.ts';
import { AddPanel } from './add-panel.tsx';
import { FoldersPanel } from './folders-panel.tsx';
import { Imports } from './imports.tsx';
import { LibraryFilters } from './library-filters.tsx';
import { LibraryList } from './library-list.tsx';
import { matching, ordered } from './library-query.ts';
import { ModelPane } from './model-pane.tsx';
import { libraryWords as words } from '../words/library.ts';
import { modelsWords } from '../words/models.ts';

export const LibrarySection = () => {
  const session = useSession();
  const library = useWindow((state) => state.library);
  const asked = useAsked(library === null, session.askLibrary);
  return library === null ? <NotHere asked={asked} waiting={words.reading} /> : <Shown library={library} />;
};

const Shown = ({ library: { models, folders, isScanning } }: { library: Library }) => {
  const query = useWindow((state) => state.libraryQuery);
  const shown = useWindow(({ library, shownModel }) =>
    library?.models.find(({ path }) => path === shownModel),
  );
  const { column, isDescending } = query;
  const inOrder = useMemo(() => ordered(models, column, isDescending), [models, column, isDescending]);
  const listed = useMemo(() => matching(inOrder, query), [inOrder, query]);
  const enterList = (): void =>
    document.querySelector<HTMLElement>('.library-table .library-open[tabindex="0"]')?.focus();
  return (
    <div className="split" data-open={shown !== undefined || undefined}>
      <div className="split-list library">
        <LibraryFilters models={models} enterList={enterList}>
          <div className="library-tools">
            <AddPanel />
            <FoldersPanel folders={folders} isScanning={isScanning} />
          </div>
        </LibraryFilters>
        <Imports />
        <p className="library-sum" role="status">
          {words.sum(
            listed.length,
            models.length,
            listed.reduce((sum, model) => sum + model.bytes, 0),
          )}
          {isScanning && <span>{words.scanning}</span>}
        </p>
        {listed.length === 0 ? <NoMatch /> : <LibraryList models={listed} />}
        {models.every(({ owner }) => owner === 'starter') && !isScanning && <FirstModels />}
      </div>
      {shown && <ModelPane key={shown.path} model={shown} />}
    </div>
  );
};

const NoMatch = () => {
  const session = useSession();
  return (
    <div className="page-note">
      <p>{words.noMatch}</p>
      <button
        type="button"
        className="button"
        onClick={() => session.queryLibrary({ text: '', owner: '', kind: '', supports: '' })}
      >
        {words.showAll}
      </button>
    </div>
  );
};

const FirstModels = () => {
  const session = useSession();
  return (
    <div className="page-note">
      <p>{words.onlyGuide}</p>
      <button type="button" className="button is-main" onClick={() => session.showPage('models', 'find')}>
        {modelsWords.findModel}
      </button>
    </div>
  );
};
