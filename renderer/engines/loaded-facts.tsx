/** Facts about the loaded model as it runs, and its actions. */
import { useId, useState } from 'react';
import type { LoadedModel } from '../../main/shared/contract/engine.ts';
import { bytes } from '../words/figures.ts';
import { deliberate } from '../controls/deliberate.ts';
import { DisclosureButton, useDisclosure } from '../controls/disclosure.tsx';
import { useClosePopover } from '../controls/popover.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { useSession } from '../state/use-session.ts';
import { Problem } from '../controls/problem.tsx';
import { common } from '../words/common.ts';
import { loadedWords as words, whereItRuns } from '../words/engine.ts';

export const LoadedFacts = ({ model }: { model: LoadedModel }) => {
  const session = useSession();
  const close = useClosePopover();
  const id = useId();
  const [isOpen, toggle] = useDisclosure('loaded-facts', false);
  const [problem, attempt] = useAttempt();
  const [isBusy, setIsBusy] = useState(false);
  const run = async (work: () => Promise<unknown>): Promise<void> => {
    setIsBusy(true);
    await attempt(work());
    setIsBusy(false);
  };
  const size = [model.quantization, bytes(model.bytes)].filter((part) => part !== null);
  return (
    <>
      <p className="panel-note">
        {[...size, words.contextTokens(model.contextLength)].join(' · ')}
        <br />
        {whereItRuns(model)}
      </p>
      <div className="loaded-tools">
        <button
          type="button"
          className="button"
          title={words.unloadHint}
          disabled={isBusy}
          onClick={deliberate(() => void run(session.unloadModel))}
        >
          {common.unload}
        </button>
        <button
          type="button"
          className="button"
          onClick={() => {
            close();
            session.showInLibrary(model.path);
          }}
        >
          {words.showInLibrary}
        </button>
        <DisclosureButton isOpen={isOpen} toggle={toggle} controls={id}>
          {words.details}
        </DisclosureButton>
      </div>
      {isOpen && (
        <dl className="facts" id={id}>
          <dt>{words.architecture}</dt>
          <dd>{model.architecture}</dd>
          <dt>{words.context}</dt>
          <dd>{words.trained(model.contextLength, model.trainedContextLength)}</dd>
          {model.backend === 'cpu' && (
            <>
              <dt>{words.threads}</dt>
              <dd>{words.threadCounts(model.threads)}</dd>
            </>
          )}
          <dt>{words.flashAttention}</dt>
          <dd>{model.flashAttention ? words.on : words.off}</dd>
          <dt>{words.batch}</dt>
          <dd>
            {words.batchTokens(model.batchSize)}{' '}
            <button
              type="button"
              className="text-button"
              title={words.retuneHint}
              disabled={isBusy}
              onClick={() => void run(() => session.call('tuneModel', {}))}
            >
              {words.retune}
            </button>
          </dd>
          {model.draftModel !== null && (
            <>
              <dt>{words.draftModel}</dt>
              <dd>
                {model.draftModel}{' '}
                <button
                  type="button"
                  className="text-button"
                  title={words.removeDraftHint(model.draftModel)}
                  disabled={isBusy}
                  onClick={() => void run(() => session.call('setDraftModel', { path: null }))}
                >
                  {words.removeDraft}
                </button>
              </dd>
            </>
          )}
          <dt>{words.file}</dt>
          <dd className="path">{model.isStarter ? words.builtIn : model.path}</dd>
        </dl>
      )}
      <Problem text={problem} />
    </>
  );
};
