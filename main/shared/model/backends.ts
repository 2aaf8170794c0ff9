/** Backends as people write them. */
import type { Backend } from '../contract/engine.ts';

export const backendNames: Record<Backend, string> = {
  cpu: 'CPU',
  cuda: 'CUDA',
  metal: 'Metal',
  vulkan: 'Vulkan',
};

/** The backends that llama.cpp has for a platform, as `process.platform` names it. */
export const backendsOf = (platform: string): Backend[] =>
  platform === 'darwin' ? ['cpu', 'metal'] : ['cpu', 'cuda', 'vulkan'];
