/** Whether models fit this machine: those that are here, those on a hub, and the one that is about to be loaded. */
import type { Told } from '../../shared/words/told.ts';
import { say } from '../../shared/words/catalogue.ts';
import { basename } from 'node:path';
import type { Ceilings } from '../../shared/contract/measuring.ts';
import type { HubFile, HubModelDetails } from '../../shared/contract/hub.ts';
import type { Fit, FitWish, MachineMemory } from '../../shared/contract/memory.ts';
import type { MemoryFor } from './memory-for.ts';
import type { EngineConfig } from '../../shared/engine/config.ts';
import { kindsOf } from '../../shared/memory/copies.ts';
import { refusalFor, whatWouldFit } from '../../shared/memory/fit-changes.ts';
import { fitOf } from '../../shared/memory/memory.ts';
import type { MemoryShape } from '../../shared/memory/memory-shape.ts';
import {
  plainAttentionBytes,
  plainAttentionRoom,
  usualContextLength,
} from '../../shared/memory/memory-buffers.ts';
import { adviseQuantization, resized } from '../../shared/memory/quantization-advice.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { openFileSource, type FileSource } from '../../system/file-source.ts';
import { BadGguf } from '../../shared/gguf/bad-gguf.ts';
import { partPaths } from '../../shared/gguf/split-name.ts';
import type { Hub } from '../hub/hub.ts';
import type { KnownFiles } from '../library/known-files.ts';
import { readMemoryShape } from '../../shared/memory/read-memory-shape.ts';
import { unsupportedProblem, type Supported } from '../../shared/model/unsupported.ts';

interface FittingOptions {
  remembered: KnownFiles['remembered'];
  /** What a model at `path` is called. */
  nameOf: (path: string) => string;
  hub: Hub;
  /** A model's page, as it was told last. */
  details: (repository: string) => Promise<HubModelDetails>;
  /** As a model would find it that runs by the settings for all, or by its own. */
  machine: MemoryFor;
  configFor: (path: string) => EngineConfig;
  ceilings: () => Ceilings[];
  /** Tokens/s that the model at `path` wrote in its own turns; `null` if they do not tell. */
  ownSpeed: (path: string) => number | null;
  /** Plain attention was measured to be faster for the model at `path`. */
  measuredPlain: (path: string) => boolean;
  /** Architectures that llama.cpp supports. */
  supported: () => Supported;
}

/** Headers of so many repositories are remembered. */
const mostRemembered = 20;

