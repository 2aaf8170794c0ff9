/**
 * Loads a model as llama.cpp does, but without memory for weights and states (`no_alloc`, with which llama.cpp estimates memory).
 * It reads the vocabulary, compares the shape of every tensor with the figures of the header, and lays out a context. Numbers that
 * cannot be right make it fail here, or end this process, instead of the engine.
 */
import type { Llama } from 'node-llama-cpp';

/** The part of the library's addon that is not public. */
interface Addon {
  AddonModel: new (
    path: string,
    options: { gpuLayers: number; useMmap: boolean; noAlloc: boolean },
  ) => Loadable;
  AddonContext: new (
    model: object,
    options: { contextSize: number; batchSize: number; sequences: number; threads: number },
  ) => Loadable;
}

interface Loadable {
  init: () => Promise<boolean>;
}

/** Rejects with an error if llama.cpp cannot load the model; then llama.cpp's log has the reason. */
export const dryLoad = async (llama: Llama, path: string): Promise<void> => {
  const { _bindings: addon } = llama as unknown as { _bindings: Addon };
  const { AddonModel, AddonContext } = addon;
  const model = new AddonModel(path, { gpuLayers: 0, useMmap: true, noAlloc: true });
  if (!(await model.init())) throw new Error('the model cannot be loaded');
  const context = new AddonContext(model, { contextSize: 256, batchSize: 64, sequences: 1, threads: 1 });
  if (!(await context.init())) throw new Error('a context for the model cannot be made');
};
