/** The models side by side, each with its speeds over the whole period. */
import { count, duration, speed } from '../words/figures.ts';
import { percent } from '../plots/quantity.ts';
import { cachedShare, firstTokenMs, type Sums } from './statistics-sums.ts';
import { statisticsWords } from '../words/lens.ts';

const words = statisticsWords.models;

const cellsOf = (sums: Sums): [column: string, figure: string][] => {
  const share = cachedShare(sums);
  const median = firstTokenMs(sums, 0.5);
  return [
    [words.turns, count(sums.turns)],
    [words.prefill, speed(sums.telling.newTokens, sums.telling.prefillMs) ?? statisticsWords.none],
    [words.decode, speed(sums.decodeTokens, sums.decodeMs) ?? statisticsWords.none],
    [words.firstToken, median === null ? statisticsWords.none : duration(median)],
    [words.cached, share === null ? statisticsWords.none : percent(share)],
  ];
};

export const StatisticsModels = ({ models }: { models: readonly { name: string; sums: Sums }[] }) => (
  <table className="statistics-models">
    <caption className="hidden">{words.caption}</caption>
    <thead>
      <tr>
        <th scope="col">{words.model}</th>
        {cellsOf(models[0]!.sums).map(([column]) => (
          <th key={column} scope="col">
            {column}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {models.map(({ name, sums }) => (
        <tr key={name}>
          <th scope="row">{name}</th>
          {cellsOf(sums).map(([column, figure]) => (
            <td key={column} data-column={column}>
              {figure}
            </td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);
