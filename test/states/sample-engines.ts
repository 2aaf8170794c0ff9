/** Loaded models, a small one on the processor and a large one on a GPU, and an engine that runs one. */
import type { EngineStatus, LoadedModel } from '../../main/contract/types.ts';

export const guide: LoadedModel = {
  path: '/opt/hearth/resources/starter/hearth-guide.gguf',
  name: 'Hearth guide',
  architecture: 'llama',
  quantisation: 'Q8_0',
  fileBytes: 9_700_000,
  trainedContextLength: 2048,
  isStarter: true,
  backend: 'cpu',
  device: 'AMD Ryzen 7 7840U',
  gpuLayers: 0,
  layers: 9,
  contextLength: 2048,
  answerReserve: 256,
  kvSavingBytes: 7_864_320,
  threads: { prefill: 8, decode: 8 },
  flashAttention: false,
  batchSize: 512,
  draftModel: null,
  thinking: { switchable: false, onByDefault: false, efforts: [], bounded: false, keepsEarlier: null },
};

export const large: LoadedModel = {
  path: '/home/ada/models/Qwen3-8B-Q4_K_M.gguf',
  name: 'Qwen3 8B Instruct',
  architecture: 'qwen3',
  quantisation: 'Q4_K_M',
  fileBytes: 5_027_000_000,
  trainedContextLength: 40_960,
  isStarter: false,
  backend: 'cuda',
  device: 'NVIDIA GeForce RTX 4070',
  gpuLayers: 29,
  layers: 37,
  contextLength: 8192,
  answerReserve: 512,
  kvSavingBytes: 503_316_480,
  threads: { prefill: 8, decode: 8 },
  flashAttention: false,
  batchSize: 512,
  draftModel: null,
  thinking: {
    switchable: true,
    onByDefault: true,
    efforts: ['low', 'medium', 'high'],
    bounded: true,
    keepsEarlier: true,
  },
};

export const ready = (model: LoadedModel, note: string | null = null): EngineStatus => ({
  state: 'ready',
  modelName: model.name,
  model,
  loadProgress: null,
  note,
});
