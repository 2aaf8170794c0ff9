/** The speeds of benchmarks as lines: prefill over the prompt and the batch size, decode over the depth. */
import type { BenchmarkRun, Ceilings } from '../../main/contract/lens-types.ts';
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

const shared = {
  height: 220,
  spreadAs: 'bars',
  spreadNames: ['Mean − standard deviation', 'Mean + standard deviation'],
} as const;

export const BenchmarkPlots = ({ runs, names }: { runs: readonly BenchmarkRun[]; names: Names }) => {
  const prefill = prefillByPrompt(runs, names);
  const decode = decodeByDepth(runs, names);
  const batches = prefillByBatch(runs, names);
  const { ceilings = null } = useCeilings();
  // Runs on another backend than that of the loaded model have other ceilings.
  const roof = rooflineOf(ceilings === null ? runs : runs.filter((run) => isOn(run, ceilings)), names);
  return (
    <div className="benchmark-plots">
      <LinePlot
        {...shared}
        label="Prefill speed by prompt length"
        empty="No run compared here read a prompt."
        x={{ label: 'Prompt', unit: 'tokens', scale: 'log' }}
        y={speedAxis(prefill)}
        series={prefill}
      />
      <LinePlot
        {...shared}
        label="Decode speed by depth"
        empty="No run compared here wrote tokens."
        x={{ label: 'Tokens in the context before', unit: '' }}
        y={speedAxis(decode)}
        series={decode}
      />
      {batches.length > 0 && (
        <LinePlot
          {...shared}
          label="Prefill speed by batch size, longest prompt"
          empty="No run compared here had several batch sizes."
          x={{ label: 'Batch', unit: 'tokens', scale: 'log' }}
          y={speedAxis(batches)}
          series={batches}
        />
      )}
      {roof.length > 0 && (
        <Roofline
          height={260}
          label="Against what this machine can do"
          empty="Nothing was counted."
          ceilings={ceilings}
          withoutCeilings="What this machine can do at most is measured under This machine."
          points={roof}
        />
      )}
    </div>
  );
};

const isOn = (run: BenchmarkRun, { backend, device }: Ceilings): boolean =>
  run.backend === backend && run.device === device;
