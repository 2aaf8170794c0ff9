/** All rows of the compared runs, like the output of llama-bench. */
import type { BenchmarkRun } from '../../main/shared/contract/measuring.ts';
import { backendNames } from '../../main/shared/settings/backends.ts';
import { testName } from '../../main/shared/speed/benchmark-export.ts';
import { mean, standardDeviation } from '../../main/shared/speed/spread.ts';
import { bytes, unbroken } from '../words/figures.ts';
import { shortCount, speedSpread } from './benchmark-figures.ts';
import { benchmarkWords } from '../words/lens.ts';

const words = benchmarkWords.table;

export const BenchmarkTable = ({ runs }: { runs: readonly BenchmarkRun[] }) => {
  const hasBatches = runs.some(({ rows }) => new Set(rows.map(({ batchSize }) => batchSize)).size > 1);
  return (
    // A wide table scrolls by itself, so the keyboard must be able to reach it.
    <div className="benchmark-table" role="group" aria-label={words.label} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.model}</th>
            <th scope="col" className="is-number">
              {words.size}
            </th>
            <th scope="col" className="is-number">
              <abbr title={words.parametersHint}>{words.parameters}</abbr>
            </th>
            <th scope="col">{words.backend}</th>
            <th scope="col" className="is-number">
              {words.threads}
            </th>
            {hasBatches && (
              <th scope="col" className="is-number">
                {words.batch}
              </th>
            )}
            <th scope="col">
              <abbr title={words.testHint}>{words.test}</abbr>
            </th>
            <th scope="col" className="is-number">
              <abbr title={words.speedHint}>{words.speed}</abbr>
            </th>
          </tr>
        </thead>
        {runs.map((run) => (
          <tbody key={run.id}>
            {run.rows.map((row, index) => (
              <tr key={`${testName(row)} ${row.batchSize}`}>
                {index === 0 && <RunCells run={run} span={run.rows.length} />}
                {hasBatches && (
                  <td className="is-number benchmark-batch">{row.test === 'pp' ? row.batchSize : ''}</td>
                )}
                <td className="benchmark-test" data-test={row.test}>
                  {testName(row)}
                </td>
                <td className="is-number">{speedSpread(mean(row.speeds), standardDeviation(row.speeds))}</td>
              </tr>
            ))}
          </tbody>
        ))}
      </table>
    </div>
  );
};

/** Shown once for all rows of a run; in a narrow window, as a line above them. */
const RunCells = ({ run, span }: { run: BenchmarkRun; span: number }) => {
  const { model, kvPrecision, threads } = run;
  const size = unbroken(bytes(model.bytes));
  const parameters = shortCount(run.parameters);
  const name = backendNames[run.backend];
  const backend = kvPrecision === 'f16' ? name : words.withCache(name, kvPrecision);
  const count =
    threads.prefill === threads.decode
      ? String(threads.decode)
      : words.threadsOfPhases(threads.prefill, threads.decode);
  return (
    <>
      <th scope="rowgroup" rowSpan={span}>
        {model.name}
        {model.quantization !== null && <small>{model.quantization}</small>}
        <small className="benchmark-line">
          {[size, words.parametersOf(parameters), backend, words.threadsOf(count)].join(' · ')}
        </small>
      </th>
      <td rowSpan={span} className="is-run is-number">
        {size}
      </td>
      <td rowSpan={span} className="is-run is-number">
        {parameters}
      </td>
      <td rowSpan={span} className="is-run">
        {backend}
      </td>
      <td rowSpan={span} className="is-run is-number">
        {count}
      </td>
    </>
  );
};
