/** The backends of llama.cpp. */

/** Backends as people write them. */
export const backendNames = { cpu: 'CPU', cuda: 'CUDA', metal: 'Metal', vulkan: 'Vulkan' } as const;

export type Backend = keyof typeof backendNames;

/** The backends that llama.cpp has for a platform, as `process.platform` names it. */
export const backendsOf = (platform: string): Backend[] =>
  platform === 'darwin' ? ['cpu', 'metal'] : ['cpu', 'cuda', 'vulkan'];
