/** The page of a model: its quantizations, which of them suits this machine, its licence and its model card. */
import { sentenceOf } from '../words/told.ts';
import { ExternalLink } from 'lucide-react';
import type { HubModelDetails } from '../../main/shared/contract/hub.ts';
import { MarkdownText } from '../message/markdown/markdown-text.tsx';
import { MessageBoundary } from '../message/message-boundary.tsx';
import { useWindow } from '../state/use-session.ts';
import { wishOf } from '../memory/use-fit.ts';
import { Pane } from '../controls/pane.tsx';
import { fileName } from '../state/model-names.ts';
import { dateWords, modelsWords, parameterCount } from '../words/models.ts';
import { FetchButton } from './fetch-button.tsx';
import { Gated } from './gated.tsx';
import { HubAdvice } from './hub-advice.tsx';
import { HubFiles } from './hub-files.tsx';
import { resultButtonId } from './hub-results.tsx';
import { useHubModel, type HubPage } from './use-hub-model.ts';
import { common } from '../words/common.ts';
import { hubPageWords as words } from '../words/find.ts';
import { Facts } from '../controls/facts.tsx';

export const HubModelPane = ({ repository }: { repository: string }) => {
  const settings = useWindow((state) => state.settings);
  const page = useHubModel(repository, settings && wishOf(settings, {}));
  const [owner, name] = repository.split('/') as [string, string];
  const { details } = page;
  const about = (
    <>
      {owner}
      {details.is === 'here' && (
        <a href={details.value.url} target="_blank" rel="noopener noreferrer">
          {words.view}
          <ExternalLink aria-hidden />
        </a>
      )}
    </>
  );
  return (
    <Pane title={name} about={about} back={words.back} returnTo={resultButtonId(repository)}>
      {details.is === 'asked' && (
        <p className="hint" role="status">
          {words.reading}
        </p>
      )}
      {details.is === 'failed' && (
        <div className="find-note" role="alert">
          <p>{details.problem}</p>
          <button type="button" className="button" onClick={page.tryAgain}>
            {common.tryAgain}
          </button>
        </div>
      )}
      {details.is === 'here' && <Shown model={details.value} page={page} />}
    </Pane>
  );
};

const Shown = ({ model, page }: { model: HubModelDetails; page: HubPage }) => {
  const files = model.files.filter(({ kind }) => kind === 'model');
  const beside = model.files.filter(({ kind }) => kind === 'projector' || kind === 'draft');
  const facts: [string, string | null][] = [
    [modelsWords.parameters, model.parameters === null ? null : parameterCount(model.parameters)],
    [modelsWords.architecture, model.architecture],
    [
      modelsWords.context,
      model.trainedContextLength === null ? null : modelsWords.trainedFor(model.trainedContextLength),
    ],
    [modelsWords.licence, model.licence ?? modelsWords.notStated],
    [words.popularity, words.counts(model.downloads, model.likes)],
    [words.updated, dateWords(model.changedAt)],
  ];
  return (
    <>
      {model.isGated && <Gated url={model.url} />}
      {model.problem === undefined ? (
        <HubAdvice model={model} advice={page.advice} />
      ) : (
        <p className="field-problem">{sentenceOf(model.problem)}</p>
      )}
      {model.problem !== undefined ? null : files.length === 0 ? (
        <p className="panel-note">{words.noFile}</p>
      ) : (
        <HubFiles model={model} files={files} page={page} />
      )}
      {model.problem === undefined && beside.length > 0 && (
        <section className="pane-section" aria-label={words.otherFiles}>
          <h3>{words.otherFiles}</h3>
          <ul className="files">
            {beside.map((file) => (
              <li key={file.path}>
                <p>
                  {fileName(file.path)}
                  <span className="hint">
                    {words.otherFile(file.kind === 'projector' ? modelsWords.addOn : words.draft, file.bytes)}
                  </span>
                </p>
                <FetchButton
                  repository={model.id}
                  file={file}
                  what={fileName(file.path)}
                  isGated={model.isGated}
                  isShort
                />
              </li>
            ))}
          </ul>
        </section>
      )}
      <Facts facts={facts} />
      {model.card !== '' && (
        <section className="pane-section card" aria-label={words.card}>
          <h3>{words.card}</h3>
          <MessageBoundary text={model.card} retryOn={model.card}>
            <MarkdownText text={model.card} isGrowing={false} keepsLines={false} />
          </MessageBoundary>
        </section>
      )}
    </>
  );
};
