/** A library with a model of every owner and kind, and one of 2,000 models. */
import type { Library, LibraryModel, ModelFolder, ModelOwner } from '../../main/contract/model-types.ts';

const now = 1_790_000_000_000;
const day = 86_400_000;

type Known = Pick<LibraryModel, 'path' | 'name' | 'architecture' | 'owner' | 'bytes'> & Partial<LibraryModel>;

const model = (parts: Known): LibraryModel => ({
  files: [{ path: parts.path, bytes: parts.bytes }],
  kind: 'chat',
  parameters: null,
  quantisation: null,
  bitsPerWeight: null,
  trainedContextLength: 32_768,
  supports: { tools: false, reasoning: false },
  licence: null,
  source: null,
  lastUsedAt: null,
  changedAt: now - 40 * day,
  projector: null,
  drafts: [],
  problem: null,
  ...parts,
});

const home = '/home/ada';
const own = `${home}/.local/share/hearth/models`;
const lmStudio = `${home}/.lmstudio/models`;
const ollama = `${home}/.ollama/models`;
const blob = 'sha256-dde5aa3fc5ffc17176b5e8bdc82f587b24b2678c6c66101bf7da77af9f7ccdff';

export const guidePath = '/opt/hearth/resources/starter/hearth-guide.gguf';
export const loadedPath = `${home}/models/Qwen3-8B-Q4_K_M.gguf`;

const guideModel = model({
  path: guidePath,
  name: 'Hearth guide',
  architecture: 'llama',
  owner: 'starter',
  bytes: 9_700_000,
  parameters: 9_100_000,
  quantisation: 'Q8_0',
  bitsPerWeight: 8.5,
  trainedContextLength: 2048,
  licence: 'mit',
  lastUsedAt: now - 12 * day,
});

const small = model({
  path: `${home}/.cache/huggingface/hub/models--Qwen--Qwen3-0.6B-GGUF/snapshots/23749fe/Qwen3-0.6B-Q8_0.gguf`,
  name: 'Qwen3 0.6B',
  architecture: 'qwen3',
  owner: 'hugging-face',
  bytes: 639_446_688,
  parameters: 596_049_920,
  quantisation: 'Q8_0',
  bitsPerWeight: 8.5,
  trainedContextLength: 40_960,
  supports: { tools: true, reasoning: true },
  licence: 'apache-2.0',
  source: 'Qwen/Qwen3-0.6B-GGUF',
});

const split = [1, 2].map((part) => ({
  path: `${own}/bartowski/Llama-3.3-70B-Instruct-GGUF/Llama-3.3-70B-Instruct-Q4_K_M-0000${part}-of-00002.gguf`,
  bytes: part === 1 ? 39_800_000_000 : 2_720_000_000,
}));

