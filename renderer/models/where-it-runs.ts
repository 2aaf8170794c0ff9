/** Where a loaded model runs, in words; on the processor nothing is said of a GPU. */
import type { LoadedModel } from '../../main/contract/types.ts';
import { backendNames } from '../../main/lens/backends.ts';

export const whereItRuns = ({ backend, device, gpuLayers, layers }: LoadedModel): string =>
  backend === 'cpu'
    ? `CPU · ${device} · ${layers} layers`
    : `${backendNames[backend]} · ${device} · ${gpuLayers} of ${layers} layers on the GPU`;
