/** What is said of models, downloads, fits and the engine. */
import { say, sentenceOf } from '../../../main/shared/words/catalogue.ts';
import { expect, test } from 'vitest';
import type { Download } from '../../../main/shared/contract/downloads.ts';
import { modelChangeAt } from '../../../renderer/message/model-change.tsx';
import { together } from '../../../renderer/downloads/together.ts';
import { progressWords, stateWords } from '../../../renderer/words/downloads.ts';
import { engineWords } from '../../../renderer/words/engine.ts';
import { contextStops } from '../../../renderer/memory/context-slider.tsx';
import { wishOf } from '../../../renderer/memory/use-fit.ts';
import { fileName } from '../../../renderer/state/model-names.ts';
import { paceWords } from '../../../renderer/words/find.ts';
import { ago, compact, parameterCount, whyKept, whyNotLoaded } from '../../../renderer/words/models.ts';
import { downloads } from '../../fixtures/states/sample-downloads.ts';

const plain = (text: string): string => text.replaceAll(/\s+/g, ' ');

test('parameters are counted as names of models have them', () => {
  expect([596_049_920, 8_190_735_360, 70_553_706_496, 999_600_000, 1.2e12, 12].map(parameterCount)).toEqual([
    '596M',
    '8.19B',
    '70.6B',
    '1B',
    '1.2T',
    '12',
  ]);
  expect([12, 38_000, 1_204_500].map(compact)).toEqual(['12', '38k', '1.2M']);
});

test('the time since something is rough, and from two weeks on a date', () => {
  const now = new Date(2026, 5, 20, 12).getTime();
  const past = (ms: number): string => plain(ago(now - ms, now));
  expect(past(30_000)).toBe('just now');
  expect(past(12 * 60_000)).toBe('12 min ago');
  expect(past(5 * 3_600_000)).toBe('5 h ago');
  expect(past(30 * 3_600_000)).toBe('yesterday');
  expect(past(9 * 86_400_000)).toBe('9 days ago');
  expect(past(20 * 86_400_000)).toBe('31 May 2026');
});

test('files of other programs are never to be deleted, and each is told whose it is', () => {
  expect(whyKept('hearth')).toBeNull();
  expect(whyKept('user')).toBeNull();
  expect(whyKept('starter')).toContain('cannot be removed');
  expect(whyKept('lm-studio')).toBe(
    'These files belong to LM Studio. Hearth uses them in place and never changes them. To delete the model, use LM Studio.',
  );
  expect(whyKept('hugging-face')).toContain('belong to the Hugging Face cache');
});

test('only models that chat can be loaded, and each other kind says why not', () => {
  expect(whyNotLoaded({ kind: 'chat', problem: null })).toBeNull();
  expect(whyNotLoaded({ kind: 'chat', problem: say('library.file-unreadable') })).toBe(
    'The file can no longer be read.',
  );
  for (const kind of ['base', 'embedding', 'reranker', 'projector', 'draft', 'adapter'] as const)
    expect(whyNotLoaded({ kind, problem: null })).toMatch(/^[A-Z].* (?:cannot chat|to chat|larger model)\.$/);
  expect(fileName('C:\\models\\a.gguf')).toBe('a.gguf');
});

test('a download says how far it is, how fast and for how long', () => {
  const [running, queued, waiting, failed, paused, checking, done] = downloads as [
    Download,
    Download,
    Download,
    Download,
    Download,
    Download,
    Download,
  ];
  expect(plain(progressWords(running))).toBe('7.91 GB of 18.6 GB · 43.2 MB/s · 4 min 6 s left');
  expect(plain(progressWords({ ...running, bytesPerSecond: null }))).toBe('7.91 GB of 18.6 GB');
  // What is nearly done does not count down in milliseconds.
  expect(plain(progressWords({ ...running, doneBytes: running.bytes - 1 }))).toMatch(/ 1\.0 s left$/);
  expect(plain(progressWords(queued))).toBe('57.9 GB');
  expect(plain(progressWords(done))).toBe('2.64 GB');
  expect([queued, waiting, paused, checking, done].map(stateWords)).toEqual([
    'Queued',
    'The connection was lost. Hearth will try again automatically.',
    'Paused',
    'Verifying…',
    'Downloaded and verified',
  ]);
  expect(stateWords(failed)).toBe(sentenceOf(failed.problem!));
  const all = together(downloads);
  expect(all.count).toBe(4);
  const size = [running, queued, waiting, checking].reduce((sum, one) => sum + one.bytes, 0);
  expect(all.share).toBeCloseTo((7.913e9 + 3.1e9 + checking.bytes) / size, 10);
  expect(together([])).toEqual({ count: 0, share: 0 });
});

test('a context length goes in growing steps to what the model was trained for, and not beyond', () => {
  expect(contextStops(2048)).toEqual([512, 1024, 2048]);
  expect(contextStops(40_960)).toEqual([
    512, 1024, 2048, 3072, 4096, 6144, 8192, 12_288, 16_384, 24_576, 32_768, 40_960,
  ]);
  expect(contextStops(0).at(-1)).toBe(131_072);
});

test('a model is judged by its own settings before those for all', () => {
  const all = {
    backend: null,
    contextLength: 4096,
    kvPrecision: 'f16',
    flashAttention: null,
    batchSize: null,
  } as Parameters<typeof wishOf>[0];
  expect(wishOf(all, {})).toEqual({
    contextLength: 4096,
    kvPrecision: 'f16',
    gpuLayers: null,
    flashAttention: null,
    batchSize: 512,
  });
  expect(wishOf(all, { contextLength: 8192, kvPrecision: 'q8_0', gpuLayers: 12 })).toMatchObject({
    contextLength: 8192,
    kvPrecision: 'q8_0',
    gpuLayers: 12,
  });
  // On the processor nothing is on a GPU, whatever else is set.
  expect(wishOf(all, { backend: 'cpu', gpuLayers: 12 }).gpuLayers).toBe(0);
  expect(wishOf({ ...all, backend: 'cpu' }, { backend: 'cuda', gpuLayers: 12 }).gpuLayers).toBe(12);
});

test('the engine says what it does', () => {
  const engine = { modelName: 'A', model: null, loadProgress: null, note: null };
  expect(engineWords({ ...engine, state: 'unloaded' })).toBe('Unloaded; loads with your next message');
  expect(engineWords({ ...engine, state: 'loading', loadProgress: 0.426 })).toBe('Loading 43\u2009%');
  expect(engineWords({ ...engine, state: 'loading' })).toBe('Loading');
});

test('another model is named before the first question that it answers, and nowhere else', () => {
  const user = { role: 'user', modelName: null } as const;
  const by = (modelName: string) => ({ role: 'model', modelName }) as const;
  const path = [user, by('A'), user, by('A'), user, by('B'), user, by('B'), user, by('A'), user];
  expect(path.map((_, index) => modelChangeAt(path, index))).toEqual([
    null,
    null,
    null,
    null,
    { before: 'A', now: 'B' },
    null,
    null,
    null,
    { before: 'B', now: 'A' },
    null,
    null,
  ]);
});

test('a speed has two digits, says where it was measured, and how it compares with reading', () => {
  expect(plain(paceWords(3.27, 'slower', false))).toBe('about 3.3 tokens/s, slower than you read');
  expect(plain(paceWords(77.3, 'faster', false))).toBe('about 77 tokens/s, faster than you read');
  expect(plain(paceWords(0.31, 'unusable', true))).toBe(
    '0.31 tokens/s in your chats, far too slow to chat with',
  );
});
