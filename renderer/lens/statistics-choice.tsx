/** Which turns are counted: those of a period, and of one model or of all. */
import { useId } from 'react';

/** Days, today among them. */
export const periods = [
  { days: 7, name: '7 days' },
  { days: 30, name: '30 days' },
  { days: 365, name: 'A year' },
] as const;

interface Props {
  days: number;
  onDays: (days: number) => void;
  /** All that can be chosen. */
  models: readonly string[];
  /** `null`: all of them. */
  model: string | null;
  onModel: (model: string | null) => void;
}

export const StatisticsChoice = ({ days, onDays, models, model, onModel }: Props) => {
  const id = useId();
  return (
    <div className="statistics-choice">
      <fieldset className="segments">
        <legend className="hidden">Period</legend>
        {periods.map((period) => (
          <label key={period.days}>
            <input
              type="radio"
              name={`${id}-period`}
              checked={period.days === days}
              onChange={() => onDays(period.days)}
            />
            <span>{period.name}</span>
          </label>
        ))}
      </fieldset>
      {models.length > 1 && (
        <div className="statistics-model">
          <label htmlFor={id}>Model</label>
          <select
            id={id}
            value={model === null ? -1 : models.indexOf(model)}
            onChange={(event) => onModel(models[Number(event.target.value)] ?? null)}
          >
            <option value={-1}>All models</option>
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
