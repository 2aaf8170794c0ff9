/** Chooses the model to measure: the loaded one, one that was measured before or is installed, or a file by its path. */
import { FolderOpen } from 'lucide-react';
import { useId, useState } from 'react';
import type { BenchmarkRun } from '../../main/shared/contract/measuring.ts';
import type { ModelId } from '../../main/shared/contract/model.ts';
import { isSameModel } from '../../main/shared/model/model-identity.ts';
import { keepComposition } from '../controls/composition.ts';
import { fileName, sharedNames } from '../state/model-names.ts';
import { whyNotLoaded } from '../words/models.ts';
import { useAsked } from '../state/use-asked.ts';
import { sentenceOf } from '../state/sentence.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { Problem } from '../controls/problem.tsx';
import { benchmarkWords } from '../words/lens.ts';

const words = benchmarkWords.model;

interface Known {
  id: ModelId | null;
  path: string;
  name: string;
}

const withQuantization = (name: string, quantization: string | null): string =>
  quantization === null ? name : words.withDetail(name, quantization);

export type ModelChoice = ReturnType<typeof useModelChoice>;

/** `path` is empty if no model is chosen. */
export const useModelChoice = (runs: readonly BenchmarkRun[]) => {
  const loaded = useWindow((state) => state.engine?.model ?? null);
  /** `null`: no choice yet. */
  const [chosen, setChosen] = useState<string | null>(null);
  const [isOther, setOther] = useState(false);
  const [typed, setTyped] = useState('');

  const library = useWindow((state) => state.library);
  const session = useSession();
  useAsked(library === null, session.askLibrary);

  const installed = (library?.models ?? []).filter((model) => whyNotLoaded(model) === null);
  /** A model that was moved since it was measured is offered where it is now. */
  const measured = runs.map(({ model }) => installed.find((one) => isSameModel(one, model)) ?? model);
  const known: Known[] = [];
  for (const { id, path, name, quantization } of [...(loaded ? [loaded] : []), ...measured, ...installed])
    // A file that was replaced has another identity under the same path.
    if (!known.some((one) => one.path === path || isSameModel(one, { id, path })))
      known.push({ id, path, name: withQuantization(name, quantization) });
  const shared = sharedNames(known);
  const models = known.map((model) =>
    shared.has(model.name) ? { ...model, name: words.withDetail(model.name, fileName(model.path)) } : model,
  );
  const path = isOther || models.length === 0 ? typed.trim() : (chosen ?? models[0]!.path);
  return {
    models,
    id: models.find((model) => model.path === path)?.id ?? null,
    path,
    name: models.find((model) => model.path === path)?.name ?? path,
    isOther: isOther || models.length === 0,
    typed,
    /** The trained context length, in tokens; 0 if only the file itself states it. */
    contextLength:
      loaded?.path === path
        ? loaded.trainedContextLength
        : (library?.models.find((model) => model.path === path)?.trainedContextLength ?? 0),
    choose: (to: string | null): void => {
      setOther(to === null);
      if (to !== null) setChosen(to);
    },
    setTyped,
  };
};

/** The value of the last option; a path is never empty. */
const other = '';

export const BenchmarkModel = ({ choice }: { choice: ModelChoice }) => {
  const { models, path, isOther, choose } = choice;
  const id = useId();
  return (
    <div className="benchmark-model">
      {models.length > 0 && (
        <div className="benchmark-field">
          <label htmlFor={id}>{words.label}</label>
          <select
            id={id}
            value={isOther ? other : path}
            onChange={({ target: { value } }) => choose(value === other ? null : value)}
          >
            {models.map((model) => (
              <option key={model.path} value={model.path}>
                {model.name}
              </option>
            ))}
            <option value={other}>{words.otherFile}</option>
          </select>
        </div>
      )}
      {isOther && <OtherFile choice={choice} />}
    </div>
  );
};

const OtherFile = ({ choice: { typed, setTyped } }: { choice: ModelChoice }) => {
  const session = useSession();
  const canPickFiles = useWindow((state) => state.app?.canPickFiles === true);
  const [problem, setProblem] = useState<string | null>(null);
  const id = useId();
  const pick = async (): Promise<void> => {
    try {
      const picked = await session.call('pickModelFile', {});
      if (picked !== null) setTyped(picked);
      setProblem(null);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  };
  return (
    <div className="benchmark-field">
      <label htmlFor={id}>{words.path}</label>
      <div className="field-row">
        <input
          id={id}
          value={typed}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={keepComposition}
        />
        {canPickFiles && (
          <button type="button" className="button" onClick={() => void pick()}>
            <FolderOpen aria-hidden />
            {words.choose}
          </button>
        )}
      </div>
      <Problem text={problem} />
    </div>
  );
};
