/** The models side by side, each with its speeds over the whole period. */
import { count, duration, speed } from '../latency/figures.ts';
import { percent } from '../plots/quantity.ts';
import { cachedShare, firstTokenMs, type Sums } from './statistics-sums.ts';

const cellsOf = (sums: Sums): [column: string, figure: string][] => {
  const share = cachedShare(sums);
  const median = firstTokenMs(sums, 0.5);
  return [
    ['Turns', count(sums.turns)],
    ['Prefill', speed(sums.telling.newTokens, sums.telling.prefillMs) ?? 'none'],
    ['Decode', speed(sums.decodeTokens, sums.decodeMs) ?? 'none'],
    ['First token', median === null ? 'none' : duration(median)],
    ['Cached', share === null ? 'none' : percent(share)],
  ];
};

export const StatisticsModels = ({ models }: { models: readonly { name: string; sums: Sums }[] }) => (
  <table className="statistics-models">
    <caption className="hidden">By model</caption>
    <thead>
      <tr>
        <th scope="col">Model</th>
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
