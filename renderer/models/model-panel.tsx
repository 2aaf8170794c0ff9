/** The quick way between models: the one that is loaded, those that were used last, and any file. */
import { useClosePopover } from '../parts/popover.tsx';
import { useAttempt } from '../settings/use-attempt.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { engineWords } from './engine-words.ts';
import { FileForm } from './file-form.tsx';
import { LoadBar } from './load-button.tsx';
import { LoadedFacts } from './loaded-facts.tsx';
import { RecentModels } from './recent-models.tsx';
import { Problem } from '../parts/problem.tsx';

export const ModelPanel = () => {
  const session = useSession();
  const close = useClosePopover();
  const engine = useWindow((state) => state.engine);
  const model = engine?.model ?? null;
  const [problem, attempt] = useAttempt();
  const isLoading = engine?.state === 'loading';
  return (
    <>
      <h2>{model?.name ?? engine?.modelName ?? 'No model is loaded'}</h2>
      {model ? <LoadedFacts model={model} /> : engine && <p className="panel-note">{engineWords(engine)}</p>}
      {isLoading && (
        <div className="load">
          <button type="button" className="button" onClick={() => void attempt(session.cancelLoad())}>
            Cancel
          </button>
          <LoadBar progress={engine.loadProgress} />
        </div>
      )}
      {engine?.note && <p className="panel-note">{engine.note}</p>}
      <Problem text={problem} />
      <RecentModels />
      <button
        type="button"
        className="button is-wide"
        onClick={() => {
          close();
          session.showModels('library');
        }}
      >
        All models…
      </button>
      <h3>Open a file</h3>
      <FileForm
        label="Path of a GGUF file"
        action="Open"
        busyWords="Checking and loading the file…"
        use={session.openFile}
      />
      {model?.isStarter !== true && (
        <button
          type="button"
          className="button is-wide"
          disabled={isLoading}
          onClick={() => void attempt(session.openStarterModel())}
        >
          Go back to the starter guide
        </button>
      )}
    </>
  );
};
