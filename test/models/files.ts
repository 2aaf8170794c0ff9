/** Generated model files for tests, made once a machine and kept in the temporary folder. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { LlamaShape } from '../../main/engine/process/generated-model.ts';
import { gemmaTurns, harmonyTurns, keptThoughts, qwen3Thinking } from './chat-templates.ts';
import { chatMl, generateChatModel, shape134M, tinyShape } from './generate-llama.ts';
import { generateOther, type OtherOptions, type OtherShape } from './generate-others.ts';
import { gemmaMarks, harmonyMarks, syntheticVocabulary } from './vocabulary.ts';

/** Raise it when what is generated changes, so that no test runs on an older file. */
const generation = 1;

const folder = join(tmpdir(), `hearth-models-${generation}`);

const once = (name: string, make: (path: string) => void): string => {
  const path = join(folder, name);
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const unfinished = `${path}.${process.pid}`;
  make(unfinished);
  renameSync(unfinished, path);
  return path;
};

const model = (
  name: string,
  shape: LlamaShape,
  vocabulary: number,
  chatTemplate: string | null,
  architecture?: string,
  marks?: Parameters<typeof syntheticVocabulary>[1],
): string =>
  once(`${name}.gguf`, (path) =>
    generateChatModel(path, {
      shape,
      vocabulary: syntheticVocabulary(vocabulary, marks),
      chatTemplate,
      name,
      ...(architecture === undefined ? {} : { architecture }),
    }),
  );

/** Loads in no time. */
export const tinyModel = (): string => model('Tiny', tinyShape, 2048, chatMl);

/** Answers in channels, as gpt-oss. */
export const channelModel = (): string =>
  model('Channels', tinyShape, 2048, harmonyTurns, undefined, harmonyMarks);

/** 30 million parameters: slow enough on any processor to be stopped in mid-prefill. */
export const smallModel = (): string =>
  model(
    'Small 30M',
    { layers: 12, width: 512, heads: 8, kvHeads: 4, feedForward: 1024, contextLength: 8192 },
    8192,
    chatMl,
  );

/** 134 million parameters, for benchmarks. */
export const model134M = (): string => model('Generated 134M', shape134M, 32_000, chatMl);

/**
 * A large model and a small one that always expects what the large one writes, as a good draft model does mostly: the
 * layers that only the large one has change nothing.
 */
const guessable = (name: string, layers: number, seed = 1): string =>
  once(`${name}.gguf`, (path) =>
    generateChatModel(path, {
      shape: { ...shape134M, layers },
      // More would repeat the random rows, and several tokens would be as likely.
      vocabulary: syntheticVocabulary(2048),
      chatTemplate: chatMl,
      name,
      silentLayers: layers - 2,
      // Each next token is likely, as in a trained model.
      sharpness: 60,
      seed,
    }),
  );
export const guessedModel = (): string => guessable('Guessed', 30);
export const guessingModel = (): string => guessable('Guessing', 2);
/** Of the same family, and wrong. */
export const otherGuessingModel = (): string => guessable('Guessing wrongly', 2, 2);

export const modelWithoutTemplate = (): string => model('No template', tinyShape, 2048, null);

export const modelOfUnknownArchitecture = (): string =>
  model('Unknown', tinyShape, 2048, chatMl, 'frobnicator');

/** Small enough to be made and loaded in a moment, deep enough for five local layers before a global one. */
const otherShape: OtherShape = {
  layers: 6,
  width: 192,
  heads: 3,
  kvHeads: 1,
  headSize: 64,
  feedForward: 384,
  contextLength: 8192,
};
const otherVocabulary = 4096;

const other = (options: Omit<OtherOptions, 'shape'>): string =>
  once(`${options.name}.gguf`, (path) => generateOther(path, { shape: otherShape, ...options }));

/**
 * Gemma-like (`gemma3`): five of six layers see only the last 256 tokens and forget what lies before, so its state
 * cannot be rewound without a checkpoint. 14 MB.
 */
export const slidingWindowModel = (): string =>
  other({
    name: 'Sliding window',
    architecture: 'gemma3',
    vocabulary: syntheticVocabulary(otherVocabulary, gemmaMarks),
    chatTemplate: gemmaTurns,
  });

/**
 * LFM2-like (`lfm2`): four of six layers are short convolutions whose state every token overwrites, two are attention.
 * The simplest hybrid that llama.cpp runs: its recurrent state is the last two inputs of each convolution. 15 MB.
 */
export const hybridModel = (): string =>
  other({
    name: 'Hybrid',
    architecture: 'lfm2',
    vocabulary: syntheticVocabulary(otherVocabulary),
    chatTemplate: chatMl,
  });

/**
 * Qwen 3-like (`qwen3`), with Qwen's own template, which drops the thoughts of earlier turns from the prompt. It begins
 * every answer with `<think>`, closes the thought some ten tokens later and ends the turn some twenty after that. 14 MB.
 */
export const reasoningModel = (): string => thinkingModel('Reasoning', qwen3Thinking, false);

/** Thinks likewise, but keeps its thoughts in the prompt and never closes one by itself. */
export const endlessThinker = (): string => thinkingModel('Endless thinker', keptThoughts, true);

const thinkingModel = (name: string, chatTemplate: string, endless: boolean): string =>
  other({
    name,
    architecture: 'qwen3',
    vocabulary: syntheticVocabulary(otherVocabulary),
    chatTemplate,
    reasoning: {
      newline: 10,
      // As `syntheticVocabulary` lays them out: its special tokens are the last five.
      firstSpecial: otherVocabulary - 5,
      end: otherVocabulary - 3,
      thinkStart: otherVocabulary - 2,
      thinkEnd: otherVocabulary - 1,
      endless,
    },
  });
