/** Models that Hearth recommends: known without asking anyone, by what they are good for and whether they fit. */
import { Lock } from 'lucide-react';
import { useCallback, useEffect, useState } from 'react';
import type { CatalogueModel, CatalogueUse, Fit, MachineMemory } from '../../../main/contract/model-types.ts';
import { bytes } from '../../latency/figures.ts';
import { sentenceOf } from '../../state/sentence.ts';
import { useSession, useWindow } from '../../state/use-session.ts';
import { roughFit, verdictNames } from '../fit/fit-view.tsx';
import { parameterCount } from '../model-words.ts';
import { FetchButton } from './fetch-button.tsx';
import { resultButtonId } from './hub-results.tsx';

const purposes: Record<CatalogueUse, string> = {
  chat: 'Chat',
  code: 'Code',
  reasoning: 'Reasoning',
  small: 'Small',
  languages: 'Languages',
};

interface Known {
  models: readonly CatalogueModel[];
  /** `null` where it cannot be told; then nothing is said of what fits. */
  machine: MachineMemory | null;
}

const useCatalogue = () => {
  const session = useSession();
  const [known, setKnown] = useState<Known | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const ask = useCallback(async () => {
    try {
      const [models, machine] = await Promise.all([
        session.catalogue(),
        session.machineMemory().catch(() => null),
      ]);
      setKnown({ models, machine });
      setProblem(null);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
  }, [session]);
  useEffect(() => {
    const askAll = (): void => {
      void ask();
      // So that what is here already says so.
      session.askLibrary().catch(() => undefined);
    };
    if (session.store.getState().connection === 'open') askAll();
    return session.store.subscribe((state, before) => {
      if (state.connection === 'open' && before.connection !== 'open') askAll();
      // Another loaded model leaves another room.
      else if (state.engine?.model?.path !== before.engine?.model?.path) void ask();
    });
  }, [session, ask]);
  return { known, problem, ask };
};

/** `text`: only models that have all its words. */
export const Catalogue = ({ text }: { text: string }) => {
  const { known, problem, ask } = useCatalogue();
  const [use, setUse] = useState<CatalogueUse | ''>('');
  const [onlyFitting, setOnlyFitting] = useState(false);
  if (known === null && problem !== null)
    return (
      <div className="page-note" role="alert">
        <p>{problem}</p>
        <button type="button" className="button" onClick={() => void ask()}>
          Try again
        </button>
      </div>
    );
  if (known === null) return null;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  const shown = known.models
    .map((model) => ({ model, verdict: known.machine && roughFit(model, known.machine) }))
    .filter(
      ({ model, verdict }) =>
        (use === '' || model.uses.includes(use)) &&
        (!onlyFitting || verdict !== 'too-large') &&
        words.every((word) => `${model.name} ${model.summary} ${model.licence}`.toLowerCase().includes(word)),
    );
  return (
    <section className="catalogue" aria-label="Catalogue">
      <div className="catalogue-head">
        <h2>A place to begin</h2>
        <p className="hint">This list comes with Hearth: nothing is sent for it. Fetching a model is.</p>
      </div>
      <div className="catalogue-filters">
        <fieldset className="segments">
          <legend className="hidden">What for</legend>
          {(['', ...Object.keys(purposes)] as (CatalogueUse | '')[]).map((one) => (
            <label key={one}>
              <input type="radio" name="use" checked={use === one} onChange={() => setUse(one)} />
              <span>{one === '' ? 'All' : purposes[one]}</span>
            </label>
          ))}
        </fieldset>
        {known.machine && (
          <label className="check">
            <input
              type="checkbox"
              checked={onlyFitting}
              onChange={(event) => setOnlyFitting(event.target.checked)}
            />
            Only what fits this machine
          </label>
        )}
      </div>
      {shown.length === 0 ? (
        <p className="page-note" role="status">
          Nothing in the catalogue matches that.
        </p>
      ) : (
        <ul className="catalogue-list">
          {shown.map(({ model, verdict }) => (
            <Entry key={model.id} model={model} verdict={verdict} />
          ))}
        </ul>
      )}
    </section>
  );
};

const Entry = ({ model, verdict }: { model: CatalogueModel; verdict: Fit['verdict'] | null }) => {
  const session = useSession();
  const isOffline = useWindow((state) => state.settings?.offline === true);
  const { name, summary, bytes: size, parameters, activeParameters, licence, isGated } = model;
  const weights =
    activeParameters < parameters
      ? `${parameterCount(parameters)}, ${parameterCount(activeParameters)} at work`
      : parameterCount(parameters);
  return (
    <li className="catalogue-entry">
      <h3>
        {isOffline ? (
          name
        ) : (
          <button
            type="button"
            id={resultButtonId(model.repository)}
            className="result-open"
            title="Its page, which is asked of the hub"
            onClick={() => session.showRepository(model.repository)}
          >
            {name}
          </button>
        )}
      </h3>
      <p className="catalogue-summary">{summary}</p>
      <p className="result-facts">
        {[weights, bytes(size), licence].join(' · ')}
        {isGated && (
          <span className="result-gated">
            <Lock aria-hidden />
            gated
          </span>
        )}
        {verdict && (
          <span
            data-verdict={verdict}
            title="From its size and 8,192 tokens of context; its page has the whole account"
          >
            {verdictNames[verdict]}
          </span>
        )}
      </p>
      <FetchButton
        repository={model.repository}
        file={{ path: model.file, bytes: size, isHere: false }}
        what={name}
        isGated={isGated}
      />
    </li>
  );
};
