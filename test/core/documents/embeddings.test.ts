/** Passages found by their meaning: real engine processes with generated models, and the real index. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest';
import type { LibraryModel } from '../../../main/shared/contract/library.ts';
import { textWork, type OpenTextWork } from '../../../main/core/engines/llama/text-work.ts';
import { keepEmbeddings, type Embeddings } from '../../../main/core/documents/index/embeddings.ts';
import { prefixesOf } from '../../../main/core/documents/index/prefixes.ts';
import { openPassageIndex } from '../../../main/core/documents/index/open-passages.ts';
import type { PassageIndex } from '../../../main/core/documents/index/passage-index.ts';
import { spawnEngine } from '../../../main/host/spawn-engine.ts';
import { openLog } from '../../../main/system/log.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { embeddingModel, rerankerModel, tinyModel } from '../../fixtures/models/files.ts';

const folder = temporaryFolder();
afterAll(folder.remove);
const log = openLog(folder.path);
let work: OpenTextWork;
let index: PassageIndex;
let embeddings: Embeddings;
let models: LibraryModel[];

const model = (kind: LibraryModel['kind'], path: string): LibraryModel =>
  ({ kind, path, id: path, name: 'Model', architecture: 'qwen3', bytes: 1, problem: null }) as LibraryModel;

const paragraphs = [
  'A pump moves heat from the air outside into the rooms of the house through pipes.',
  'The owner pays the electrician every March, and the chimney sweep in October.',
  'Whales sing at night in the deep cold water near the coast of the island.',
].map((text) => `${text} ${text}`);
const document = {
  id: 'one',
  name: 'one.txt',
  version: '1',
  kind: 'text' as const,
  folder: join(folder.path, 'one'),
};
const text = paragraphs.map((paragraph, nth) => `# Part ${nth}\n\n${paragraph.repeat(6)}`).join('\n\n');

beforeEach(() => {
  mkdirSync(document.folder, { recursive: true });
  writeFileSync(join(document.folder, 'text.txt'), text);
  writeFileSync(join(document.folder, 'places.json'), '[]');
  models = [];
  work = textWork(() => spawnEngine(log), log);
  index = openPassageIndex({
    dataFolder: folder.path,
    isBusy: () => false,
    onMove: () => undefined,
    rankings: () => embeddings.rankings(),
    reranker: () => embeddings.reranker(),
    log,
  });
  embeddings = keepEmbeddings({
    work,
    vectors: index.vectors,
    models: () => models,
    isWanted: () => true,
    textOf: (_, at, length) => text.slice(at, at + length),
    isHeldBack: () => false,
    log,
    lookMs: 20,
  });
});
afterEach(async () => {
  embeddings.close();
  await index.close();
  work.close();
});

const nothingIsMissing = () =>
  expect
    .poll(async () => (await index.vectors.missing(embeddingModel(), 10)).length, { timeout: 60_000 })
    .toBe(0);

it('makes a vector of each passage in idle time, which are nearest to texts with the same words', async () => {
  models = [model('embedding', embeddingModel())];
  index.keep([document]);
  await expect.poll(() => index.share('one'), { timeout: 60_000 }).toBe(1);
  expect(await index.vectors.missing('another model', 10)).not.toEqual([]);
  await nothingIsMissing();
  const [rank] = embeddings.rankings();
  for (const paragraph of paragraphs) {
    const [nearest] = await rank!(paragraph, ['one'], 3);
    expect(text.slice(nearest!.at, nearest!.at + nearest!.length)).toContain(paragraph);
  }
  // Another model needs vectors of its own; those of the earlier one go.
  await index.vectors.keep('another model');
  expect(await index.vectors.missing(embeddingModel(), 10)).not.toEqual([]);
  // Vectors are removed with their document.
  await nothingIsMissing();
  await index.remove(['one']);
  expect(await rank!('pump', ['one'], 3)).toEqual([]);
});

it('orders the passages that were found by a reranker', async () => {
  models = [model('reranker', rerankerModel())];
  index.keep([document]);
  await expect.poll(() => index.share('one'), { timeout: 60_000 }).toBe(1);
  const question = 'Who moves heat, pays in March, and sings at night?';
  const found = await index.find(['one'], question, 3);
  const texts = found.map(({ at, length }) => text.slice(at, at + length));
  const { scores, tokens } = await work.rank(rerankerModel(), question, texts);
  expect(scores).toHaveLength(3);
  // Of each text and of the question, with marks between and around them.
  const single = await work.rank(rerankerModel(), question, [texts[0]!]);
  expect(single.tokens).toBeGreaterThan(10);
  expect(tokens).toBeGreaterThan(2 * single.tokens);
  const long = await work.rank(rerankerModel(), question, [texts[0]!.repeat(12)]);
  expect(long.tokens).toBeGreaterThan(6 * single.tokens);
  expect(long.scores[0]).toBeGreaterThan(0);
  expect(scores).toEqual(scores.toSorted((one, other) => other - one));
  expect(new Set(scores).size).toBe(3);
});

it('finds by words alone if the model cannot be used, and the model is refused with a sentence', async () => {
  models = [model('embedding', '/nowhere.gguf'), model('reranker', tinyModel())];
  index.keep([document]);
  const [found] = await index.find(['one'], 'whales', 3);
  expect(text.slice(found!.at, found!.at + found!.length)).toContain('Whales');
  await expect(work.embed('/nowhere.gguf', ['x'])).rejects.toThrow('/nowhere.gguf');
});

it('takes tokens, refuses or cuts what is too long, and is unloaded as asked', async () => {
  const path = embeddingModel();
  const first = await work.embed(path, ['A pump', [5, 6]]);
  expect(first.vectors).toHaveLength(2);
  expect(first.loadMs).toBeGreaterThan(0);
  expect((await work.embed(path, [[5, 6]])).vectors[0]).toEqual(first.vectors[1]);
  expect(first.vectors[0]).not.toEqual(first.vectors[1]);
  await expect(work.embed(path, [[10_000_000]])).rejects.toThrow('vocabulary');
  const long = Array.from({ length: 3000 }, () => 5);
  await expect(work.embed(path, ['short', long], { refusesLong: true })).rejects.toThrow(/Text 2 .*3,000/);
  const { vectors, loadMs } = await work.embed(path, [long], { keepMs: 0 });
  expect({ length: vectors.length, loadMs }).toEqual({ length: 1, loadMs: 0 });
  // It was unloaded, so the next text waits for it.
  await expect.poll(async () => (await work.embed(path, ['x'], { keepMs: 0 })).loadMs).toBeGreaterThan(0);
});

it.each([
  ['nomic-bert', 'Nomic Embed Text V1.5', 'search_query: ', 'search_document: '],
  ['gemma-embedding', 'Embeddinggemma 300M', 'task: search result | query: ', 'title: none | text: '],
  ['bert', 'multilingual-e5-small', 'query: ', 'passage: '],
  ['bert', 'bge-small-en-v1.5', 'Represent this sentence for searching relevant passages: ', ''],
  ['bert', 'bge-m3', '', ''],
  ['bert', 'All MiniLM L6 V2', '', ''],
])('a model of the architecture %s named %s gets its prefixes', (architecture, name, question, passage) => {
  expect(prefixesOf({ architecture, name })).toEqual({ question, passage });
});
