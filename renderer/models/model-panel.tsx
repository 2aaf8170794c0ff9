/** The loaded model's facts, and the ways to another one. */
import { useState } from 'react';
import type { Threads } from '../../main/contract/types.ts';
import { bytes, count } from '../latency/figures.ts';
import { useAttempt } from '../settings/use-attempt.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { FileForm } from './file-form.tsx';
import { whereItRuns } from './where-it-runs.ts';

/** One number where both phases have the same. */
const threadWords = ({ prefill, decode }: Threads): string =>
  prefill === decode ? count(decode) : `${count(prefill)} for prefill, ${count(decode)} for decode`;

export const ModelPanel = () => {
  const session = useSession();
  const model = useWindow((state) => state.engine?.model ?? null);
  const note = useWindow((state) => state.engine?.note ?? null);
  const [problem, attempt] = useAttempt();
  const [isBusy, setIsBusy] = useState(false);
  const reload = async (work: () => Promise<unknown>): Promise<void> => {
    setIsBusy(true);
    await attempt(work());
    setIsBusy(false);
  };

  return (
    <>
      <h2>{model?.name ?? 'No model is loaded'}</h2>
      {model && (
        <dl className="facts">
          <dt>Architecture</dt>
          <dd>{model.architecture}</dd>
          <dt>Quantisation</dt>
          <dd>{model.quantisation ?? 'not given'}</dd>
          <dt>Size</dt>
          <dd>{bytes(model.fileBytes)}</dd>
          <dt>Context</dt>
          <dd>
            {count(model.contextLength)} tokens, trained for {count(model.trainedContextLength)}
          </dd>
          <dt>Runs on</dt>
          <dd>{whereItRuns(model)}</dd>
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
            {count(model.batchSize)} tokens
            <button
              type="button"
              className="text-button"
              title="Measures anew which threads, flash attention and batch size suit this machine; a few seconds"
              disabled={isBusy}
              onClick={() => void reload(session.tuneModel)}
            >
              measure again
            </button>
          </dd>
          {model.draftModel !== null && (
            <>
              <dt>Draft model</dt>
              <dd>
                {model.draftModel}
                <button
                  type="button"
                  className="text-button"
                  title={`Writes without the guesses of ${model.draftModel}`}
                  disabled={isBusy}
                  onClick={() => void reload(() => session.setDraftModel(null))}
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
      {note && <p className="panel-note">{note}</p>}
      {problem !== null && (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}

      <h3>Open a model…</h3>
      <FileForm
        label="Path of a GGUF file"
        action="Open"
        isFirst
        isDisabled={isBusy}
        use={(path) => session.openModel(path)}
      />
      <p className="hint">GGUF files are shared on huggingface.co.</p>
      {model?.isStarter !== true && (
        <button
          type="button"
          className="button is-wide"
          disabled={isBusy}
          onClick={() => void reload(session.openStarterModel)}
        >
          Go back to the starter guide
        </button>
      )}

      {model && !model.isStarter && (
        <>
          <h3>Draft model</h3>
          <p className="hint">
            A small model of the same family can guess what {model.name} will write, which then checks several
            guesses at a time. The answer stays the same; each turn shows what it gained.
          </p>
          <FileForm
            label="Path of the draft model"
            action="Use"
            isDisabled={isBusy}
            use={(path) => session.setDraftModel(path)}
          />
        </>
      )}
    </>
  );
};
