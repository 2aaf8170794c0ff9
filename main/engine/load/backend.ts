/** Chooses the compute backend: the best one that works, or the one that the user wants, or the reason why it is not in use. */
import type { Told } from '../../shared/words/told.ts';
import { say } from '../../shared/words/catalogue.ts';
import { availableParallelism, cpus } from 'node:os';
import {
  getLlama,
  getLlamaGpuTypes,
  LlamaLogLevel,
  NoBinaryFoundError,
  type Llama,
  type LlamaGpuType,
} from 'node-llama-cpp';
import type { Backend } from '../../shared/contract/engine.ts';
import { withoutBinaryTest } from './binary-test.ts';
import { post } from '../process/parent-port.ts';

const gpuTypes: Record<Backend, LlamaGpuType> = {
  cpu: false,
  cuda: 'cuda',
  metal: 'metal',
  vulkan: 'vulkan',
};

/** The last error lines of llama.cpp, which reports the reason of a failure only in its log. */
const recentErrors: string[] = [];

/** Takes the error lines that llama.cpp logged since the last call; they arrive a moment after the failure. */
export const takeNativeErrors = async (): Promise<string[]> => {
  await new Promise((resolve) => setTimeout(resolve, 50));
  return recentErrors.splice(0);
};

const log = (level: LlamaLogLevel, text: string): void => {
  const line = text.trim();
  if (line === '') return;
  if (level === LlamaLogLevel.error || level === LlamaLogLevel.fatal) {
    recentErrors.push(line);
    if (recentErrors.length > 20) recentErrors.shift();
  }
  post({
    kind: 'log',
    level: level === LlamaLogLevel.warn ? 'warn' : level === LlamaLogLevel.info ? 'info' : 'error',
    text: line,
  });
};

/** The backend's libraries work, but no device on this machine can run them. */
class NoDevice extends Error {}

const start = async (backend: Backend): Promise<Llama> => {
  post({ kind: 'starting', backend });
  const llama = await withoutBinaryTest(() =>
    getLlama({
      gpu: gpuTypes[backend],
      // Hearth ships prebuilt binaries and never compiles on a user's machine.
      build: 'never',
      logLevel: LlamaLogLevel.warn,
      logger: log,
      // 0 lifts the library's own limit, since the context is given an exact number of threads.
      maxThreads: 0,
      // Hearth has already checked the free memory (shared/memory/memory.ts); the library would hold back a quarter of a small
      // memory.
      ramPadding: (total) => Math.min(0.02 * total, 512 * 1024 ** 2),
    }),
  );
  if (backend !== 'cpu' && (await llama.getGpuDeviceNames()).length === 0) {
    await llama.dispose();
    throw new NoDevice('no usable device was found');
  }
  return llama;
};

export const processorName = (): string => cpus()[0]?.model.trim() || 'CPU';

/** Starts llama.cpp on the processor alone, to inspect a file. */
export const startCpu = (): Promise<Llama> => start('cpu');

/**
 * Never more threads than physical cores: beyond them, llama.cpp's workers spin while they wait for each other (ARCHITECTURE,
 * The engine process).
 */
export const physicalCores = (llama: Llama): number =>
  Math.max(1, Math.min(llama.cpuMathCores, availableParallelism()));

export interface ChosenBackend {
  llama: Llama;
  backend: Backend;
  device: string;
  /** Why the wanted backend is not in use; `null` if it is. */
  note: Told | null;
  /** The best backend was wanted, and this machine has no GPU. */
  isWithoutGpu: boolean;
}

/** The variables that tell a backend which of its devices to use; Metal has only one device. */
const visibleDevices = ['CUDA_VISIBLE_DEVICES', 'GGML_VK_VISIBLE_DEVICES'];

/**
 * Starts llama.cpp on `wanted`, or on the best backend that works; falls back to the processor with a note. `devices`: the
 * numbers of the devices to use, or all; they are fixed for the life of the process once a backend has started. `avoid`:
 * backends whose driver ended an earlier engine process.
 */
export const chooseBackend = async (
  wanted: Backend | null,
  devices: number[] | null = null,
  avoid: readonly Backend[] = [],
): Promise<ChosenBackend> => {
  if (devices !== null) for (const name of visibleDevices) process.env[name] = devices.join(',');
  const detected = await getLlamaGpuTypes('supported');
  const candidates: Backend[] =
    wanted === null
      ? (['metal', 'cuda', 'vulkan'] as const).filter((backend) => detected.includes(backend))
      : wanted === 'cpu'
        ? []
        : [wanted];

  const failures: Failure[] = [];
  for (const backend of candidates) {
    if (avoid.includes(backend)) {
      failures.push({ backend, reason: say('engine.driver-crashed') });
      continue;
    }
    try {
      const llama = await start(backend);
      const names = await llama.getGpuDeviceNames();
      const note = noteOf(failures, backend);
      return { llama, backend, device: names.join(', '), note, isWithoutGpu: false };
    } catch (error) {
      post({ kind: 'log', level: 'warn', text: `${backend} failed: ${String(error)}` });
      // Most machines without a GPU have its libraries all the same, so this is a failure only if the backend was asked for.
      if (error instanceof NoDevice && wanted === null) continue;
      failures.push({ backend, reason: reasonOf(error) });
    }
  }
  const llama = await start('cpu');
  const note = noteOf(failures, 'cpu');
  const isWithoutGpu = wanted === null && failures.length === 0;
  return { llama, backend: 'cpu', device: processorName(), note, isWithoutGpu };
};

/** A backend that could not be used, and why. */
interface Failure {
  backend: Backend;
  reason: Told;
}

const reasonOf = (error: unknown): Told => {
  if (error instanceof NoBinaryFoundError) return say('engine.no-driver');
  if (error instanceof NoDevice) return say('engine.no-device');
  const reason = error instanceof Error ? error.message.split('\n')[0]! : String(error);
  return say('engine.backend-failed', { reason: shorten(reason) });
};

const noteOf = (failures: Failure[], used: Backend): Told | null =>
  failures.length === 0 ? null : say('engine.other-backend', { failures, used });

const shorten = (reason: string): string =>
  (reason.length > 120 ? `${reason.slice(0, 119)}…` : reason).replace(/[.\s]+$/, '');
