/**
 * Adds a folder on a network share that does not answer, and checks that the others are listed and that it is asked only once.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { say } from '../../../main/shared/words/catalogue.ts';
import type { Library } from '../../../main/shared/contract/library.ts';
import { createAnswering } from '../../../main/core/library/answering.ts';
import { keepLibrary } from '../../../main/core/library/library-keeper.ts';
import type { FromLibraryThread } from '../../../main/core/library/library-protocol.ts';
import { tinyFile } from '../../fixtures/library/library-fixtures.ts';
import { waitFor } from '../../fixtures/wait-for.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'hearth-models-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('a folder that does not answer is reported, is asked once however often it is scanned, and is listed once it answers', async () => {
  const share = join(folder, 'share');
  const local = join(folder, 'local');
  tinyFile(join(share, 'far.gguf'), { name: 'Far' });
  tinyFile(join(local, 'near.gguf'), { name: 'Near' });
  let asked = 0;
  let answer = (): void => undefined;
  const hangs = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let isBack = false;
  const look = (path: string): Promise<unknown> => {
    if (path !== share || isBack) return stat(path);
    asked += 1;
    return hangs;
  };
  let library: Library = { models: [], folders: [], isScanning: true };
  const answered = new Set<number>();
  const receive = (message: FromLibraryThread): void => {
    if (message.type === 'library') ({ library } = message);
    if (message.type === 'answer') answered.add(message.id);
  };
  const ask = keepLibrary(
    { system: { platform: 'linux', env: {}, home: join(folder, 'home') }, restMs: 100, settleMs: 10 },
    receive,
    { look, answerMs: 1000 },
  );
  const own = {
    starterModel: join(local, 'near.gguf'),
    modelFolder: join(folder, 'own'),
    userFolders: [share, local],
    userFiles: [],
  };
  const names = () => library.models.map(({ name }) => name).toSorted();
  const problem = () => library.folders.find(({ path }) => path === share)?.problem ?? null;
  for (const id of [1, 2, 3]) {
    ask({ type: 'question', id, question: { ask: 'scan', own } });
    await waitFor(() => expect(answered).toContain(id));
    expect(names()).toEqual(['Near']);
    expect(problem()).toEqual(say('library.no-answer', { path: share }));
  }
  expect(asked).toBe(1);
  isBack = true;
  answer();
  await waitFor(() => expect(names()).toEqual(['Far', 'Near']));
  expect(problem()).toBeNull();
  // Ends the watching of the folder before it is deleted.
  ask({ type: 'question', id: 4, question: { ask: 'scan', own: { ...own, userFolders: [] } } });
  await waitFor(() => expect(answered).toContain(4));
});

it('reading one file is given up after a time limit, and is not started again while it hangs', async () => {
  let back = 0;
  const answering = createAnswering({ onAnswer: () => (back += 1), answerMs: 500 });
  let fail: (error: Error) => void = () => undefined;
  const work = vi.fn<() => Promise<string>>(
    () =>
      new Promise<string>((_, reject) => {
        fail = reject;
      }),
  );
  expect(await answering.ask('/share/a', work)).toBeNull();
  expect(await answering.ask('/share/a', work)).toBeNull();
  expect(work).toHaveBeenCalledTimes(1);
  expect(await answering.ask('/share/b', async () => 'b')).toBe('b');
  fail(new Error('EIO'));
  await waitFor(() => expect(back).toBe(1));
  expect(await answering.ask('/share/a', async () => 'a')).toBe('a');
  await expect(answering.ask('/share/a', () => Promise.reject(new Error('EIO')))).rejects.toThrow('EIO');
});
