/** Models that Hearth recommends: a built-in list, by purpose and by whether they fit. */
import { sentenceOf } from '../words/told.ts';
import { Lock } from 'lucide-react';
import { useState } from 'react';
import type {
  CatalogueAdvice,
  CatalogueModel,
  CatalogueModelAdvice,
  CatalogueUse,
} from '../../main/shared/contract/hub.ts';
import { paceOf, readingSpeed } from '../../main/shared/memory/recommend.ts';
import { bytes, unbroken } from '../words/figures.ts';
import { useSession, useWindow } from '../state/use-session.ts';
import { useCatalogue } from './use-catalogue.ts';
import { FetchButton } from './fetch-button.tsx';
import { resultButtonId } from './hub-results.tsx';
import { TryAgain } from '../controls/not-here.tsx';
import { paceWords, recommendedWords as words, modelSearchWords } from '../words/find.ts';
import { fitWords } from '../words/fit.ts';
import { modelsWords } from '../words/models.ts';

/** `text`: only models that match all its words. */
export const Catalogue = ({ text }: { text: string }) => {
  const session = useSession();
  const { known, problem, ask } = useCatalogue();
  const [use, setUse] = useState<CatalogueUse | ''>('');
  const [onlyFitting, setOnlyFitting] = useState(false);
  if (known === null && problem !== null) return <TryAgain problem={problem} tryAgain={() => void ask()} />;
  if (known === null) return null;
  const wanted = text.toLowerCase().split(/\s+/).filter(Boolean);
  const { advice } = known;
  const isUnmeasured =
    advice !== null && advice.models.every(({ speed, isOwnSpeed }) => speed === null || isOwnSpeed);
  const shown = inOrder(known.models, advice).filter(
    ({ model, told }) =>
      (use === '' || model.uses.includes(use)) &&
      (!onlyFitting || told === null || (told.problem === null && told.verdict !== 'too-large')) &&
      wanted.every((word) =>
        `${model.name} ${words.summary(model.id, model.summary)} ${model.licence}`
          .toLowerCase()
          .includes(word),
      ),
  );
  return (
    <section className="catalogue" aria-label={words.title}>
      <div className="catalogue-head">
        <h2>{words.title}</h2>
        <p className="hint">{words.hint}</p>
      </div>
      <div className="catalogue-filters">
        <fieldset className="segments">
          <legend className="hidden">{words.purpose}</legend>
          {(['', ...Object.keys(words.purposes)] as (CatalogueUse | '')[]).map((one) => (
            <label key={one}>
              <input type="radio" name="use" checked={use === one} onChange={() => setUse(one)} />
              <span>{one === '' ? words.allPurposes : words.purposes[one]}</span>
            </label>
          ))}
        </fieldset>
        {advice && (
          <label className="check">
            <input
              type="checkbox"
              checked={onlyFitting}
              onChange={(event) => setOnlyFitting(event.target.checked)}
            />
            {words.onlyFitting}
          </label>
        )}
        {isUnmeasured && (
          <p className="hint">
            {modelsWords.measureFirst}{' '}
            <button type="button" className="text-button" onClick={() => session.showPage('lens', 'machine')}>
              {modelsWords.measure}
            </button>
          </p>
        )}
      </div>
      {shown.length === 0 ? (
        <p className="page-note" role="status">
          {words.noMatch}
        </p>
      ) : (
        <ul className="catalogue-list">
          {shown.map(({ model, told }) => (
            <Entry key={model.id} model={model} told={told} isBest={advice?.best === model.id} />
          ))}
        </ul>
      )}
    </section>
  );
};

/** The most suitable models first, each with its advice; in the given order if there is no advice. */
const inOrder = (
  models: readonly CatalogueModel[],
  advice: CatalogueAdvice | null,
): { model: CatalogueModel; told: CatalogueModelAdvice | null }[] =>
  advice === null
    ? models.map((model) => ({ model, told: null }))
    : advice.models.flatMap((told) => {
        const model = models.find(({ id }) => id === told.id);
        return model === undefined ? [] : [{ model, told }];
      });

/** For example "about 12 tokens/s, as fast as you read"; `null` if a model cannot be loaded, or if nothing was measured. */
const paceText = ({ verdict, speed, isOwnSpeed, problem }: CatalogueModelAdvice): string | null =>
  problem !== null || verdict === 'too-large' || speed === null
    ? null
    : paceWords(speed, paceOf(speed), isOwnSpeed);

interface EntryProps {
  model: CatalogueModel;
  told: CatalogueModelAdvice | null;
  isBest: boolean;
}

const Entry = ({ model, told, isBest }: EntryProps) => {
  const session = useSession();
  const isOffline = useWindow((state) => state.settings?.offline === true);
  const { name, summary, bytes: size, parameters, activeParameters, licence, isGated } = model;
  const pace = told && paceText(told);
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
            title={modelsWords.openPage}
            onClick={() => session.putSearch({ shown: model.repository })}
          >
            {name}
          </button>
        )}
      </h3>
      {isBest && <p className="catalogue-best">{words.best}</p>}
      <p className="catalogue-summary">{words.summary(model.id, summary)}</p>
      <p className="result-facts">
        {[words.weights(parameters, activeParameters), bytes(size), licence].join(' · ')}
        {isGated && (
          <span className="result-gated">
            <Lock aria-hidden />
            {modelSearchWords.gated}
          </span>
        )}
        {told && told.problem !== null && <span className="result-unsupported">{words.notSupported}</span>}
        {told && told.problem === null && (
          <span data-verdict={told.verdict} title={words.fitHint}>
            {fitWords.verdicts[told.verdict]}
          </span>
        )}
      </p>
      {pace !== null && (
        <p
          className="catalogue-pace"
          data-slow={(told?.speed ?? readingSpeed) < readingSpeed || undefined}
          title={told?.isOwnSpeed ? words.ownSpeedHint : fitWords.speedHint}
        >
          {unbroken(pace)}
        </p>
      )}
      {told && told.problem !== null ? (
        <p className="catalogue-pace">{sentenceOf(told.problem)}</p>
      ) : (
        <FetchButton
          repository={model.repository}
          file={{ path: model.file, bytes: size, isHere: false }}
          what={name}
          isGated={isGated}
          isShort
        />
      )}
    </li>
  );
};