export const models: LibraryModel[] = [
  guideModel,
  model({
    path: loadedPath,
    name: 'Qwen3 8B Instruct',
    architecture: 'qwen3',
    owner: 'user',
    bytes: 5_027_000_000,
    parameters: 8_190_735_360,
    quantisation: 'Q4_K_M',
    bitsPerWeight: 4.91,
    trainedContextLength: 40_960,
    supports: { tools: true, reasoning: true },
    licence: 'apache-2.0',
    source: 'Qwen/Qwen3-8B-GGUF',
    lastUsedAt: now - 600_000,
    drafts: [small.path],
  }),
  model({
    path: `${own}/bartowski/Llama-3.2-3B-Instruct-GGUF/Llama-3.2-3B-Instruct-Q6_K.gguf`,
    name: 'Llama 3.2 3B Instruct',
    architecture: 'llama',
    owner: 'hearth',
    bytes: 2_643_853_856,
    parameters: 3_212_749_888,
    quantisation: 'Q6_K',
    bitsPerWeight: 6.58,
    trainedContextLength: 131_072,
    supports: { tools: true, reasoning: false },
    licence: 'llama3.2',
    source: 'bartowski/Llama-3.2-3B-Instruct-GGUF',
    lastUsedAt: now - 2 * day,
  }),
  model({
    path: `${lmStudio}/lmstudio-community/gemma-3-4b-it-GGUF/gemma-3-4b-it-Q4_K_M.gguf`,
    name: 'Gemma 3 4B Instruct',
    architecture: 'gemma3',
    owner: 'lm-studio',
    bytes: 2_489_757_856,
    parameters: 3_880_099_328,
    quantisation: 'Q4_K_M',
    bitsPerWeight: 5.13,
    trainedContextLength: 131_072,
    licence: 'gemma',
    source: 'lmstudio-community/gemma-3-4b-it-GGUF',
    lastUsedAt: now - 9 * day,
    projector: {
      path: `${lmStudio}/lmstudio-community/gemma-3-4b-it-GGUF/mmproj-model-f16.gguf`,
      bytes: 851_251_104,
    },
  }),
  model({
    path: `${ollama}/blobs/${blob}`,
    name: 'mistral-small:24b',
    architecture: 'llama',
    owner: 'ollama',
    bytes: 14_333_908_832,
    parameters: 23_572_403_200,
    quantisation: 'Q4_K_M',
    bitsPerWeight: 4.86,
    supports: { tools: true, reasoning: false },
    licence: 'apache-2.0',
    source: 'mistral-small:24b',
  }),
  small,
  model({
    path: `${home}/jan/llamacpp/models/DeepSeek-R1-Distill-Qwen-7B-Q4_K_M/model.gguf`,
    name: 'DeepSeek R1 Distill Qwen 7B',
    architecture: 'qwen2',
    owner: 'jan',
    bytes: 4_683_073_504,
    parameters: 7_615_616_512,
    quantisation: 'Q4_K_M',
    bitsPerWeight: 4.92,
    trainedContextLength: 131_072,
    supports: { tools: false, reasoning: true },
    licence: 'mit',
    source: 'bartowski/DeepSeek-R1-Distill-Qwen-7B-GGUF',
  }),
  model({
    path: `${home}/.cache/llama.cpp/nomic-ai_nomic-embed-text-v1.5-GGUF_nomic-embed-text-v1.5.Q8_0.gguf`,
    name: 'nomic-embed-text v1.5',
    architecture: 'nomic-bert',
    owner: 'llama-cpp',
    kind: 'embedding',
    bytes: 146_146_432,
    parameters: 136_727_040,
    quantisation: 'Q8_0',
    bitsPerWeight: 8.5,
    trainedContextLength: 2048,
    licence: 'apache-2.0',
  }),
  model({
    path: split[0]!.path,
    files: split,
    name: 'Llama 3.3 70B Instruct',
    architecture: 'llama',
    owner: 'hearth',
    bytes: 42_520_000_000,
    parameters: 70_553_706_496,
    quantisation: 'Q4_K_M',
    bitsPerWeight: 4.82,
    trainedContextLength: 131_072,
    supports: { tools: true, reasoning: false },
    licence: 'llama3.3',
    source: 'bartowski/Llama-3.3-70B-Instruct-GGUF',
    lastUsedAt: now - 200 * day,
  }),
  model({
    path: `${home}/models/qwen2.5-coder-7b.Q5_K_M.gguf`,
    name: 'Qwen2.5 Coder 7B',
    architecture: 'qwen2',
    owner: 'user',
    kind: 'base',
    bytes: 5_444_831_296,
    parameters: 7_615_616_512,
    quantisation: 'Q5_K_M',
    bitsPerWeight: 5.72,
  }),
  model({
    path: `${home}/models/Phi-4-mini-instruct-Q4_K_M.gguf`,
    name: 'Phi-4-mini-instruct-Q4_K_M',
    architecture: 'phi3',
    owner: 'user',
    bytes: 1_207_959_552,
    quantisation: 'Q4_K_M',
    problem:
      'The file ends before its last tensor, as after a download that was cut off: fetch it again, or delete it.',
  }),
  model({
    path: `${home}/models/rhyme-lora-f16.gguf`,
    name: 'rhyme-lora',
    architecture: 'llama',
    owner: 'user',
    kind: 'adapter',
    bytes: 27_297_792,
    parameters: 13_631_488,
    quantisation: 'F16',
    bitsPerWeight: 16,
    trainedContextLength: 0,
  }),
];

