/** Generated model files for tests, made once a machine and kept in the temporary folder. */
import { existsSync, mkdirSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chatMl, generateLlama, shape134M, tinyShape, type LlamaShape } from './generate-llama.ts';
import { syntheticVocabulary } from './vocabulary.ts';

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
): string =>
  once(`${name}.gguf`, (path) =>
    generateLlama(path, {
      shape,
      vocabulary: syntheticVocabulary(vocabulary),
      chatTemplate,
      name,
      ...(architecture === undefined ? {} : { architecture }),
    }),
  );

/** Loads in no time. */
export const tinyModel = (): string => model('Tiny', tinyShape, 2048, chatMl);

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

export const modelWithoutTemplate = (): string => model('No template', tinyShape, 2048, null);

export const modelOfUnknownArchitecture = (): string =>
  model('Unknown', tinyShape, 2048, chatMl, 'frobnicator');
