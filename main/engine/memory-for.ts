/** What a model would find of memory here: free, and given back by the one that runs. */
import type { MachineMemory } from '../contract/model-types.ts';
import type { Log } from '../log.ts';
import { probeMemory } from './ask-process.ts';
import { machineMemory, type EngineMemory } from './machine-memory.ts';
import type { EngineConfig } from './protocol.ts';
import type { SpawnEngine, Supervisor } from './supervisor.ts';

/** What a process told that was started to tell stays true for a moment: the window asks often. */
const freshMs = 20_000;

type Where = Pick<EngineConfig, 'backend' | 'devices'>;

/** For a model that is run by `config`; `ramAlone`: as if there were no GPU, for which no process need be asked. */
export type MemoryFor = (config: EngineConfig, ramAlone?: boolean) => Promise<MachineMemory>;

export const createMemoryFor = (supervisor: Supervisor, spawn: SpawnEngine, log: Log): MemoryFor => {
  let probed: { key: string; at: number; memory: Promise<EngineMemory | null> } | null = null;
  const probe = ({ backend, devices }: Where): Promise<EngineMemory | null> => {
    const key = JSON.stringify([backend, devices]);
    if (probed === null || probed.key !== key || performance.now() - probed.at > freshMs)
      probed = { key, at: performance.now(), memory: probeMemory(spawn, log, { backend, devices }) };
    return probed.memory;
  };
  return async (config, ramAlone = false) => {
    const running = await supervisor.memory();
    if (ramAlone) return machineMemory(running && { ...running, gpu: null });
    const runsAlike =
      supervisor.config !== null &&
      supervisor.config.backend === config.backend &&
      JSON.stringify(supervisor.config.devices) === JSON.stringify(config.devices);
    if (running !== null && runsAlike) return machineMemory(running);
    const other = await probe(config);
    return machineMemory(other && { ...other, ramReturned: running?.ramReturned ?? 0 });
  };
};
