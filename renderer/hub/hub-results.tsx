/** The results of a search; more are loaded on demand. */
import { sentenceOf } from '../words/told.ts';
import { Heart, Download, Lock } from 'lucide-react';
import { useRef } from 'react';
import type { HubModel } from '../../main/shared/contract/hub.ts';
import { useArrowKeys } from '../controls/use-key-down.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { compact, dateWords, parameterCount } from '../words/models.ts';
import { modelSearchWords as words } from '../words/find.ts';

export const resultButtonId = (repository: string): string => `hub-result-${repository}`;

export const HubResults = () => {
  const session = useSession();
  const { found, isBusy, asked, shown } = useWindow((state) => state.search);
  if (found === null)
    return (
      <p className="page-note" role="status">
        {words.searching(asked ?? '')}
      </p>
    );
  if (found.models.length === 0)
    return (
      <div className="page-note">
        <p role="status">{words.noResults(asked ?? '')}</p>
        <button type="button" className="button" onClick={session.clearSearch}>
          {words.back}
        </button>
      </div>
    );
  return (
    <>
      <p className="library-sum" role="status">
        {words.found(found.models.length, asked ?? '', found.next !== null)}
        <button type="button" className="text-button" onClick={session.clearSearch}>
          {words.back}
        </button>
      </p>
      <List models={found.models} shown={shown} />
      {found.next !== null && (
        <button
          type="button"
          className="button find-more"
          disabled={isBusy}
          onClick={() => void session.moreFound()}
        >
          {isBusy ? words.loadingMore : words.more}
        </button>
      )}
    </>
  );
};

const List = ({ models, shown }: { models: readonly HubModel[]; shown: string | null }) => {
  const list = useRef<HTMLUListElement>(null);
  useArrowKeys(list, '.result-open');
  return (
    <ul className="results" aria-label={words.results} ref={list}>
      {models.map((model) => (
        <Result key={model.id} model={model} isShown={model.id === shown} />
      ))}
    </ul>
  );
};

const Result = ({ model, isShown }: { model: HubModel; isShown: boolean }) => {
  const session = useSession();
  const [owner, name] = model.id.split('/') as [string, string];
  const facts = [
    model.parameters === null ? null : parameterCount(model.parameters),
    model.architecture,
    model.licence,
  ].filter((fact) => fact !== null);
  return (
    <li className="result" data-shown={isShown || undefined}>
      <button
        type="button"
        id={resultButtonId(model.id)}
        className="result-open"
        aria-current={isShown || undefined}
        onClick={() => session.putSearch({ shown: model.id })}
      >
        <span className="result-name">{name}</span>
        <span className="result-owner">{owner}</span>
      </button>
      <p className="result-facts">
        {facts.join(' · ')}
        {model.problem !== undefined && (
          <span className="result-unsupported" title={sentenceOf(model.problem)}>
            {words.notSupported}
          </span>
        )}
        {model.isGated && (
          <span className="result-gated" title={words.gatedHint}>
            <Lock aria-hidden />
            {words.gated}
          </span>
        )}
      </p>
      <p className="result-counts">
        <span title={words.downloadsHint(model.downloads)}>
          <Download aria-hidden />
          {compact(model.downloads)}
          <span className="hidden"> {words.downloads}</span>
        </span>
        <span title={words.likesHint(model.likes)}>
          <Heart aria-hidden />
          {compact(model.likes)}
          <span className="hidden"> {words.likes}</span>
        </span>
        <span>{dateWords(model.changedAt)}</span>
      </p>
    </li>
  );
};
