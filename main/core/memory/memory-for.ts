/** What a model would find of memory here: free, and given back by the one that runs. */
import type { MachineMemory } from '../../shared/contract/memory.ts';
import type { Engine, EngineMemory } from '../../shared/engine/engine.ts';
import { machineMemory } from '../../system/machine-memory.ts';
import type { EngineConfig } from '../../shared/engine/config.ts';

/** What a process told that was started to tell stays true for a moment: the window asks often. */
const freshMs = 20_000;

type Where = Pick<EngineConfig, 'backend' | 'devices'>;

/**
 * For a model that is run by `config` and has matrices of `kinds` (shared/memory/copies.ts). `ramAlone`: as if there were no GPU, for
 * which no process need be asked.
 */
export type MemoryFor = (
  config: EngineConfig,
  kinds?: readonly string[],
  ramAlone?: boolean,
) => Promise<MachineMemory>;

export const createMemoryFor = (engine: Pick<Engine, 'can' | 'config'>): MemoryFor => {
  let probed: { key: string; at: number; memory: Promise<EngineMemory | null> } | null = null;
  const ask = async (where: Where, kinds: string[]): Promise<EngineMemory | null> =>
    (await engine.can.memory?.probe(where, kinds)) ?? null;
  const probe = ({ backend, devices }: Where, kinds: string[]): Promise<EngineMemory | null> => {
    const key = JSON.stringify([backend, devices, kinds]);
    if (probed === null || probed.key !== key || performance.now() - probed.at > freshMs)
      probed = { key, at: performance.now(), memory: ask({ backend, devices }, kinds) };
    return probed.memory;
  };

  /** What engines told by now. The processor and the library stay the same while Hearth runs. */
  const copies: Record<string, number> = {};
  const learn = (told: EngineMemory | null): EngineMemory | null => {
    Object.assign(copies, told?.copies);
    return told;
  };
  const unknown = (kinds: readonly string[]): string[] => [
    ...new Set(kinds.filter((kind) => !(kind in copies))),
  ];
  /** On the processor, with what is copied of `kinds` there. */
  const onProcessor = (told: EngineMemory | null, kinds: readonly string[]): EngineMemory => ({
    ...(told ?? { ramReturned: 0, engine: null }),
    copies: unknown(kinds).length === 0 ? { ...copies } : null,
    gpu: null,
  });
  const withCopies = (told: EngineMemory, kinds: readonly string[]): EngineMemory =>
    told.gpu === null ? onProcessor(told, kinds) : told;

  return async (config, kinds = [], ramAlone = false) => {
    const running = learn((await engine.can.memory?.ofLoaded(unknown(kinds))) ?? null);
    if (ramAlone) return machineMemory(onProcessor(running, kinds));
    const runsAlike =
      engine.config !== null &&
      engine.config.backend === config.backend &&
      JSON.stringify(engine.config.devices) === JSON.stringify(config.devices);
    if (running !== null && runsAlike) return machineMemory(withCopies(running, kinds));
    const other = learn(await probe(config, unknown(kinds)));
    return machineMemory(other && { ...withCopies(other, kinds), ramReturned: running?.ramReturned ?? 0 });
  };
};
