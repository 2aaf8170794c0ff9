/** Values of sampling settings as requests name them, checked against the registry of settings. */
import { samplingEntries, type Sampling } from '../settings/sampling.ts';
import { ApiFault } from './fault.ts';

/** The sampling settings that are one number. */
export type SampledNumber = {
  [Name in keyof Sampling]: Sampling[Name] extends number | null ? Name : never;
}[keyof Sampling];

/** `value` for the setting `name`, if its range includes it. Throws `ApiFault` that names `field`. */
export const sampledValue = (name: SampledNumber, value: number, field: string): number => {
  const { from, to, isWhole } = samplingEntries[name];
  if (value >= from && value <= to && (!isWhole || Number.isInteger(value))) return value;
  const kind = isWhole ? 'a whole number' : 'a number';
  throw new ApiFault(
    'bad-request',
    `The field ${field} is wrong: Hearth takes ${kind} from ${from} to ${to}.`,
    {
      field,
    },
  );
};

/**
 * A seed of another program. Negative ones are random, as llama.cpp has it; larger ones than the engine takes are folded into its range,
 * so that the same seed still gives the same answer.
 */
export const seedOf = (seed: number): number | null =>
  seed < 0 ? null : seed % (samplingEntries.seed.to + 1);
