/** The loaded model as it runs, and what can be done about that. */
import { useId, useState } from 'react';
import type { LoadedModel, Threads } from '../../main/contract/types.ts';
import { bytes, count } from '../latency/figures.ts';
import { deliberate } from '../parts/deliberate.ts';
import { DisclosureButton, useDisclosure } from '../parts/disclosure.tsx';
import { useClosePopover } from '../parts/popover.tsx';
import { useAttempt } from '../settings/use-attempt.ts';
import { useSession } from '../state/use-session.ts';
import { whereItRuns } from './where-it-runs.ts';
import { Problem } from '../parts/problem.tsx';

/** One number where both phases have the same. */
const threadWords = ({ prefill, decode }: Threads): string =>
  prefill === decode ? count(decode) : `${count(prefill)} for prefill, ${count(decode)} for decode`;

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
  const size = [model.quantisation, bytes(model.fileBytes)].filter((part) => part !== null);
  return (
    <>
      <p className="panel-note">
        {[...size, `${count(model.contextLength)} tokens`].join(' · ')}
        <br />
        {whereItRuns(model)}
      </p>
      <div className="loaded-tools">
        <button
          type="button"
          className="button"
          title="Gives its memory back; the next message loads it again"
          disabled={isBusy}
          onClick={deliberate(() => void run(session.unloadModel))}
        >
          Unload
        </button>
        <button
          type="button"
          className="button"
          onClick={() => {
            close();
            session.showInLibrary(model.path);
          }}
        >
          Show in the library
        </button>
        <DisclosureButton isOpen={isOpen} toggle={toggle} controls={id}>
          Facts
        </DisclosureButton>
      </div>
      {isOpen && (
        <dl className="facts" id={id}>
          <dt>Architecture</dt>
          <dd>{model.architecture}</dd>
          <dt>Context</dt>
          <dd>
            {count(model.contextLength)} tokens, trained for {count(model.trainedContextLength)}
          </dd>
          {model.backend === 'cpu' && (
            <>
              <dt>Threads</dt>
              <dd>{threadWords(model.threads)}</dd>
            </>
          )}
          <dt>Flash attention</dt>
          <dd>{model.flashAttention ? 'on' : 'off'}</dd>
          <dt>Batch</dt>
          <dd>
            {count(model.batchSize)} tokens{' '}
            <button
              type="button"
              className="text-button"
              title="Measures anew which threads, flash attention and batch size suit this machine; a few seconds"
              disabled={isBusy}
              onClick={() => void run(session.tuneModel)}
            >
              measure again
            </button>
          </dd>
          {model.draftModel !== null && (
            <>
              <dt>Draft model</dt>
              <dd>
                {model.draftModel}{' '}
                <button
                  type="button"
                  className="text-button"
                  title={`Writes without the guesses of ${model.draftModel}`}
                  disabled={isBusy}
                  onClick={() => void run(() => session.setDraftModel(null))}
                >
                  remove
                </button>
              </dd>
            </>
          )}
          <dt>File</dt>
          <dd className="path">{model.isStarter ? 'comes with Hearth' : model.path}</dd>
        </dl>
      )}
      <Problem text={problem} />
    </>
  );
};
