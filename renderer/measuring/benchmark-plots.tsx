/** The speeds of benchmarks as lines: prefill by prompt length and batch size, decode by depth. */
import type { BenchmarkRun, Ceilings } from '../../main/shared/contract/measuring.ts';
import { LinePlot } from '../plots/line-plot.tsx';
import { Roofline } from '../plots/roofline.tsx';
import { speedAxis } from '../plots/speed-axis.ts';
import {
  decodeByDepth,
  prefillByBatch,
  prefillByPrompt,
  rooflineOf,
  type Names,
} from './benchmark-compare.ts';
import { useCeilings } from './use-ceilings.ts';
import { benchmarkWords } from '../words/lens.ts';

const words = benchmarkWords.plots;

const shared = {
  height: 220,
  spreadAs: 'bars',
  spreadNames: words.spread,
} as const;

export const BenchmarkPlots = ({ runs, names }: { runs: readonly BenchmarkRun[]; names: Names }) => {
  const prefill = prefillByPrompt(runs, names);
  const decode = decodeByDepth(runs, names);
  const batches = prefillByBatch(runs, names);
  const { ceilings = null } = useCeilings();
  // Runs on a backend other than that of the loaded model have other ceilings.
  const roof = rooflineOf(ceilings === null ? runs : runs.filter((run) => isOn(run, ceilings)), names);
  return (
    <div className="benchmark-plots">
      <LinePlot
        {...shared}
        label={words.prefill}
        empty={words.noPrefill}
        x={{ label: words.prompt, unit: 'tokens', scale: 'log' }}
        y={speedAxis(prefill)}
        series={prefill}
      />
      <LinePlot
        {...shared}
        label={words.decode}
        empty={words.noDecode}
        x={{ label: words.depth, unit: '' }}
        y={speedAxis(decode)}
        series={decode}
      />
      {batches.length > 0 && (
        <LinePlot
          {...shared}
          label={words.batches}
          empty={words.noBatches}
          x={{ label: words.batch, unit: 'tokens', scale: 'log' }}
          y={speedAxis(batches)}
          series={batches}
        />
      )}
      {roof.length > 0 && (
        <Roofline
          height={260}
          label={words.roofline.label}
          empty={words.roofline.empty}
          ceilings={ceilings}
          withoutCeilings={words.roofline.noCeilings}
          points={roof}
        />
      )}
    </div>
  );
};

const isOn = (run: BenchmarkRun, { backend, device }: Ceilings): boolean =>
  run.backend === backend && run.device === device;
