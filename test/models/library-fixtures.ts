/** Folders of models as other programs lay them out, with GGUF files of a few hundred bytes, and a library on them. */
import { createHash } from 'node:crypto';
import {
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Db } from '../../main/chats/connection.ts';
import { openDatabase } from '../../main/chats/database.ts';
import type { LibraryModel } from '../../main/contract/model-types.ts';
import { entry, writeGguf, type RawEntry, type Tensor } from '../../main/engine/process/gguf.ts';
import { openLog } from '../../main/log.ts';
import { openLibrary, type LibraryOptions, type ModelLibrary } from '../../main/models/library.ts';
import { chatMl } from './generate-llama.ts';

export interface TinyModel {
  name: string | null;
  architecture: string;
  /** Weights, in f16. */
  parameters: number;
  width: number;
  template: string | null;
  fileType: number | null;
  licence: string | null;
  /** Tokens, and what tells one vocabulary from another. */
  tokens: number;
  family: string;
  /** `general.type`. */
  type: string;
  split: { part: number; count: number } | null;
  more: [string, RawEntry][];
  tensors: string[];
}

const usual: TinyModel = {
  name: 'Tiny',
  architecture: 'llama',
  parameters: 1024,
  width: 64,
  template: chatMl,
  fileType: 1,
  licence: null,
  tokens: 300,
  family: 'a',
  type: 'model',
  split: null,
  more: [],
  tensors: ['blk.0.attn_q.weight'],
};

/** Writes a GGUF file, with the folders that lead to it, and answers with its path. */
export const tinyFile = (path: string, given: Partial<TinyModel> = {}): string => {
  const model = { ...usual, ...given };
  const { architecture } = model;
  const entries = new Map<string, RawEntry>([['general.type', entry.string(model.type)]]);
  const set = (key: string, value: RawEntry | null): void => {
    if (value !== null) entries.set(key, value);
  };
  if (model.split !== null) {
    set('split.no', entry.uint32(model.split.part));
    set('split.count', entry.uint32(model.split.count));
  }
  if (architecture !== '') {
    set('general.architecture', entry.string(architecture));
    set('general.name', model.name === null ? null : entry.string(model.name));
    set('general.file_type', model.fileType === null ? null : entry.uint32(model.fileType));
    set('general.license', model.licence === null ? null : entry.string(model.licence));
    set(`${architecture}.context_length`, entry.uint32(4096));
    set(`${architecture}.embedding_length`, entry.uint32(model.width));
    set(`${architecture}.block_count`, entry.uint32(2));
  }
  if (model.tokens > 0 && architecture !== '') {
    set('tokenizer.ggml.model', entry.string('gpt2'));
    set('tokenizer.ggml.pre', entry.string('gpt-2'));
    set(
      'tokenizer.ggml.tokens',
      entry.strings(Array.from({ length: model.tokens }, (_, token) => `${model.family}${token}`)),
    );
    set('tokenizer.ggml.bos_token_id', entry.uint32(0));
    set('tokenizer.ggml.eos_token_id', entry.uint32(1));
    set('tokenizer.chat_template', model.template === null ? null : entry.string(model.template));
  }
  for (const [key, value] of model.more) set(key, value);
  const tensors = model.tensors.map((name): Tensor => ({
    name,
    shape: [model.parameters / model.tensors.length],
    type: 'f16',
    fill: () => undefined,
  }));
  mkdirSync(dirname(path), { recursive: true });
  writeGguf(path, entries, model.parameters === 0 ? [] : tensors);
  return path;
};

/** A projector, as llama.cpp's converter writes them. */
export const tinyProjector = (path: string, name: string, makes: number): string =>
  tinyFile(path, {
    name,
    architecture: 'clip',
    type: 'mmproj',
    tokens: 0,
    more: [['clip.vision.projection_dim', entry.uint32(makes)]],
    tensors: ['v.patch_embd.weight'],
  });

/** Parts of a split model; the first has all that is not tensors. */
export const tinyParts = (prefix: string, count: number, given: Partial<TinyModel> = {}): string[] =>
  Array.from({ length: count }, (_, part) =>
    tinyFile(`${prefix}-${String(part + 1).padStart(5, '0')}-of-${String(count).padStart(5, '0')}.gguf`, {
      ...given,
      ...(part === 0 ? {} : { architecture: '' }),
      split: { part, count },
    }),
  );

export const textFile = (path: string, text: string): string => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  return path;
};

