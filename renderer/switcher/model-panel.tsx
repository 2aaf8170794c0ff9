/** The quick switch between models: the loaded one, the recently used ones, and any file. */
import { sentenceOf } from '../words/told.ts';
import { useClosePopover } from '../controls/popover.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { FileForm } from '../controls/file-form.tsx';
import { LoadBar } from '../engines/load-button.tsx';
import { LoadedFacts } from '../engines/loaded-facts.tsx';
import { RecentModels } from './recent-models.tsx';
import { Problem } from '../controls/problem.tsx';
import { common } from '../words/common.ts';
import { enginePanelWords as words, engineWords } from '../words/engine.ts';

export const ModelPanel = () => {
  const session = useSession();
  const close = useClosePopover();
  const engine = useWindow((state) => state.engine);
  const model = engine?.model ?? null;
  const [problem, attempt] = useAttempt();
  const isLoading = engine?.state === 'loading';
  return (
    <>
      <h2>{model?.name ?? engine?.modelName ?? words.noModel}</h2>
      {model ? <LoadedFacts model={model} /> : engine && <p className="panel-note">{engineWords(engine)}</p>}
      {isLoading && (
        <div className="load">
          <button type="button" className="button" onClick={() => void attempt(session.cancelLoad())}>
            {common.cancel}
          </button>
          <LoadBar progress={engine.loadProgress} />
        </div>
      )}
      {engine?.note && <p className="panel-note">{sentenceOf(engine.note)}</p>}
      <Problem text={problem} />
      <RecentModels />
      <button
        type="button"
        className="button is-wide"
        onClick={() => {
          close();
          session.showPage('models', 'library');
        }}
      >
        {words.allModels}
      </button>
      <h3>{words.openFile}</h3>
      <FileForm label={words.filePath} action={words.open} busyWords={words.opening} use={session.openFile} />
      {model?.isStarter !== true && (
        <button
          type="button"
          className="button is-wide"
          disabled={isLoading}
          onClick={() => void attempt(session.openStarterModel())}
        >
          {words.toGuide}
        </button>
      )}
    </>
  );
};
