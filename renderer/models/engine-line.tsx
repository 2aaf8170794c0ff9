/** What runs, as it is: the model, the backend, the device. It never names a GPU that is not in use. */
import { ChevronDown } from 'lucide-react';
import type { EngineStatus } from '../../main/contract/types.ts';
import { Popover } from '../parts/popover.tsx';
import { useSession, useWindow } from '../state/use-session.ts';
import { ModelPanel } from './model-panel.tsx';
import { whereItRuns } from './where-it-runs.ts';

export const EngineLine = () => {
  const session = useSession();
  const engine = useWindow((state) => state.engine);
  const name = engine?.model?.name ?? engine?.modelName ?? 'No model';
  return (
    <div className="engine" role="status" aria-label="Engine" data-state={engine?.state}>
      <Popover
        label="Model"
        button={
          <>
            <span className="model-name">{name}</span>
            <ChevronDown aria-hidden />
          </>
        }
        buttonId="model-button"
        buttonTitle="Model (Ctrl+O)"
        buttonClass="model-button"
        panelClass="model-panel"
      >
        <ModelPanel />
      </Popover>
      {engine && <EngineState engine={engine} />}
      {engine?.state === 'stopped' && (
        <button type="button" className="button" onClick={() => void session.restartEngine()}>
          Start the engine again
        </button>
      )}
    </div>
  );
};

const EngineState = ({ engine }: { engine: EngineStatus }) => {
  const { state, model, loadProgress, note } = engine;
  const words =
    state === 'ready' && model
      ? whereItRuns(model)
      : state === 'loading'
        ? `Loading${loadProgress === null ? '' : `, ${Math.round(loadProgress * 100)}%`}`
        : state === 'starting'
          ? 'Starting'
          : state === 'tuning'
            ? 'Measuring how this model runs best here, a few seconds'
            : state === 'restarting'
              ? 'The engine stopped and is starting again'
              : state === 'measuring'
                ? 'Measuring; the model comes back after it'
                : 'Stopped';
  return (
    <>
      <span className="engine-words" title={words}>
        {words}
      </span>
      {state === 'loading' && loadProgress !== null && (
        <progress className="load-bar" value={loadProgress} max={1} aria-label="Loading" />
      )}
      {note && (
        <span className="engine-note" title={note}>
          {note}
        </span>
      )}
    </>
  );
};
