/** The loaded model's facts, and the ways to another one. */
import { FolderOpen } from 'lucide-react';
import { useState } from 'react';
import type { Threads } from '../../main/contract/types.ts';
import { bytes, count } from '../latency/figures.ts';
import { sentenceOf } from '../state/session.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { whereItRuns } from './where-it-runs.ts';

/** One number where both phases have the same. */
const threadWords = ({ prefill, decode }: Threads): string =>
  prefill === decode ? count(decode) : `${count(prefill)} for prefill, ${count(decode)} for decode`;

export const ModelPanel = () => {
  const session = useSession();
  const model = useWindow((state) => state.engine?.model ?? null);
  const note = useWindow((state) => state.engine?.note ?? null);
  const canPickFiles = useWindow((state) => state.app?.canPickFiles === true);
  const [path, setPath] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const [isOpening, setIsOpening] = useState(false);

  const attempt = async (work: () => Promise<unknown>): Promise<void> => {
    setProblem(null);
    setIsOpening(true);
    try {
      await work();
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setIsOpening(false);
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
              className="text-button measure-again"
              title="Measures anew which threads, flash attention and batch size suit this machine; a few seconds"
              disabled={isOpening}
              onClick={() => void attempt(session.tuneModel)}
            >
              measure again
            </button>
          </dd>
          <dt>File</dt>
          <dd className="path">{model.isStarter ? 'comes with Hearth' : model.path}</dd>
        </dl>
      )}
      {note && <p className="panel-note">{note}</p>}

      <h3>Open a model…</h3>
      {canPickFiles && (
        <button
          type="button"
          className="button is-wide"
          disabled={isOpening}
          onClick={() =>
            void attempt(async () => {
              const picked = await session.pickModelFile();
              if (picked !== null) await session.openModel(picked);
            })
          }
        >
          <FolderOpen aria-hidden />
          Choose a file…
        </button>
      )}
      <form
        className="path-form"
        onSubmit={(event) => {
          event.preventDefault();
          void attempt(async () => {
            await session.openModel(path);
            setPath('');
          });
        }}
      >
        <label htmlFor="model-path">Path of a GGUF file</label>
        <div className="field-row">
          <input
            id="model-path"
            data-first
            value={path}
            spellCheck={false}
            autoComplete="off"
            aria-describedby={problem === null ? undefined : 'model-problem'}
            aria-invalid={problem !== null}
            onChange={(event) => {
              setPath(event.target.value);
              setProblem(null);
            }}
          />
          <button type="submit" className="button is-main" disabled={isOpening || path.trim() === ''}>
            Open
          </button>
        </div>
      </form>
      {isOpening && <p className="panel-note">Checking and loading the file…</p>}
      {problem !== null && (
        <p id="model-problem" className="field-problem" role="alert">
          {problem}
        </p>
      )}
      <p className="hint">GGUF files are shared on huggingface.co.</p>
      {model?.isStarter !== true && (
        <button
          type="button"
          className="button is-wide"
          disabled={isOpening}
          onClick={() => void attempt(session.openStarterModel)}
        >
          Go back to the starter guide
        </button>
      )}
    </>
  );
};
