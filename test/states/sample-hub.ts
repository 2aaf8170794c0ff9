/** What a hub and the catalogue have, as far as the window sees it. */
import type {
  CatalogueModel,
  Fit,
  FitWish,
  HubFile,
  HubModel,
  HubModelDetails,
  MachineMemory,
  MemoryNeed,
} from '../../main/contract/model-types.ts';

const now = 1_790_000_000_000;
const day = 86_400_000;
const gigabyte = 1e9;

/** Beside a loaded model of 5 GB on the GPU. */
export const machineWithGpu: MachineMemory = {
  ramTotal: 33.4 * gigabyte,
  ramFree: 14.2 * gigabyte,
  ramReturned: 0.7 * gigabyte,
  engine: 75e6,
  copies: null,
  gpu: {
    name: 'NVIDIA GeForce RTX 4070',
    backend: 'cuda',
    isUnified: false,
    total: 12.9 * gigabyte,
    free: 5.6 * gigabyte,
    returned: 6.1 * gigabyte,
  },
};
export const machineWithoutGpu: MachineMemory = {
  ramTotal: 16.6 * gigabyte,
  ramFree: 9.4 * gigabyte,
  ramReturned: 0,
  engine: null,
  copies: null,
  gpu: null,
};

const hubModel = (
  id: string,
  parameters: number | null,
  parts: Partial<HubModel> & Pick<HubModel, 'downloads'>,
): HubModel => ({
  id,
  likes: Math.round(parts.downloads / 410),
  changedAt: now - 90 * day,
  licence: 'apache-2.0',
  isGated: false,
  architecture: 'qwen3',
  parameters,
  trainedContextLength: 40_960,
  ...parts,
});

const named: HubModel[] = [
  hubModel('Qwen/Qwen3-8B-GGUF', 8.19e9, { downloads: 412_300, likes: 318 }),
  hubModel('bartowski/Llama-3.2-3B-Instruct-GGUF', 3.21e9, {
    downloads: 1_204_500,
    architecture: 'llama',
    licence: 'llama3.2',
    trainedContextLength: 131_072,
  }),
  hubModel('google/gemma-3-12b-it-qat-q4_0-gguf', 11.8e9, {
    downloads: 96_400,
    architecture: 'gemma3',
    licence: 'gemma',
    isGated: true,
    trainedContextLength: 131_072,
  }),
  hubModel('unsloth/Qwen3-30B-A3B-Instruct-2507-GGUF', 30.5e9, {
    downloads: 284_900,
    architecture: 'qwen3moe',
    trainedContextLength: 262_144,
    changedAt: now - 12 * day,
  }),
  hubModel('someone/an-old-upload-GGUF', null, {
    downloads: 41,
    likes: 0,
    architecture: null,
    licence: null,
    trainedContextLength: null,
    changedAt: now - 800 * day,
  }),
];

/** More than one page of them. */
export const hubModels: HubModel[] = [
  ...named,
  ...Array.from({ length: 31 }, (_, index) =>
    hubModel(`maker-${index}/Qwen3-${index % 2 === 0 ? 4 : 14}B-finetune-${index}-GGUF`, 4.02e9, {
      downloads: 38_000 - index * 1_100,
    }),
  ),
];

const card = `# Qwen3 8B

Qwen3 is a series of models that can **think** before they answer, or not.

| Mode | Temperature | Top P |
| :-- | --: | --: |
| Thinking | 0.6 | 0.95 |
| Not thinking | 0.7 | 0.8 |

![a picture](https://example.com/logo.png)

<img src="https://example.com/pixel.png" onerror="window.pwned = 1">

Run it with \`--jinja\`, and see [the report](https://example.com/report) for more.

## Limits

It knows nothing of what happened after it was trained.`;

const quantisations: [name: string, bits: number][] = [
  ['Q2_K', 3.2],
  ['Q3_K_M', 4.0],
  ['Q4_K_M', 4.91],
  ['Q5_K_M', 5.72],
  ['Q6_K', 6.57],
  ['Q8_0', 8.51],
  ['F16', 16.01],
];

