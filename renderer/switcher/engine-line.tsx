/** What is running: the model, the backend, the device. It never names a GPU that is not in use. */
import { sentenceOf } from '../words/told.ts';
import { ChevronDown } from 'lucide-react';
import type { EngineStatus } from '../../main/shared/contract/engine.ts';
import { commands, titleOf } from '../commands/commands.ts';
import { Popover } from '../controls/popover.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { LoadBar } from '../engines/load-button.tsx';
import { ModelPanel } from './model-panel.tsx';
import { common } from '../words/common.ts';
import { enginePanelWords as words, engineWords, whereItRuns } from '../words/engine.ts';

export const EngineLine = () => {
  const session = useSession();
  const engine = useWindow((state) => state.engine);
  const name = engine?.model?.name ?? engine?.modelName ?? words.noModel;
  return (
    <div className="engine" role="status" aria-label={words.engine} data-state={engine?.state}>
      <Popover
        label={words.model}
        button={
          <>
            <span className="model-name">{name}</span>
            <ChevronDown aria-hidden />
          </>
        }
        panel="model"
        buttonTitle={titleOf(commands.chooseModel)}
        buttonClass="model-button"
        panelClass="model-panel"
        onClose={session.forgetRefusal}
      >
        <ModelPanel />
      </Popover>
      {engine && <EngineState engine={engine} />}
      {engine?.state === 'stopped' && (
        <button type="button" className="button" onClick={() => void session.attempt('restartEngine', {})}>
          {words.restart}
        </button>
      )}
    </div>
  );
};

const EngineState = ({ engine }: { engine: EngineStatus }) => {
  const session = useSession();
  const { state, model, loadProgress, note } = engine;
  return (
    <>
      <span
        className="engine-words"
        title={state === 'ready' && model ? whereItRuns(model) : engineWords(engine)}
      >
        {engineWords(engine)}
      </span>
      {state === 'loading' && (
        <>
          {loadProgress !== null && <LoadBar progress={loadProgress} />}
          <button
            type="button"
            className="text-button engine-cancel"
            onClick={() => void session.cancelLoad().catch(() => undefined)}
          >
            {common.cancel}
          </button>
        </>
      )}
      {note && (
        <span className="engine-note" title={sentenceOf(note)}>
          {sentenceOf(note)}
        </span>
      )}
    </>
  );
};
