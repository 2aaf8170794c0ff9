/** Measures a model: prefill and decode over prompt lengths, depths and batch sizes. */
import type { BenchmarkPlan } from '../../contract/lens-types.ts';
import type { EngineConfig } from '../protocol.ts';

/** Throws `RefusedFile` with a sentence where nothing can be measured. */
export const benchmark = async (_config: EngineConfig, _plan: BenchmarkPlan): Promise<void> => {
  throw new Error('to be written');
};
