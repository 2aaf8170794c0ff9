/** Connects a program in three steps: a model and a key, its settings, and two requests that show that it works. */
import { useEffect, useState } from 'react';
import type { ApiModelName, ConnectGuide, ConnectTarget } from '../../main/shared/contract/api.ts';
import { noKeyNeeded } from '../../main/shared/contract/no-key.ts';
import { NotHere } from '../controls/not-here.tsx';
import { Problem } from '../controls/problem.tsx';
import { useAttempt } from '../controls/use-attempt.ts';
import { sentenceOf } from '../state/sentence.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { connectWords as words, programNames } from '../words/local-server.ts';
import { ConnectFile } from './connect-file.tsx';
import { ConnectKey } from './connect-key.tsx';
import { ConnectProof } from './connect-proof.tsx';
import { Pieces } from './pieces.tsx';

export const ConnectSection = () => {
  const session = useSession();
  const target = useWindow((state) => state.connectTarget);
  return (
    <div className="connect">
      <p className="connect-about">{words.about}</p>
      <ServerOff />
      <div className="connect-programs" role="radiogroup" aria-label={words.programs}>
        {programNames.map(([id, name]) => (
          <label key={id}>
            <input
              type="radio"
              name="connect-program"
              checked={id === target}
              onChange={() => session.chooseConnection(id)}
            />
            <span>{name}</span>
          </label>
        ))}
      </div>
      <Program key={target} target={target} />
    </div>
  );
};

const ServerOff = () => {
  const session = useSession();
  const isOff = useWindow((state) => state.settings?.apiServer === false && state.apiStatus?.state !== 'on');
  const [problem, attempt] = useAttempt();
  return isOff ? (
    <div className="connect-off">
      <p>{words.off}</p>
      <button
        type="button"
        className="button"
        onClick={() => void attempt(session.changeSettings({ apiServer: true }))}
      >
        {words.turnOn}
      </button>
      <Problem text={problem} />
    </div>
  ) : null;
};

const Program = ({ target }: { target: ConnectTarget }) => {
  const models = useModels();
  const chosen = useWindow((state) => state.connectModel);
  const without = useWindow((state) => (state.settings?.apiNeedsKey === false ? noKeyNeeded : null));
  const key = useWindow((state) => state.connectKeys[target]?.text ?? without);
  const usable = models.models?.filter(({ canChat }) => canChat) ?? [];
  const model = usable.find(({ name }) => name === chosen) ?? usable[0];
  if (models.models === null) return <NotHere asked={models} waiting={words.loading} />;
  return (
    <ol className="connect-steps">
      <Step title={words.steps.key}>
        <ModelChoice models={usable} chosen={model?.name ?? ''} />
        <ConnectKey target={target} isNeeded={without === null} />
      </Step>
      <Step title={words.steps.set}>
        <p className="connect-note">{words.notes[target]}</p>
        <SetUp key={`${model?.name} ${key}`} target={target} model={model?.name ?? ''} apiKey={key} />
      </Step>
      <Step title={words.steps.prove}>
        <ConnectProof key={`${model?.name} ${key}`} target={target} model={model?.name ?? ''} apiKey={key} />
      </Step>
    </ol>
  );
};

const Step = ({ title, children }: { title: string; children: React.ReactNode }) => (
  <li className="connect-step">
    <h2>{title}</h2>
    {children}
  </li>
);

const useModels = () => {
  const session = useSession();
  const isConnected = useWindow((state) => state.connection === 'open');
  const library = useWindow((state) => state.engine?.model?.path ?? null);
  const [models, setModels] = useState<readonly ApiModelName[] | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [attempts, setAttempts] = useState(0);
  useEffect(() => {
    // The list is another one after a model was loaded.
    if (!isConnected || attempts < 0 || library === '') return undefined;
    let isGone = false;
    session.call('apiModels', {}).then(
      (told) => {
        if (!isGone) setModels(told);
      },
      (error: unknown) => {
        if (!isGone) setProblem(sentenceOf(error));
      },
    );
    return () => {
      isGone = true;
    };
  }, [session, isConnected, attempts, library]);
  return {
    models,
    problem,
    tryAgain: () => {
      setProblem(null);
      setAttempts(attempts + 1);
    },
  };
};

const ModelChoice = ({ models, chosen }: { models: readonly ApiModelName[]; chosen: string }) => {
  const session = useSession();
  return (
    <div className="field">
      <label htmlFor="connect-model">{words.model}</label>
      <select
        id="connect-model"
        value={chosen}
        disabled={models.length === 0}
        onChange={({ target }) => session.chooseConnectModel(target.value)}
      >
        {models.length === 0 && <option value="">{words.noModels}</option>}
        {models.map(({ name, title, isLoaded }) => (
          <option key={name} value={name}>
            {isLoaded ? words.loaded(title) : title}
          </option>
        ))}
      </select>
    </div>
  );
};

interface SetUpProps {
  target: ConnectTarget;
  model: string;
  apiKey: string | null;
}

const SetUp = ({ target, model, apiKey }: SetUpProps) => {
  const session = useSession();
  const address = useWindow((state) => state.apiStatus?.addresses[0] ?? state.settings?.apiPort);
  const [guide, setGuide] = useState<ConnectGuide | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [attempts, setAttempts] = useState(0);
  useEffect(() => {
    // The address is a part of what to set.
    if (attempts < 0 || address === '') return undefined;
    let isGone = false;
    session.call('connectGuide', { target, model, key: apiKey }).then(
      (told) => {
        if (!isGone) setGuide(told);
      },
      (error: unknown) => {
        if (!isGone) setProblem(sentenceOf(error));
      },
    );
    return () => {
      isGone = true;
    };
  }, [session, target, model, apiKey, address, attempts]);
  const again = (): void => {
    setProblem(null);
    setAttempts(attempts + 1);
  };
  if (guide === null) return <NotHere asked={{ problem, tryAgain: again }} waiting={words.loading} />;
  const pieces = <Pieces pieces={guide.pieces} />;
  return guide.file === null ? (
    pieces
  ) : (
    <ConnectFile
      target={target}
      model={model}
      apiKey={apiKey}
      file={guide.file}
      changed={setGuide}
      askAgain={again}
    >
      {pieces}
    </ConnectFile>
  );
};
