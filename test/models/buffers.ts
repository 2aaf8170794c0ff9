/**
 * Loads models with llama.cpp's log turned up, and tells which buffers it made: a process of its own, since each has one
 * log, and one backend. Started with a list of jobs as JSON; sends a list of results.
 */
import { getLlama, LlamaLogLevel } from 'node-llama-cpp';
import type { FitWish } from '../../main/contract/model-types.ts';
import { copiesOf } from '../../main/engine/process/copies.ts';
import { mapsWeights, type CopiedShape, type Copies } from '../../main/lens/copies.ts';

export interface BuffersJob {
  path: string;
  /** How a context is made; `null` for none. */
  wish: FitWish | null;
  gpuLayers: number;
  /** Kinds of matrices, to be asked whether llama.cpp copies them (lens/copies.ts). */
  kinds: string[];
  /** Whether the weights are mapped; `null`: as Hearth would choose. */
  isMapped: boolean | null;
  /** What the choice follows from. */
  copied: CopiedShape;
}

/** In bytes. */
interface DeviceBuffers {
  weights: number;
  kvCache: number;
  compute: number;
}

export interface Buffers {
  cpu: DeviceBuffers;
  gpu: DeviceBuffers;
  /** Of the processor, for a GPU to read. */
  host: DeviceBuffers;
  /** All that is allocated on the GPU. */
  gpuVram: number;
  /** Bytes of weights in buffers of other kinds, such as `CPU_REPACK` and `AMX`. */
  copied: number;
  /** What it copies, as Hearth asks it. */
  copies: Copies | null;
}

const measure = async (gpu: 'vulkan' | false, jobs: BuffersJob[]): Promise<Buffers[]> => {
  let lines: string[] = [];
  const llama = await getLlama({
    gpu,
    build: 'never',
    logLevel: LlamaLogLevel.info,
    logger: (_, text) => lines.push(text),
    maxThreads: 0,
  });
  const logged = (device: string, kind: string): number =>
    lines.reduce((sum, line) => {
      const found = new RegExp(`(?:^|\\s)${device} +${kind} buffer size = +([\\d.]+) MiB`).exec(line);
      return sum + Number(found?.[1] ?? 0) * 1024 ** 2;
    }, 0);
  const buffers = (device: string): DeviceBuffers => ({
    weights: logged(device, 'model'),
    kvCache: logged(device, 'KV') + logged(device, 'RS'),
    compute: logged(device, 'compute'),
  });
  const found: Buffers[] = [];
  for (const { path, wish, gpuLayers, kinds, isMapped, copied } of jobs) {
    const copies = gpu === false ? await copiesOf(llama, kinds) : null;
    lines = [];
    const useMmap = isMapped ?? (copies === null || mapsWeights(copied, copies));
    const model = await llama.loadModel({ modelPath: path, gpuLayers, useMmap });
    const kv = wish?.kvPrecision === 'q8_0' ? 'Q8_0' : 'F16';
    const context =
      wish &&
      (await model.createContext({
        contextSize: wish.contextLength!,
        batchSize: wish.batchSize,
        threads: 1,
        flashAttention: wish.flashAttention ?? true,
        experimentalKvCacheKeyType: kv,
        experimentalKvCacheValueType: kv,
      }));
    const { gpuVram } = await llama.getLlamaMemoryUsage();
    // Lines reach us a moment later.
    await new Promise((resolve) => setTimeout(resolve, 100));
    found.push({
      cpu: buffers('CPU(?:_Mapped)?'),
      gpu: buffers('Vulkan0'),
      host: buffers('Vulkan_Host'),
      gpuVram,
      copied: logged('(?!CPU(?:_Mapped)? |Vulkan)\\S+', 'model'),
      copies,
    });
    await context?.dispose();
    await model.dispose();
  }
  await llama.dispose();
  return found;
};

if (process.send !== undefined && process.argv[2] !== undefined) {
  const { gpu, jobs } = JSON.parse(process.argv[2]) as { gpu: 'vulkan' | false; jobs: BuffersJob[] };
  process.send(await measure(gpu, jobs));
  process.disconnect();
}
