/** Chooses which turns are counted: those of a period, and of one model or of all. */
import { useId } from 'react';
import { statisticsWords } from '../words/lens.ts';

const words = statisticsWords;

/** The periods that can be chosen, in days, including today. */
export const periods = [7, 30, 365] as const;

interface Props {
  days: number;
  onDays: (days: number) => void;
  /** All models to choose from. */
  models: readonly string[];
  /** `null`: all models. */
  model: string | null;
  onModel: (model: string | null) => void;
}

export const StatisticsChoice = ({ days, onDays, models, model, onModel }: Props) => {
  const id = useId();
  return (
    <div className="statistics-choice">
      <fieldset className="segments">
        <legend className="hidden">{words.period}</legend>
        {periods.map((period) => (
          <label key={period}>
            <input
              type="radio"
              name={`${id}-period`}
              checked={period === days}
              onChange={() => onDays(period)}
            />
            <span>{words.days(period)}</span>
          </label>
        ))}
      </fieldset>
      {models.length > 1 && (
        <div className="statistics-model">
          <label htmlFor={id}>{words.model}</label>
          <select
            id={id}
            value={model === null ? -1 : models.indexOf(model)}
            onChange={(event) => onModel(models[Number(event.target.value)] ?? null)}
          >
            <option value={-1}>{words.allModels}</option>
            {models.map((name, index) => (
              <option key={name} value={index}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
    </div>
  );
};
