/** Models to switch to with one press: recently used ones first; a few letters find any other. */
import { useMemo, useRef, useState } from 'react';
import type { LibraryModel } from '../../main/shared/contract/library.ts';
import { isOfComposition } from '../controls/composition.ts';
import { deliberate } from '../controls/deliberate.ts';
import { useArrowKeys } from '../controls/use-key-down.ts';
import { useNow } from '../controls/use-now.ts';
import { useClosePopover } from '../controls/popover.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { matching, ordered } from '../library/library-query.ts';
import { briefOf } from '../library/library-row.tsx';
import { loadStateOf } from '../engines/load-state.ts';
import { fileName, sharedNames } from '../state/model-names.ts';
import { ago, whyNotLoaded } from '../words/models.ts';
import { useAsked } from '../state/use-asked.ts';
import { Problem } from '../controls/problem.tsx';
import { common } from '../words/common.ts';
import { enginePanelWords as words } from '../words/engine.ts';

/** The filter or the page of models finds the others. */
const mostShown = 30;

export const RecentModels = () => {
  const session = useSession();
  const close = useClosePopover();
  const library = useWindow((state) => state.library);
  const { problem } = useAsked(library === null, session.askLibrary);
  const list = useRef<HTMLDivElement>(null);
  useArrowKeys(list, '[data-step]:not(:disabled)');
  const [text, setText] = useState('');
  const loadedPath = useWindow((state) => state.engine?.model?.path ?? null);
  const usable = useMemo(
    () =>
      ordered(
        (library?.models ?? []).filter((model) => whyNotLoaded(model) === null),
        'used',
        true,
      ),
    [library],
  );
  const shared = useMemo(() => sharedNames(library?.models ?? []), [library]);
  const found = useMemo(() => {
    const query = { text, owner: '', kind: '', supports: '', column: 'used', isDescending: true } as const;
    return matching(usable, query).filter(({ path }) => path !== loadedPath);
  }, [usable, text, loadedPath]);
  const load = (model: LibraryModel): void => {
    void session.load(model.path).then((isLoaded) => {
      if (isLoaded) close();
    });
  };
  return (
    <div className="recent" ref={list}>
      <input
        type="search"
        data-first
        data-step
        aria-label={words.search}
        placeholder={words.search}
        autoComplete="off"
        spellCheck={false}
        dir="auto"
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && !isOfComposition(event) && text.trim() !== '' && found[0])
            load(found[0]);
        }}
      />
      {library === null ? (
        <p className={problem === null ? 'hint' : 'field-problem'} role="status">
          {problem ?? words.readingLibrary}
        </p>
      ) : found.length === 0 ? (
        <p className="hint" role="status">
          {text.trim() === '' ? words.noOthers : words.noMatch}
        </p>
      ) : (
        <ul aria-label={words.recent}>
          {found.slice(0, mostShown).map((model) => (
            <RecentModel key={model.path} model={model} isNameShared={shared.has(model.name)} load={load} />
          ))}
        </ul>
      )}
    </div>
  );
};

interface RecentProps {
  model: LibraryModel;
  /** Another model has the same name. */
  isNameShared: boolean;
  load: (model: LibraryModel) => void;
}

const RecentModel = ({ model, isNameShared, load }: RecentProps) => {
  const now = useNow();
  const state = useWindow((window) => loadStateOf(window, model.path));
  const refusal = useWindow((window) => (window.load?.path === model.path ? window.load.problem : null));
  return (
    <li>
      <button
        type="button"
        className="recent-model"
        data-step
        disabled={state === 'loading'}
        onClick={deliberate(() => load(model))}
      >
        <span className="recent-name">{model.name}</span>
        <span className="hint">
          {state === 'loading'
            ? common.loading
            : [
                isNameShared ? fileName(model.path) : null,
                briefOf(model),
                model.lastUsedAt === null ? null : ago(model.lastUsedAt, now),
              ]
                .filter((part) => part !== null)
                .join(' · ')}
        </span>
      </button>
      <Problem text={refusal} />
    </li>
  );
};
