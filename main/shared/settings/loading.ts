/** Settings with which a model is loaded: a change reloads it. All of them are part of `EngineConfig`. */
import { bytes, count } from '../format/figures.ts';
import { backendNames, backendsOf } from './backends.ts';
import { choice, number, numbers, onOff } from './entry.ts';

const group = 'memoryAndSpeed';

export const loadingEntries = {
  /** In tokens; `null`: the length that the model was trained for, at most 8,192, or less if memory is short. */
  contextLength: number({
    default: null,
    scopes: ['all', 'model', 'preset'],
    group,
    label: 'Context length',
    hint: ({ scope }) =>
      scope === 'all'
        ? 'Tokens of a chat that the model can see at once. Leave empty for automatic.'
        : 'Tokens of a chat that the model can see at once. Automatic uses the trained length, up to 8,192 tokens, or less if memory is short.',
    from: 256,
    to: 4_194_304,
    isWhole: true,
    unit: 'tokens',
  }),
  /** Layers on the GPU, including the output layer; `null`: as many as fit. */
  gpuLayers: number({
    default: null,
    scopes: ['model'],
    group,
    label: 'GPU layers',
    hint: 'Layers to run on the GPU. 0 runs the model on the CPU. Automatic uses the most that fit.',
    from: 0,
    to: 1000,
    isWhole: true,
  }),
  /** `null`: the fastest backend that works. */
  backend: choice({
    default: null,
    scopes: ['all', 'model'],
    group,
    label: 'Backend',
    hint: 'Hardware to run models on. Automatic picks the fastest available.',
    names: backendNames,
    offered: backendsOf,
  }),
  /** Numbers of the backend's devices; `null`: all of them. */
  devices: numbers({
    default: null,
    scopes: ['model'],
    group,
    label: 'Devices',
    hint: 'Numbers of the backend’s devices to use, for example 0, 1. Leave empty for all.',
    empty: 'All',
    from: 0,
    to: 63,
    mostNumbers: 16,
    example: '0, 1',
  }),
  /** q8_0 takes about half the memory of f16. */
  kvPrecision: choice({
    default: 'f16',
    scopes: ['all', 'model'],
    group,
    label: 'KV cache precision',
    hint: ({ scope, kvSavingBytes }) =>
      scope === 'all' && kvSavingBytes !== null
        ? `8-bit saves ${bytes(kvSavingBytes)} of memory with this model and context length.`
        : '8-bit halves KV cache memory, with slightly lower precision.',
    names: { f16: '16-bit', q8_0: '8-bit' },
  }),
  /** `null`: whichever was measured to be faster; on if nothing was measured. */
  flashAttention: onOff({
    default: null,
    scopes: ['all', 'model'],
    group,
    label: 'Flash attention',
    hint: 'Faster attention on most hardware. Automatic uses whichever measured faster.',
  }),
  /** CPU threads; `null`: the fastest number measured for each phase, or one for each physical core. */
  threads: number({
    default: null,
    scopes: ['all', 'model'],
    group,
    label: 'Threads',
    hint: ({ scope, cores }) =>
      scope === 'all'
        ? `CPU threads. Leave empty for the fastest setting measured on these ${cores === null ? '' : `${count(cores)} `}cores, per phase.`
        : 'CPU threads. Automatic uses the fastest setting measured for each phase.',
    from: 1,
    to: 256,
    isWhole: true,
  }),
  /** Most tokens in one evaluation; `null`: the fastest size measured, or 512. */
  batchSize: number({
    default: null,
    scopes: ['all', 'model'],
    group,
    label: 'Batch size',
    hint: ({ scope }) =>
      scope === 'all'
        ? 'Prompt tokens per batch. Leave empty for the fastest size measured.'
        : 'Prompt tokens per batch. Automatic uses the fastest size measured.',
    from: 32,
    to: 8192,
    isWhole: true,
    unit: 'tokens',
  }),
  /** Weights are mapped from the file, or copied into memory of the process; `null`: mapped if the system can. */
  memoryMap: onOff({
    default: null,
    scopes: ['model'],
    group,
    label: 'Memory mapping',
    hint: 'On: the file is mapped, and the system may drop parts of it when memory is short. Off: the whole file is loaded into memory first.',
  }),
} as const;

/** The values with which a model is loaded. */
export type LoadValues = { [Name in keyof typeof loadingEntries]: (typeof loadingEntries)[Name]['default'] };

/** These values out of those of all settings. */
export const loadValues = (values: LoadValues): LoadValues =>
  Object.fromEntries(
    Object.keys(loadingEntries).map((name) => [name, values[name as keyof LoadValues]]),
  ) as LoadValues;