/** Takes a file into Ollama's blobs; answers with its digest. */
export const ollamaBlob = (root: string, make: (path: string) => void): string => {
  const passing = join(root, 'blobs', 'passing');
  mkdirSync(dirname(passing), { recursive: true });
  make(passing);
  const bytes = readFileSync(passing);
  const digest = createHash('sha256').update(bytes).digest('hex');
  writeFileSync(join(root, 'blobs', `sha256-${digest}`), bytes);
  rmSync(passing);
  return `sha256:${digest}`;
};

export const ollamaManifest = (layers: [kind: string, digest: string][]): string =>
  JSON.stringify({
    schemaVersion: 2,
    mediaType: 'application/vnd.docker.distribution.manifest.v2+json',
    config: {
      mediaType: 'application/vnd.docker.container.image.v1+json',
      digest: `sha256:${'0'.repeat(64)}`,
      size: 1,
    },
    layers: layers.map(([kind, digest]) => ({
      mediaType: `application/vnd.ollama.image.${kind}`,
      digest,
      size: 1,
    })),
  });

/** Names, contents and times of everything in a folder: another one after any change. */
export const digestOfTree = (folder: string): string => {
  const hash = createHash('sha256');
  const visit = (path: string): void => {
    const found = lstatSync(path);
    hash.update(`${path} ${found.mode} ${found.isDirectory() ? '' : found.mtimeMs}\n`);
    if (found.isSymbolicLink()) hash.update(readlinkSync(path));
    else if (found.isDirectory()) for (const name of readdirSync(path).toSorted()) visit(join(path, name));
    else hash.update(readFileSync(path));
  };
  visit(folder);
  return hash.digest('hex');
};

export interface TestLibrary {
  library: ModelLibrary;
  db: Db;
  /** The user's home folder, with nothing in it at first. */
  home: string;
  modelFolder: string;
  starterModel: string;
  /** How often the window would have been told. */
  changes: () => number;
  /** All models but the starter. */
  models: () => LibraryModel[];
  /** The model at this path, whose end is enough. */
  model: (end: string) => LibraryModel;
  /** Resolves when `holds` does. */
  until: (holds: () => boolean) => Promise<void>;
  /** Ends it and opens it again on the same data. */
  reopen: (options?: Partial<LibraryOptions>) => Promise<void>;
  close: () => Promise<void>;
}

/** A library with a thread of its own, as the build has it, on folders in the temporary one. */
export const openTestLibrary = (given: Partial<LibraryOptions> = {}): TestLibrary => {
  const folder = mkdtempSync(join(tmpdir(), 'hearth-library-'));
  const home = join(folder, 'home');
  const dataFolder = join(folder, 'data');
  const modelFolder = join(dataFolder, 'models');
  mkdirSync(home);
  mkdirSync(dataFolder);
  // Not the real one, since it must not be lost where a test fails.
  const starterModel = tinyFile(join(folder, 'starter', 'hearth-guide.gguf'), { name: 'Hearth guide' });
  const log = openLog(dataFolder);
  let changes = 0;
  const open = (options: Partial<LibraryOptions>): { library: ModelLibrary; db: Db } => {
    const db = openDatabase(dataFolder);
    const library = openLibrary({
      db,
      modelFolder,
      starterModel,
      platform: 'linux',
      env: {},
      home,
      letGo: async () => undefined,
      letGoToMove: async () => undefined,
      moved: () => {},
      moveToBin: null,
      lastUsed: () => null,
      onImports: () => {},
      onChange: () => {
        changes += 1;
      },
      log,
      settleMs: 100,
      restMs: 500,
      ...given,
      ...options,
    });
    return { library, db };
  };

  const models = (): LibraryModel[] => test.library.state().models.filter(({ owner }) => owner !== 'starter');
  const test: TestLibrary = {
    ...open({}),
    home,
    modelFolder,
    starterModel,
    changes: () => changes,
    models,
    model: (end) => {
      const found = models().find(({ path }) => path.endsWith(end));
      if (found === undefined)
        throw new Error(
          `${end} is not among ${models()
            .map(({ path }) => path)
            .join(', ')}`,
        );
      return found;
    },
    until: async (holds) => {
      for (const end = performance.now() + 10_000; !holds();) {
        if (performance.now() > end) throw new Error(`it did not come to that: ${String(holds)}`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    reopen: async (options = {}) => {
      await test.library.close();
      test.db.close();
      Object.assign(test, open(options));
    },
    close: async () => {
      await test.library.close();
      test.db.close();
      log.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return test;
};