export const createFitting = (options: FittingOptions) => {
  const { hub, machine, configFor, ceilings } = options;

  /** Throws `Refusal` if it is no good GGUF, and the system's error if it cannot be read. */
  const readLocalShape = async (path: string): Promise<MemoryShape | null> => {
    const sources: FileSource[] = [];
    try {
      for (const file of partPaths(path)) sources.push(await openFileSource(file));
      return await readMemoryShape(sources);
    } catch (error) {
      throw error instanceof BadGguf ? Refusal.of(error.told(basename(path))) : error;
    } finally {
      for (const source of sources) await source.close();
    }
  };

  /** Nothing fits that cannot be loaded. */
  const supportedShape = (shape: MemoryShape | null): MemoryShape | null => {
    const problem = unsupportedProblem(options.supported(), shape?.architecture ?? null);
    if (problem !== null) throw Refusal.of(problem);
    return shape;
  };

  /** `null` where its header does not tell. Throws `Refusal` where it is no good GGUF, or not supported. */
  const localShape = async (path: string): Promise<MemoryShape | null> => {
    const read = options.remembered(path, 'memory-shape', [], () => readLocalShape(path));
    const shape = await read.catch((error: unknown) => {
      if (error instanceof Refusal) throw error;
      // It cannot be opened, which loading it explains.
      return null;
    });
    return supportedShape(shape);
  };

  /** By repository and commit: what one file's header told, and which file that was. */
  const remembered = new Map<string, { file: string; shape: MemoryShape }>();

  const fetchShape = async (
    { id, revision }: HubModelDetails,
    file: HubFile,
  ): Promise<MemoryShape | null> => {
    const sources: Awaited<ReturnType<Hub['source']>>[] = [];
    try {
      for (const { path } of file.parts) sources.push(await hub.source(id, revision, path));
      return await readMemoryShape(sources);
    } catch (error) {
      throw error instanceof BadGguf ? Refusal.of(error.told(basename(file.path))) : error;
    } finally {
      for (const source of sources) source.close();
    }
  };

  /**
   * A file of a model on the hub. Only one header of each model is fetched, which tells of all its quantizations: they
   * differ in the bytes of their weights alone.
   */
  const remoteShape = async (details: HubModelDetails, file: HubFile): Promise<MemoryShape | null> => {
    const key = `${details.id}@${details.revision}`;
    let known = remembered.get(key);
    if (known === undefined) {
      const models = details.files.filter(({ kind }) => kind === 'model');
      const read = file.parts.length === 1 ? file : (models.find(({ parts }) => parts.length === 1) ?? file);
      const shape = await fetchShape(details, read);
      if (supportedShape(shape) === null || shape === null) return null;
      known = { file: read.path, shape };
      remembered.set(key, known);
      if (remembered.size > mostRemembered) remembered.delete(remembered.keys().next().value!);
    }
    return known.file === file.path ? known.shape : resized(known.shape, file);
  };

  /** The files of a model, and the shape that any of them tells. */
  const remoteModel = async (
    repository: string,
  ): Promise<{ files: HubFile[]; shape: MemoryShape | null }> => {
    const details = await options.details(repository);
    const files = details.files.filter(({ kind }) => kind === 'model');
    return { files, shape: files[0] === undefined ? null : await remoteShape(details, files[0]) };
  };

  const fileOf = (details: HubModelDetails, path: string): HubFile => {
    const file = details.files.find((one) => one.path === path);
    if (file === undefined) throw new Refusal('hub.no-such-file', { repository: details.id, file: path });
    return file;
  };

  /** As the model at `path` will run, with attention as the engine chooses it if `wish` leaves that open. */
  const fitAt = (
    path: string,
    shape: MemoryShape,
    wish: FitWish,
    here: MachineMemory,
    known: Ceilings[],
  ): Fit => {
    const fit = fitOf(shape, wish, here, known);
    if (wish.flashAttention !== null || fit.gpuLayers > 0 || !options.measuredPlain(path)) return fit;
    const more = plainAttentionBytes(shape, { ...wish, contextLength: fit.contextLength });
    const { weights, kvCache, compute, engine } = fit.ram;
    const free = here.ramFree + here.ramReturned - (weights + kvCache + compute + engine);
    return more * plainAttentionRoom > free
      ? fit
      : fitOf(shape, { ...wish, flashAttention: false }, here, known);
  };

  /** Whether a model fits, and where it would; `null` where its shape is not understood. */
  const check = async (config: EngineConfig) => {
    const shape = await localShape(config.modelPath);
    if (shape === null) return null;
    const wish = wishOf(config);
    const inRam = { ...wish, gpuLayers: wish.gpuLayers ?? 0 };
    // What fits the RAM fits with a GPU, and starting a process to ask for that takes as long as a small model's load.
    const kinds = kindsOf(shape);
    const ram = await machine(config, kinds, true);
    const fit = fitAt(config.modelPath, shape, inRam, ram, []);
    const fits = fit.verdict === 'fits' || (fit.verdict === 'tight' && ram.copies !== null);
    if (inRam.gpuLayers === 0 && fits) return { shape, here: ram, wish: inRam, fit };
    const here = await machine(config, kinds);
    return { shape, here, wish, fit: fitAt(config.modelPath, shape, wish, here, []) };
  };

  return {
    local: async (path: string, wish: FitWish): Promise<Fit | null> => {
      const shape = await localShape(path);
      if (shape === null) return null;
      const config = configFor(path);
      const fit = fitAt(path, shape, wish, await machine(config, kindsOf(shape)), ceilings());
      // With other layers on the GPU it would write at another speed than it did.
      const isAsUsed = wish.gpuLayers === wishOf(config).gpuLayers;
      return { ...fit, decodeSpeed: (isAsUsed ? options.ownSpeed(path) : null) ?? fit.decodeSpeed };
    },
    remote: async (repository: string, path: string, wish: FitWish): Promise<Fit | null> => {
      const details = await options.details(repository);
      const shape = await remoteShape(details, fileOf(details, path));
      return shape && fitOf(shape, wish, await machine(configFor(''), kindsOf(shape)), ceilings());
    },
    /** The same for all files of a model; none where their header does not tell. */
    remoteAll: async (repository: string, wish: FitWish): Promise<{ path: string; fit: Fit }[]> => {
      const { files, shape } = await remoteModel(repository);
      if (shape === null) return [];
      const shapes = files.map((file) => resized(shape, file));
      const here = await machine(configFor(''), shapes.flatMap(kindsOf));
      const known = ceilings();
      return files.map(({ path }, index) => ({ path, fit: fitOf(shapes[index]!, wish, here, known) }));
    },
    /** The best quantization for this machine; `null` where none fits or the header does not tell. */
    advise: async (repository: string): Promise<{ file: HubFile; fit: Fit; why: Told } | null> => {
      const { files, shape } = await remoteModel(repository);
      if (shape === null) return null;
      const config = configFor('');
      const here = await machine(config, files.map((file) => resized(shape, file)).flatMap(kindsOf));
      const wish = wishOf(config);
      const known = ceilings();
      return adviseQuantization(
        files,
        (file) => fitOf(resized(shape, file), wish, here, known),
        wish.contextLength ?? usualContextLength(shape),
      );
    },
    /** Throws `Refusal` with the numbers, and what would fit, before native code is asked. */
    refuseIfTooLarge: async (config: EngineConfig): Promise<void> => {
      // It comes with Hearth, to answer on any machine.
      if (config.isStarter) return;
      const checked = await check(config);
      if (checked === null || checked.fit.verdict !== 'too-large') return;
      const { shape, here, wish, fit } = checked;
      throw Refusal.of(refusalFor(options.nameOf(config.modelPath), fit, whatWouldFit(shape, wish, here)));
    },
    /**
     * For a model that did not load though it should fit: what takes less, as a sentence; empty if nothing does. Unless it
     * `isCertain` that memory was short, also empty if a tenth of the memory would have stayed free.
     */
    whatWouldWork: async (config: EngineConfig, isCertain: boolean): Promise<Told | null> => {
      const checked = await check(config);
      if (checked === null || (!isCertain && checked.fit.verdict === 'fits')) return null;
      const { shape, here, wish, fit } = checked;
      // More is taken than was reckoned, so as much less must do.
      const spare = {
        ...here,
        ramFree: here.ramFree * usualError,
        gpu: here.gpu && { ...here.gpu, free: here.gpu.free * usualError },
      };
      const change = whatWouldFit(shape, fit.verdict === 'too-large' ? wish : halved(wish, fit), spare);
      return change === null ? null : say('memory.change', change.settings);
    },
  };
};

export type Fitting = ReturnType<typeof createFitting>;

/** Estimates are within a tenth of what is taken. */
const usualError = 0.9;

const halved = (wish: FitWish, { contextLength }: Fit): FitWish => ({
  ...wish,
  contextLength: Math.max(256, Math.floor(contextLength / 2 / 256) * 256),
});

/** What is left open there is chosen as the engine does. */
const wishOf = (config: EngineConfig): FitWish => ({
  contextLength: config.contextLength,
  kvPrecision: config.kvPrecision,
  gpuLayers: config.backend === 'cpu' ? 0 : config.gpuLayers,
  flashAttention: config.flashAttention,
  batchSize: config.batchSize ?? 512,
  memoryMap: config.memoryMap,
});
