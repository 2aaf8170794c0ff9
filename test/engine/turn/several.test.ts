/** Several answers to one prompt of a program: it is processed once, whether they run beside each other or one after the other. */
import { afterAll, afterEach, expect, it, vi } from 'vitest';
import type { TurnEvent } from '../../../main/shared/engine/turn.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';
import { user } from '../../fixtures/engine/engine-under-test.ts';
import { LocalEngine } from '../../fixtures/engine/in-process.ts';
import { slidingWindowModel, tinyModel } from '../../fixtures/models/files.ts';

vi.mock('../../../main/engine/process/parent-port.ts', () => ({
  post: () => undefined,
  listen: () => undefined,
}));

const folder = temporaryFolder();
afterAll(() => folder.remove());
let engine: LocalEngine | null = null;
afterEach(() => engine?.close());

const messages = [user('Tell me about rivers, lakes and seas, please. '.repeat(6))];
const asked = { chatId: 'api-one', messages, longestAnswer: 12 };
const first = { ...asked, program: { sharesPrompt: true as const } };
const kept = (events: readonly TurnEvent[]): boolean => events.some(({ kind }) => kind === 'kept');

it('beside each other: the state goes through the disk, and only the last token is processed again', async () => {
  engine = await LocalEngine.open(tinyModel(), { folder: folder.path, sequences: 2 });
  const runs: ReturnType<LocalEngine['run']>[] = [];
  const one = await engine.run(first, undefined, (event) => {
    if (event.kind === 'kept') runs.push(engine!.run({ ...asked, program: {} }));
  });
  expect(kept(one.events)).toBe(true);
  const [two] = await Promise.all(runs);
  expect(two!.timings).toMatchObject({ newTokens: 1, reuse: { from: 'snapshot' } });
  expect(two!.timings!.cachedTokens).toBe(one.timings!.newTokens + one.timings!.cachedTokens - 1);
  expect(two!.tokens).toEqual(one.tokens);
});

it('one after the other: also by a model that cannot rewind', async () => {
  engine = await LocalEngine.open(slidingWindowModel(), { folder: folder.path, budgetBytes: 0 });
  const one = await engine.run(first);
  expect(kept(one.events)).toBe(false);
  const two = await engine.run({ ...asked, program: {} });
  expect(two.timings).toMatchObject({ newTokens: 1, reuse: { from: 'hot' } });
  expect(two.tokens).toEqual(one.tokens);
});
