/** Models on Hugging Face. Before a search, it shows the recommended models, for which nothing is sent. */
import { useLayoutEffect, useRef } from 'react';
import { Catalogue } from './catalogue.tsx';
import { HubModelPane } from './hub-model-pane.tsx';
import { HubResults, resultButtonId } from './hub-results.tsx';
import { SearchField } from './search-field.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { common } from '../words/common.ts';
import { modelSearchWords } from '../words/find.ts';

export const FindSection = () => {
  const session = useSession();
  const isOffline = useWindow((state) => state.settings?.offline === true);
  const { asked, problem, found, shown, text, sort } = useWindow((state) => state.search);
  // The list gets narrower and longer beside an open model, and wider again: the model's entry stays in view.
  const last = useRef(shown);
  useLayoutEffect(() => {
    const entry = shown ?? last.current;
    last.current = shown;
    if (entry !== null) document.getElementById(resultButtonId(entry))?.scrollIntoView({ block: 'nearest' });
  }, [shown]);
  const hasResults = asked !== null && (found !== null || problem === null) && !isOffline;
  return (
    <div className="split" data-open={shown !== null || undefined}>
      <div className="split-list find">
        <SearchField isOffline={isOffline} />
        <div className="find-scroller">
          {isOffline ? (
            <p className="find-note">{modelSearchWords.offline}</p>
          ) : (
            problem !== null && (
              <div className="find-note" role="alert">
                <p>{problem}</p>
                <button
                  type="button"
                  className="button"
                  onClick={() => void session.sendSearch(asked ?? text, sort)}
                >
                  {common.tryAgain}
                </button>
              </div>
            )
          )}
          {hasResults ? <HubResults /> : <Catalogue text={isOffline ? text : ''} />}
        </div>
      </div>
      {shown !== null && <HubModelPane key={shown} repository={shown} />}
    </div>
  );
};
