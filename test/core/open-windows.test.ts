/** Checks that without an open window, running answers are finished and nothing else is done. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { watchWindows } from '../../main/core/open-windows.ts';
import { textParts } from '../../main/shared/message/parts.ts';
import { startTestCore, type TestCore } from '../fixtures/core/test-core.ts';
import { modelReady } from '../fixtures/core/window.ts';
import { waitFor } from '../fixtures/wait-for.ts';

afterEach(() => vi.useRealTimers());

it('a window counts as closed only after the grace period, and as open at once', () => {
  vi.useFakeTimers();
  const told: boolean[] = [];
  const windows = watchWindows(60_000, [{ windowsAre: (areOpen) => told.push(areOpen) }]);
  windows.count(1);
  windows.count(0);
  vi.advanceTimersByTime(59_000);
  // The page was reloaded, or the browser was restarted.
  windows.count(1);
  vi.advanceTimersByTime(120_000);
  expect(told).toEqual([]);
  windows.count(0);
  vi.advanceTimersByTime(61_000);
  expect(told).toEqual([false]);
  windows.count(1);
  windows.count(2);
  windows.count(1);
  vi.advanceTimersByTime(120_000);
  expect(told).toEqual([false, true]);
});

it('while the machine sleeps, windows count as closed at once, however often it is told', () => {
  vi.useFakeTimers();
  const told: boolean[] = [];
  const windows = watchWindows(60_000, [{ windowsAre: (areOpen) => told.push(areOpen) }]);
  windows.count(1);
  windows.sleeps(true);
  windows.sleeps(true);
  windows.count(2);
  expect(told).toEqual([false]);
  windows.sleeps(false);
  windows.sleeps(false);
  expect(told).toEqual([false, true]);
  // A window that was closed meanwhile is closed afterwards, too.
  windows.sleeps(true);
  windows.count(0);
  vi.advanceTimersByTime(61_000);
  windows.sleeps(false);
  expect(told).toEqual([false, true, false]);
});

describe('with no window open', () => {
  let core: TestCore;
  afterEach(() => core.close());

  const told = () => core.engine.received.flatMap((one) => (one.kind === 'windows' ? [one.areOpen] : []));

  it('a running answer is finished', async () => {
    core = startTestCore({ pieces: Array(60).fill('word '), stepMs: 5 }, undefined, { windowGraceMs: 20 });
    const { chatId } = await core.window.call('startTurn', { chatId: null, parts: textParts('Hello') });
    core.window.port.close();
    await waitFor(() => expect(told()).toEqual([false]));
    const again = core.connect();
    const finished = again.next('turn.finished');
    const { phase } = await again.call('openChat', { chatId });
    expect(phase).not.toBeNull();
    expect((await finished).message).toMatchObject({
      ending: 'finished',
      parts: textParts('word '.repeat(60)),
    });
    expect(told()).toEqual([false, true]);
  });

  it('an engine that starts then is told too', async () => {
    core = startTestCore({}, undefined, { windowGraceMs: 20 });
    await modelReady(core.window);
    core.window.port.close();
    await waitFor(() => expect(told()).toEqual([false]));
    core.engine.killNewest();
    await waitFor(() => expect(told()).toEqual([false, false]));
  });

  it('a measurement ends, so that the machine is idle', async () => {
    core = startTestCore({}, undefined, { windowGraceMs: 20 });
    await modelReady(core.window);
    const began = core.window.next('measuring.moved', ({ measuring }) => measuring?.what === 'benchmark');
    const plan = { promptLengths: [512], depths: [0], decodeTokens: 16, batchSizes: [512], repeats: 1 };
    void core.window.call('benchmark', { path: '/starter.gguf', plan }).catch(() => undefined);
    await began;
    await waitFor(() => expect(core.engine.received.some(({ kind }) => kind === 'benchmark')).toBe(true));
    core.window.port.close();
    await waitFor(() => expect(told()).toEqual([false]));
    const again = core.connect();
    await modelReady(again);
    await expect(again.call('calibrate', {})).resolves.toMatchObject({ backend: 'cpu' });
  });
});
