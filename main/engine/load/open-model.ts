/** Opens a model on the backend that a configuration chooses. Chats and benchmarks start from it. */
import type { Told } from '../../shared/words/told.ts';
import { say } from '../../shared/words/catalogue.ts';
import { basename } from 'node:path';
import { GgmlType, type GgufFileInfo, type Llama, type LlamaModel } from 'node-llama-cpp';
import type { Backend } from '../../shared/contract/engine.ts';
import type { ModelFacts, ModelId } from '../../shared/contract/model.ts';
import { kindsOf, mapsWeights } from '../../shared/memory/copies.ts';
import { usualContextLength } from '../../shared/memory/memory-buffers.ts';
import { memoryShapeOf } from '../../shared/memory/memory-shape.ts';
import type { EngineConfig } from '../../shared/engine/config.ts';
import { chooseBackend, physicalCores, processorName } from './backend.ts';
import { copiesOf } from './copies.ts';
import { takenRam } from './own-memory.ts';
import { explainLoadFailure, readFacts } from './inspect.ts';
import { RefusedFile } from '../process/refused-file.ts';

export interface OpenModel {
  llama: Llama;
  model: LlamaModel;
  /** The header of the model's file. */
  info: GgufFileInfo;
  facts: ModelFacts;
  /** The backend that llama.cpp was started on. */
  backend: Backend;
  /** Where the layers are: on the processor if none of them fits the GPU. */
  runsOn: Backend;
  /** The device that holds the layers: the GPU, or the processor if none of them fits the GPU. */
  device: string;
  threads: number;
  /** The file is smaller than `smallModelBytes`. */
  isSmall: boolean;
  /** Physical cores of this machine. */
  cores: number;
  /** Bytes that this process took before the weights were loaded. */
  ramBefore: number;
  /** Why the wanted GPU is not in use, as a sentence. */
  note: Told | null;
  /** This machine has no GPU. */
  isWithoutGpu: boolean;
}

/**
 * Below this file size, threads wait for each other longer than they compute: on two cores, the starter model (4 MB) generated
 * 860 to 1,050 tokens/s with one thread and 110 to 370 with two; a model of 35 MB about 270 with either, and one of 133 MB 97
 * and 115.
 */
const smallModelBytes = 48 * 1024 ** 2;

/** The number of threads before anything was measured, for a model of `bytes` bytes. */
export const threadsFor = (bytes: number, cores: number): number => (bytes < smallModelBytes ? 1 : cores);

/** Loads the weights; `onProgress` gets 0 to 1. Throws `RefusedFile` with a sentence if they cannot be loaded. */
export const openModel = async (
  config: EngineConfig,
  onProgress: (progress: number) => void,
): Promise<OpenModel> => {
  const atFirst = takenRam();
  const { info, ...read } = await readFacts(config.modelPath);
  const facts = { ...read, name: config.title ?? read.name };
  // Memory that reading the vocabulary leaves behind is counted with the vocabulary (`engineBytes`).
  const forHeader = takenRam() - atFirst;
  const { llama, backend, device, note, isWithoutGpu } = await chooseBackend(
    config.backend,
    config.devices,
    config.avoid,
  );
  // The backend has started.
  onProgress(0);
  const cores = physicalCores(llama);
  const isSmall = facts.bytes < smallModelBytes;
  const ramBefore = takenRam() - forHeader;
  // Layers on the GPU must leave it enough memory for the context; by itself, the library would load fewer layers for a longer
  // context.
  const contextSize = config.contextLength ?? usualContextLength(facts);
  const useMmap =
    config.memoryMap ?? (backend === 'cpu' && (await isBetterRead(llama, info)) ? false : 'auto');
  const model = await explaining(facts, () =>
    llama.loadModel({
      modelPath: config.modelPath,
      gpuLayers: backend === 'cpu' ? 0 : (config.gpuLayers ?? { fitContext: { contextSize } }),
      useMmap,
      onLoadProgress: inSteps(onProgress),
    }),
  );
  return {
    llama,
    model,
    info,
    facts,
    backend,
    runsOn: model.gpuLayers > 0 ? backend : 'cpu',
    device: model.gpuLayers > 0 || backend === 'cpu' ? device : processorName(),
    threads: config.threads ?? threadsFor(facts.bytes, cores),
    isSmall,
    cores,
    ramBefore,
    isWithoutGpu,
    note:
      note ??
      (backend !== 'cpu' && model.gpuLayers === 0 && config.gpuLayers !== 0
        ? say('engine.no-layer-fits', { name: facts.name, backend })
        : null),
  };
};

/** If weights that llama.cpp copies on this processor were mapped, they would be in memory twice. */
const isBetterRead = async (llama: Llama, info: GgufFileInfo): Promise<boolean> => {
  const shape = memoryShapeOf(info.metadata, info.fullTensorInfo ?? []);
  const copies = shape && (await copiesOf(llama, kindsOf(shape)));
  return shape !== null && copies !== null && !mapsWeights(shape, copies);
};

/** Runs `work` with llama.cpp on that model. Throws `RefusedFile` with a sentence about the file if it fails. */
export const explaining = async <Result>(
  { path, architecture }: ModelFacts,
  work: () => Promise<Result>,
): Promise<Result> => {
  try {
    return await work();
  } catch (error) {
    if (error instanceof RefusedFile) throw error;
    throw await explainLoadFailure(basename(path), architecture, error);
  }
};

/** The identity of a model that is loaded. Throws `RefusedFile` if one of its files could not be read for it. */
export const knownId = ({ path, id }: ModelFacts): ModelId => {
  if (id === null) throw new RefusedFile(say('engine.file-unreadable', { name: basename(path) }));
  return id;
};

/** The KV precision in the library's form, for a context and for an estimate of its size. */
export const kvOptions = ({ kvPrecision }: EngineConfig) =>
  kvPrecision === 'q8_0'
    ? {
        // llama.cpp quantizes values only with flash attention.
        context: {
          experimentalKvCacheKeyType: 'Q8_0',
          experimentalKvCacheValueType: 'Q8_0',
          flashAttention: true,
        } as const,
        estimate: {
          kvCacheKeyType: GgmlType.Q8_0,
          kvCacheValueType: GgmlType.Q8_0,
          flashAttention: true,
        },
      }
    : { context: {}, estimate: {} };

/** llama.cpp reports each tensor; a progress bar needs only whole percents, at most 20 times a second. */
const inSteps = (onProgress: (progress: number) => void): ((progress: number) => void) => {
  let shown = 0;
  let shownAt = 0;
  return (progress) => {
    const now = performance.now();
    if (progress - shown < 0.01 || now - shownAt < 50) return;
    shown = progress;
    shownAt = now;
    onProgress(progress);
  };
};
