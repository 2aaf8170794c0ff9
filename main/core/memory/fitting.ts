/** Estimates whether models fit this machine: installed models, models on the hub, and the one that is about to be loaded. */
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
  /** The name of the model at `path`. */
  nameOf: (path: string) => string;
  hub: Hub;
  /** The details of a repository on the hub, as they were received last. */
  details: (repository: string) => Promise<HubModelDetails>;
  /** The memory of this machine for a model with a given configuration. */
  machine: MemoryFor;
  configFor: (path: string) => EngineConfig;
  ceilings: () => Ceilings[];
  /** Decode speed in tokens/s of the model at `path` in its own answers; `null` if they do not tell. */
  ownSpeed: (path: string) => number | null;
  /** Whether attention without flash attention was measured to be faster for the model at `path`. */
  measuredPlain: (path: string) => boolean;
  /** The architectures that llama.cpp supports; `null` if they are not known yet. */
  supported: () => Supported;
}

/** The headers of at most this many repositories are remembered. */
const mostRemembered = 20;

export const createFitting = (options: FittingOptions) => {
  const { hub, machine, configFor, ceilings } = options;

  /**
   * Reads the header of an installed model; `null` if it lacks the needed information. Throws `Refusal` if the file is not a
   * valid GGUF, and the system's error if it cannot be read.
   */
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

  /**
   * Returns `shape`; throws `Refusal` if its architecture is not supported, because a model that cannot be loaded does not fit.
   */
  const supportedShape = (shape: MemoryShape | null): MemoryShape | null => {
    const problem = unsupportedProblem(options.supported(), shape?.architecture ?? null);
    if (problem !== null) throw Refusal.of(problem);
    return shape;
  };

  /**
   * The shape of an installed model; `null` if its header lacks the needed information or it cannot be opened. Throws `Refusal`
   * if it is not a valid GGUF or not supported.
   */
  const localShape = async (path: string): Promise<MemoryShape | null> => {
    const read = options.remembered(path, 'memory-shape', [], () => readLocalShape(path));
    const shape = await read.catch((error: unknown) => {
      if (error instanceof Refusal) throw error;
      // If the file cannot be opened, loading it explains why.
      return null;
    });
    return supportedShape(shape);
  };

  /** What the header of one file told, and which file that was, by repository and commit. */
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
   * The shape of a file on the hub. Only one header of each model is downloaded, which tells the shape of all its
   * quantizations: they differ only in the size of their weights.
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

  /**
   * The model files of a repository, and the shape from the header of one of them; `null` if that header lacks the needed
   * information.
   */
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

  /**
   * The estimate for the model at `path`, with the kind of attention that the engine will choose if `wish` leaves that open.
   */
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

  /**
   * Whether a model fits with `config` in place of the loaded one, or `beside` it, and what that was computed from; `null` if its shape is
   * not understood.
   */
  const check = async (config: EngineConfig, isBeside = false) => {
    const shape = await localShape(config.modelPath);
    if (shape === null) return null;
    const wish = wishOf(config);
    const inRam = { ...wish, gpuLayers: wish.gpuLayers ?? 0 };
    // A model that fits in RAM fits with a GPU as well, and starting a process to ask about the GPU takes as long as loading a
    // small model.
    const kinds = kindsOf(shape);
    const left = (here: MachineMemory): MachineMemory => (isBeside ? withoutReturned(here) : here);
    const ram = left(await machine(config, kinds, true));
    const fit = fitAt(config.modelPath, shape, inRam, ram, []);
    const fits = fit.verdict === 'fits' || (fit.verdict === 'tight' && ram.copies !== null);
    if (inRam.gpuLayers === 0 && fits) return { shape, here: ram, wish: inRam, fit };
    const here = left(await machine(config, kinds));
    return { shape, here, wish, fit: fitAt(config.modelPath, shape, wish, here, []) };
  };

  return {
    local: async (path: string, wish: FitWish): Promise<Fit | null> => {
      const shape = await localShape(path);
      if (shape === null) return null;
      const config = configFor(path);
      const fit = fitAt(path, shape, wish, await machine(config, kindsOf(shape)), ceilings());
      // With a different number of layers on the GPU, the model would not be as fast as in its earlier answers.
      const isAsUsed = wish.gpuLayers === wishOf(config).gpuLayers;
      return { ...fit, decodeSpeed: (isAsUsed ? options.ownSpeed(path) : null) ?? fit.decodeSpeed };
    },
    /** The same with the model's own settings; also `null` if its file is not valid or not supported. */
    asConfigured: async (path: string): Promise<Fit | null> => {
      const shape = await localShape(path).catch(() => null);
      if (shape === null) return null;
      const config = configFor(path);
      return fitAt(path, shape, wishOf(config), await machine(config, kindsOf(shape)), ceilings());
    },
    remote: async (repository: string, path: string, wish: FitWish): Promise<Fit | null> => {
      const details = await options.details(repository);
      const shape = await remoteShape(details, fileOf(details, path));
      return shape && fitOf(shape, wish, await machine(configFor(''), kindsOf(shape)), ceilings());
    },
    /** The same for all model files of a repository; empty if their header lacks the needed information. */
    remoteAll: async (repository: string, wish: FitWish): Promise<{ path: string; fit: Fit }[]> => {
      const { files, shape } = await remoteModel(repository);
      if (shape === null) return [];
      const shapes = files.map((file) => resized(shape, file));
      const here = await machine(configFor(''), shapes.flatMap(kindsOf));
      const known = ceilings();
      return files.map(({ path }, index) => ({ path, fit: fitOf(shapes[index]!, wish, here, known) }));
    },
    /** The best quantization for this machine; `null` if none fits or the header lacks the needed information. */
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
    /**
     * Throws `Refusal` with the figures, and with settings that would fit, if the model is too large. It is called before
     * native code loads the model.
     */
    refuseIfTooLarge: async (config: EngineConfig): Promise<void> => {
      // The starter model is never refused, because it must answer on any machine.
      if (config.isStarter) return;
      const checked = await check(config);
      if (checked === null || checked.fit.verdict !== 'too-large') return;
      const { shape, here, wish, fit } = checked;
      throw Refusal.of(refusalFor(options.nameOf(config.modelPath), fit, whatWouldFit(shape, wish, here)));
    },
    /** Whether a model fits beside all that is loaded, with memory to spare; false if that cannot be told. */
    fitsBeside: async (config: EngineConfig): Promise<boolean> => {
      const checked = await check(config, true).catch((error: unknown) => {
        if (error instanceof Refusal) return null;
        throw error;
      });
      return checked?.fit.verdict === 'fits';
    },
    /**
     * Settings that take less memory, for a model that did not load although it should fit; `null` if there are none. Unless
     * `isCertain` says that memory was short, also `null` if a tenth of the memory would have stayed free.
     */
    whatWouldWork: async (config: EngineConfig, isCertain: boolean): Promise<Told | null> => {
      const checked = await check(config);
      if (checked === null || (!isCertain && checked.fit.verdict === 'fits')) return null;
      const { shape, here, wish, fit } = checked;
      // The model took more memory than estimated, so the estimate must leave that much more free.
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

/** The share of free memory to plan with, since a model can take a tenth more than estimated. */
const usualError = 0.9;

/** The memory while the loaded model stays loaded. */
const withoutReturned = (here: MachineMemory): MachineMemory => ({
  ...here,
  ramReturned: 0,
  gpu: here.gpu && { ...here.gpu, returned: 0 },
});

const halved = (wish: FitWish, { contextLength }: Fit): FitWish => ({
  ...wish,
  contextLength: Math.max(256, Math.floor(contextLength / 2 / 256) * 256),
});

/** The settings of `config` that determine memory. Settings that are left open are chosen as the engine chooses them. */
const wishOf = (config: EngineConfig): FitWish => ({
  contextLength: config.contextLength,
  kvPrecision: config.kvPrecision,
  gpuLayers: config.backend === 'cpu' ? 0 : config.gpuLayers,
  flashAttention: config.flashAttention,
  batchSize: config.batchSize ?? 512,
  memoryMap: config.memoryMap,
});