const folder = (path: string, owner: ModelOwner, of: number, problem: string | null = null): ModelFolder => ({
  path,
  owner,
  models: of,
  problem,
});

export const library: Library = {
  models,
  folders: [
    folder(own, 'hearth', 2),
    folder(`${home}/models`, 'user', 4),
    folder('/mnt/backup/gguf', 'user', 0, 'The folder is not there: connect the disk, or remove it here.'),
    folder(lmStudio, 'lm-studio', 1),
    folder(ollama, 'ollama', 1),
    folder(`${home}/.cache/huggingface/hub`, 'hugging-face', 1),
    folder(`${home}/jan/llamacpp/models`, 'jan', 1),
    folder(`${home}/.cache/llama.cpp`, 'llama-cpp', 1),
  ],
  isScanning: false,
};

export const emptyLibrary: Library = {
  models: [guideModel],
  folders: [folder(own, 'hearth', 0)],
  isScanning: false,
};

const families = [
  ['Qwen3', 'qwen3'],
  ['Llama 3.1', 'llama'],
  ['Gemma 3', 'gemma3'],
  ['Mistral', 'llama'],
  ['Phi 4', 'phi3'],
  ['Granite 4', 'granitehybrid'],
  ['OLMo 2', 'olmo2'],
  ['DeepSeek R1', 'qwen2'],
] as const;
const sizes = [0.6, 1.7, 3.2, 4, 8.2, 14.8, 24, 32.8, 70.6];
const quantisations = [
  ['Q2_K', 3.16],
  ['Q3_K_M', 3.91],
  ['Q4_K_M', 4.85],
  ['Q5_K_M', 5.69],
  ['Q6_K', 6.59],
  ['Q8_0', 8.5],
  ['F16', 16],
] as const;
const owners: ModelOwner[] = ['hearth', 'user', 'lm-studio', 'ollama', 'hugging-face', 'jan', 'llama-cpp'];

/** Every model of a fixed series; the same each time. */
const generated = (index: number): LibraryModel => {
  const [family, architecture] = families[index % families.length]!;
  const billions = sizes[Math.floor(index / 8) % sizes.length]!;
  const [quantisation, bitsPerWeight] = quantisations[Math.floor(index / 72) % quantisations.length]!;
  const parameters = billions * 1e9;
  const maker = `maker-${Math.floor(index / 504)}`;
  const owner = owners[index % owners.length]!;
  const name = `${family} ${billions}B ${index % 3 === 0 ? 'Instruct' : 'Chat'}`;
  const file = `${name.replaceAll(' ', '-')}-${quantisation}-${index}.gguf`;
  return model({
    path: `/data/models/${maker}/${file}`,
    name,
    architecture,
    owner,
    bytes: Math.round((parameters * bitsPerWeight) / 8),
    parameters,
    quantisation,
    bitsPerWeight,
    supports: { tools: index % 2 === 0, reasoning: index % 5 === 0 },
    source: `${maker}/${name.replaceAll(' ', '-')}-GGUF`,
    lastUsedAt: index % 11 === 0 ? now - index * 3_600_000 : null,
  });
};

/** The 12 above and generated ones, 2,000 in all. */
export const largeLibrary: Library = {
  ...library,
  models: [...models, ...Array.from({ length: 2000 - models.length }, (_, index) => generated(index))],
};
