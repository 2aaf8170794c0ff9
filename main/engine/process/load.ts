/** Loads a model and makes the one context it is served from. */
import { basename } from 'node:path';
import type { LlamaContextSequence, LlamaModel } from 'node-llama-cpp';
import { defaultContextLength, type EngineConfig, type LoadedFacts } from '../protocol.ts';
import { backendNames, chooseBackend, physicalCores } from './backend.ts';
import { parseChatTemplate, type ChatTemplate } from './chat-template.ts';
import {
  chatTemplate,
  explainLoadFailure,
  readFacts,
  recommendedTemperature,
  RefusedFile,
} from './inspect.ts';
import { reasoningMarks, type ReasoningMarks } from './reasoning-marks.ts';

export interface LoadedEngine {
  model: LlamaModel;
  sequence: LlamaContextSequence;
  template: ChatTemplate;
  /** `null` for a model that does not mark its reasoning. */
  reasoning: ReasoningMarks | null;
  recommendedTemperature: number | null;
  facts: LoadedFacts;
  note: string | null;
  cores: number;
  dispose: () => Promise<void>;
}

/**
 * Below this size the threads wait for each other longer than they compute: on two cores the starter model (4 MB) wrote
 * 860 to 1,050 tokens/s with one thread and 110 to 370 with two; one of 35 MB about 270 with either; one of 133 MB 97
 * and 115.
 */
const smallModelBytes = 48 * 1024 ** 2;

/** Throws `RefusedFile` with a sentence when the model cannot be loaded. */
export const loadEngine = async (
  config: EngineConfig,
  onProgress: (progress: number) => void,
): Promise<LoadedEngine> => {
  const { info, ...facts } = await readFacts(config.modelPath, config.isStarter);
  const { llama, backend, device, note } = await chooseBackend(config.backend);
  const cores = physicalCores(llama);
  const threads = config.threads ?? (facts.fileBytes < smallModelBytes ? 1 : cores);
  try {
    const model = await llama.loadModel({
      modelPath: config.modelPath,
      gpuLayers: backend === 'cpu' ? 0 : 'auto',
      onLoadProgress: inSteps(onProgress),
    });
    const context = await model.createContext({
      // A given length is tried as it is; the default shrinks where memory is short.
      contextSize: config.contextLength ?? {
        max: Math.min(defaultContextLength, model.trainContextSize || defaultContextLength),
      },
      threads,
    });
    const source = chatTemplate(info);
    return {
      model,
      sequence: context.getSequence(),
      template: parseChatTemplate(source, model.tokens.bosString ?? '', model.tokens.eosString ?? ''),
      reasoning: reasoningMarks(source),
      recommendedTemperature: recommendedTemperature(info),
      facts: {
        ...facts,
        backend: model.gpuLayers > 0 ? backend : 'cpu',
        device,
        gpuLayers: model.gpuLayers,
        layers: model.fileInsights.totalLayers,
        contextLength: context.contextSize,
        threads,
      },
      note:
        note ??
        (backend !== 'cpu' && model.gpuLayers === 0 ? noLayersFit(facts.name, backendNames[backend]) : null),
      cores,
      // Contexts first, or Metal aborts at exit (tobi/qmd#366).
      dispose: async () => {
        await context.dispose();
        await model.dispose();
        await llama.dispose();
      },
    };
  } catch (error) {
    throw new RefusedFile(await explainLoadFailure(basename(config.modelPath), facts.architecture, error), {
      cause: error,
    });
  }
};

const noLayersFit = (model: string, backend: string): string =>
  `No layer of ${model} fits the free memory of ${backend}, so it runs on the processor.`;

/** llama.cpp reports each tensor; a bar needs no more than whole percents, 20 times a second. */
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
