/** Backends as people write them. */
import type { Backend } from '../contract/types.ts';

export const backendNames: Record<Backend, string> = {
  cpu: 'CPU',
  cuda: 'CUDA',
  metal: 'Metal',
  vulkan: 'Vulkan',
};
