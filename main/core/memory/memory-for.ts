/** The memory that this machine has for a model: free memory, plus what unloading the loaded model frees. */
import type { MachineMemory } from '../../shared/contract/memory.ts';
import type { Engine, EngineMemory } from '../../shared/engine/engine.ts';
import { machineMemory } from '../../system/machine-memory.ts';
import type { EngineConfig } from '../../shared/engine/config.ts';

/** How long the answer of a process that was started for a question is reused, in ms: the window asks often. */
const freshMs = 20_000;

type Where = Pick<EngineConfig, 'backend' | 'devices'>;

/**
 * The memory for a model that is loaded with `config` and has matrices of `kinds` (shared/memory/copies.ts). `ramAlone` ignores
 * GPUs, so that no process has to be started for the answer.
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

  /**
   * What engines have reported about copies so far. It stays true while Hearth runs, since processor and library stay the same.
   */
  const copies: Record<string, number> = {};
  const learn = (told: EngineMemory | null): EngineMemory | null => {
    Object.assign(copies, told?.copies);
    return told;
  };
  const unknown = (kinds: readonly string[]): string[] => [
    ...new Set(kinds.filter((kind) => !(kind in copies))),
  ];
  /** The memory on the CPU, with the sizes of copies; `copies` is `null` if that of any of `kinds` is unknown. */
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
    return machineMemory({
      ...(other === null ? onProcessor(null, kinds) : withCopies(other, kinds)),
      // Unloading the loaded model frees its memory, whatever the other engine reports.
      ramReturned: running?.ramReturned ?? 0,
    });
  };
};
