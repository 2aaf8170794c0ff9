/** The backends that can be chosen on this machine. */
import type { Backend } from '../../main/shared/contract/engine.ts';
import { backendNames, backendsOf } from '../../main/shared/model/backends.ts';

/** `chosen` is among them even where the platform lacks it, so that it is seen and can be changed. */
export const backendOptions = (platform: string, chosen: Backend | null): [Backend, string][] => {
  const offered = backendsOf(platform);
  const all = chosen === null || offered.includes(chosen) ? offered : [...offered, chosen];
  return all.map((backend) => [backend, backendNames[backend]]);
};