const file = (path: string, bytes: number, parts: Partial<HubFile>): HubFile => ({
  path,
  parts: [{ path, bytes, sha256: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855' }],
  bytes,
  kind: 'model',
  quantisation: null,
  isHere: false,
  ...parts,
});

export const hubDetails = (model: HubModel): HubModelDetails => {
  const name = model.id.split('/')[1]!.replace(/-GGUF$/i, '');
  const parameters = model.parameters ?? 1e9;
  const files = quantisations.map(([quantisation, bits]) =>
    file(`${name}-${quantisation}.gguf`, Math.round((parameters * bits) / 8), {
      quantisation,
      isHere: model.id === 'Qwen/Qwen3-8B-GGUF' && quantisation === 'Q4_K_M',
    }),
  );
  const projector = file('mmproj-model-f16.gguf', 854_200_192, { kind: 'projector', quantisation: 'F16' });
  return {
    ...model,
    revision: '7c41481f57cb95916b40956ab2f0b139b296d974',
    files: model.architecture === 'gemma3' ? [...files, projector] : files,
    card: model.licence === null ? '' : card,
    url: `https://huggingface.co/${model.id}`,
  };
};

const catalogueModel = (
  id: string,
  parts: Partial<CatalogueModel> & Pick<CatalogueModel, 'name' | 'summary' | 'uses' | 'bytes' | 'parameters'>,
): CatalogueModel => ({
  id,
  repository: `maker/${id}-GGUF`,
  file: `${id}-Q4_K_M.gguf`,
  architecture: 'llama',
  activeParameters: parts.parameters,
  trainedContextLength: 40_960,
  kvBytesPerToken: 147_456,
  licence: 'apache-2.0',
  isGated: false,
  ...parts,
});

export const catalogue: CatalogueModel[] = [
  catalogueModel('qwen3-0.6b', {
    name: 'Qwen3 0.6B',
    repository: 'Qwen/Qwen3-0.6B-GGUF',
    summary: 'Answers short questions on any machine, and guesses for larger models of its family.',
    uses: ['small', 'chat'],
    bytes: 0.64e9,
    parameters: 0.6e9,
    kvBytesPerToken: 114_688,
  }),
  catalogueModel('llama-3.2-3b', {
    name: 'Llama 3.2 3B Instruct',
    repository: 'bartowski/Llama-3.2-3B-Instruct-GGUF',
    summary: 'A small all-rounder that writes and summarises in eight languages.',
    uses: ['chat', 'small', 'languages'],
    bytes: 2.02e9,
    parameters: 3.21e9,
    trainedContextLength: 131_072,
    kvBytesPerToken: 114_688,
    licence: 'llama3.2',
  }),
  catalogueModel('qwen3-8b', {
    name: 'Qwen3 8B',
    repository: 'Qwen/Qwen3-8B-GGUF',
    file: 'Qwen3-8B-Q4_K_M.gguf',
    summary: 'Thinks before it answers where that helps; good with tools and mathematics.',
    uses: ['chat', 'reasoning'],
    bytes: 5.03e9,
    parameters: 8.19e9,
  }),
  catalogueModel('gemma-3-12b', {
    name: 'Gemma 3 12B Instruct',
    repository: 'google/gemma-3-12b-it-qat-q4_0-gguf',
    summary: 'Writes well in many languages and reads images with its projector.',
    uses: ['chat', 'languages'],
    bytes: 7.3e9,
    parameters: 11.8e9,
    licence: 'gemma',
    isGated: true,
  }),
  catalogueModel('qwen3-coder-30b', {
    name: 'Qwen3 Coder 30B A3B',
    summary: 'Writes and explains code; only a tenth of it works on each token, so it is quick for its size.',
    uses: ['code'],
    bytes: 18.6e9,
    parameters: 30.5e9,
    activeParameters: 3.3e9,
    trainedContextLength: 262_144,
    kvBytesPerToken: 98_304,
  }),
  catalogueModel('llama-3.3-70b', {
    name: 'Llama 3.3 70B Instruct',
    summary: 'Close to the largest models in most things, for machines with much memory.',
    uses: ['chat', 'languages'],
    bytes: 42.5e9,
    parameters: 70.6e9,
    trainedContextLength: 131_072,
    kvBytesPerToken: 327_680,
    licence: 'llama3.3',
  }),
  catalogueModel('tomorrow-4b', {
    name: 'Tomorrow 4B',
    summary: 'Of an architecture that this version does not know.',
    uses: ['reasoning'],
    architecture: 'transformer-of-tomorrow',
    bytes: 2.6e9,
    parameters: 4.1e9,
  }),
];

/** What llama.cpp of these scenarios supports, as far as the catalogue needs it. */
export const supported: ReadonlySet<string> = new Set(['llama']);

const layers = 37;
const kvBytesPerToken = 147_456;
const none: MemoryNeed = { weights: 0, kvCache: 0, compute: 0, engine: 0 };
const total = (need: MemoryNeed): number => need.weights + need.kvCache + need.compute + need.engine;

/** A made-up estimate that behaves as a real one does: longer contexts take more, and what fits goes to the GPU. */
export const sampleFit = (bytes: number, trained: number, wish: FitWish, machine: MachineMemory): Fit => {
  const contextLength = wish.contextLength ?? Math.min(8192, trained || 8192);
  const kvCache = contextLength * kvBytesPerToken * (wish.kvPrecision === 'f16' ? 1 : 17 / 32);
  const compute = 150e6 + contextLength * 8_000;
  const { gpu } = machine;
  const ramRoom = machine.ramFree + machine.ramReturned;
  const gpuRoom = gpu ? gpu.free + gpu.returned : 0;
  const fitting = gpu ? Math.floor(((gpuRoom - compute) / (bytes + kvCache)) * layers) : 0;
  const gpuLayers = Math.max(0, Math.min(layers, wish.gpuLayers ?? fitting));
  const share = gpuLayers / layers;
  const ram: MemoryNeed = {
    weights: bytes * (1 - share),
    kvCache: kvCache * (1 - share),
    compute: share === 1 ? 40e6 : compute,
    engine: 120e6,
  };
  const vram = share === 0 ? none : { weights: bytes * share, kvCache: kvCache * share, compute, engine: 0 };
  const over = Math.max(total(ram) - ramRoom, total(vram) - gpuRoom);
  const fullness = Math.max(total(ram) / ramRoom, gpuRoom > 0 ? total(vram) / gpuRoom : 0);
  const verdict = over > 0 ? 'too-large' : fullness > 0.9 ? 'tight' : 'fits';
  const place = share === 1 ? 'on the GPU' : share === 0 ? 'in memory' : 'on GPU and processor together';
  return {
    contextLength,
    kvPrecision: wish.kvPrecision,
    ram,
    vram,
    gpuLayers,
    layers,
    machine,
    verdict,
    words:
      verdict === 'too-large'
        ? `Does not fit: it lacks ${(over / gigabyte).toFixed(1)}\u2009GB of memory.`
        : `${verdict === 'tight' ? 'Just fits' : 'Fits'}: ${place}.`,
    decodeSpeed: 1 / ((bytes * share) / 452e9 + (bytes * (1 - share)) / 48e9),
  };
};
