/** The library of documents: what is in it, which models have read it, and what can be done with it. */
import { Search } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { DocumentInfo } from '../../main/shared/contract/documents.ts';
import { NotHere } from '../controls/not-here.tsx';
import type { DocumentOrder } from '../state/documents.ts';
import { useAsked } from '../state/use-asked.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { documentsWords } from '../words/documents.ts';
import { DocumentActions } from './document-actions.tsx';
import { FileChoices, Adding } from './file-choices.tsx';
import { DocumentRow } from './document-row.tsx';
import { matching, ordered } from './document-query.ts';
import { ReadingAheadLine } from './reading-ahead-line.tsx';

const words = documentsWords.library;

export const DocumentsPage = () => {
  const session = useSession();
  const documents = useWindow((state) => state.documents);
  const asked = useAsked(documents === null, session.askDocuments);
  useEffect(() => {
    // Whether their files have changed is looked at when they are asked for.
    session.askDocuments().catch(() => undefined);
  }, [session]);
  return (
    <div className="documents-panel">
      {documents === null ? (
        <NotHere asked={asked} waiting={words.asking} />
      ) : documents.length === 0 ? (
        <div className="page-note documents-empty">
          <h2>{words.empty}</h2>
          <p>{words.emptyAbout}</p>
          <AddFiles isMain />
        </div>
      ) : (
        <Library documents={documents} />
      )}
    </div>
  );
};

const Library = ({ documents }: { documents: readonly DocumentInfo[] }) => {
  const session = useSession();
  const query = useWindow((state) => state.documentQuery);
  const states = useWindow((state) => state.documentStates);
  const engine = useWindow(({ engine: now }) => now?.model?.path ?? null);
  const readingAhead = useWindow((state) => state.readingAhead);
  const changes = useWindow((state) => state.documentStateChanges);
  useEffect(() => {
    // Without them, the rows say nothing of states.
    if (changes >= 0 || engine !== null) session.askDocumentStates().catch(() => undefined);
  }, [session, engine, changes]);
  const shown = useMemo(() => ordered(matching(documents, query.text), query.order), [documents, query]);
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  const selected = documents.filter(({ id }) => chosen.has(id));
  return (
    <>
      <div className="documents-tools" role="search" aria-label={words.search}>
        <div className="search-field">
          <Search aria-hidden />
          <input
            type="search"
            aria-label={words.search}
            placeholder={words.search}
            autoComplete="off"
            spellCheck={false}
            dir="auto"
            value={query.text}
            onChange={({ target }) => session.queryDocuments({ text: target.value })}
          />
        </div>
        <select
          className="filter"
          aria-label={words.order}
          value={query.order}
          onChange={({ target }) => session.queryDocuments({ order: target.value as DocumentOrder })}
        >
          {Object.entries(words.orders).map(([order, name]) => (
            <option key={order} value={order}>
              {name}
            </option>
          ))}
        </select>
        <AddFiles />
      </div>
      {readingAhead !== null && <ReadingAheadLine readingAhead={readingAhead} documents={documents} />}
      {selected.length > 0 ? (
        <DocumentActions selected={selected} leave={() => setChosen(new Set())} />
      ) : (
        <p className="documents-sum" role="status">
          {words.sum(
            shown.length,
            documents.length,
            shown.reduce((sum, { bytes }) => sum + bytes, 0),
          )}
        </p>
      )}
      {shown.length === 0 ? (
        <div className="page-note">
          <p>{words.noMatch}</p>
          <button type="button" className="button" onClick={() => session.queryDocuments({ text: '' })}>
            {words.showAll}
          </button>
        </div>
      ) : (
        <ul className="documents-list" aria-label={documentsWords.page.title}>
          {shown.map((document) => (
            <DocumentRow
              key={document.id}
              document={document}
              states={states?.filter(({ documentIds }) => documentIds.includes(document.id)) ?? null}
              isSelected={chosen.has(document.id)}
              select={(isSelected) => {
                const next = new Set(chosen);
                if (isSelected) next.add(document.id);
                else next.delete(document.id);
                setChosen(next);
              }}
            />
          ))}
        </ul>
      )}
    </>
  );
};

const addWords = { files: words.add, folder: words.addFolder };

const AddFiles = ({ isMain = false }: { isMain?: boolean }) => (
  <>
    <FileChoices words={addWords} className={isMain ? 'is-main' : ''} />
    <Adding />
  </>
);
