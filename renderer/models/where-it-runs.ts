/** Where a loaded model runs, in words; on the processor nothing is said of a GPU. */
import type { Backend, LoadedModel } from '../../main/contract/types.ts';

/** As people write them. */
export const backendNames: Record<Backend, string> = {
  cpu: 'CPU',
  cuda: 'CUDA',
  metal: 'Metal',
  vulkan: 'Vulkan',
};

export const whereItRuns = ({ backend, device, gpuLayers, layers }: LoadedModel): string =>
  backend === 'cpu'
    ? `CPU · ${device} · ${layers} layers`
    : `${backendNames[backend]} · ${device} · ${gpuLayers} of ${layers} layers on the GPU`;
