/** Checks that a hung process is detected by its silence, and that a slow one is not. */
import { afterEach, expect, it, vi } from 'vitest';
import { EngineWatch } from '../../../../main/core/engines/llama/engine-watch.ts';

const watch = () => {
  vi.useFakeTimers();
  const events = {
    ask: vi.fn<() => void>(),
    onHung: vi.fn<(why: string) => void>(),
    onQuiet: vi.fn<(seconds: number) => void>(),
    onMoved: vi.fn<() => void>(),
  };
  const one = new EngineWatch(events, 1000);
  one.begin('turn');
  return { one, ...events };
};
afterEach(() => vi.useRealTimers());

it('gives up a process that has not responded for 20 s during a turn, once', () => {
  const { one, ask, onHung } = watch();
  vi.advanceTimersByTime(19_000);
  expect(ask).toHaveBeenCalledTimes(19);
  expect(onHung).not.toHaveBeenCalled();
  vi.advanceTimersByTime(2000);
  expect(onHung).toHaveBeenCalledWith('it does not answer');
  one.end('turn');
  vi.advanceTimersByTime(60_000);
  expect(onHung).toHaveBeenCalledTimes(1);
});

it('gives up a process that has not responded for 5 s after Stop', () => {
  const { one, onHung } = watch();
  vi.advanceTimersByTime(1000);
  one.heard();
  one.stop('turn');
  vi.advanceTimersByTime(5000);
  expect(onHung).not.toHaveBeenCalled();
  vi.advanceTimersByTime(1000);
  expect(onHung).toHaveBeenCalled();
});

it('waits for a slow model that responds, reports that it is quiet, and withdraws that', () => {
  const { one, ask, onHung, onQuiet, onMoved } = watch();
  ask.mockImplementation(() => one.heard());
  vi.advanceTimersByTime(29_000);
  expect(onQuiet).not.toHaveBeenCalled();
  vi.advanceTimersByTime(600_000);
  expect(onQuiet.mock.calls).toEqual([[30]]);
  expect(onHung).not.toHaveBeenCalled();
  one.moved('turn');
  expect(onMoved).toHaveBeenCalledTimes(1);
});

it('gives up an evaluation that responds but does not stop within two minutes', () => {
  const { one, ask, onHung } = watch();
  ask.mockImplementation(() => one.heard());
  one.stop('turn');
  vi.advanceTimersByTime(119_000);
  expect(onHung).not.toHaveBeenCalled();
  vi.advanceTimersByTime(3000);
  expect(onHung).toHaveBeenCalledWith('it does not stop');
});

it('does not count the time that the machine slept', () => {
  const { onHung } = watch();
  vi.advanceTimersByTime(15_000);
  // The clock jumps and no timer fires, as on a machine that was asleep.
  const now = performance.now();
  vi.spyOn(performance, 'now').mockImplementation(() => now + 3_600_000);
  vi.advanceTimersByTime(1000);
  vi.restoreAllMocks();
  vi.advanceTimersByTime(4000);
  expect(onHung).not.toHaveBeenCalled();
});

it('watches turns beside each other: one that waits while others move is not quiet, and Stop of one is its own', () => {
  const { one, ask, onHung, onQuiet, onMoved } = watch();
  ask.mockImplementation(() => one.heard());
  one.begin('other');
  one.stop('other');
  for (let nth = 0; nth < 10; nth += 1) {
    vi.advanceTimersByTime(29_000);
    one.moved('turn');
    // It takes its last slice in time.
    if (nth === 3) one.end('other');
  }
  expect(onQuiet).not.toHaveBeenCalled();
  vi.advanceTimersByTime(31_000);
  expect(onQuiet).toHaveBeenCalledTimes(1);
  one.end('turn');
  expect(onMoved).toHaveBeenCalledTimes(1);
  expect(onHung).not.toHaveBeenCalled();
});

it('gives up the process if one of several turns does not stop', () => {
  const { one, ask, onHung } = watch();
  ask.mockImplementation(() => one.heard());
  one.begin('other');
  one.stop('other');
  for (let second = 0; second < 121; second += 1) {
    vi.advanceTimersByTime(1000);
    one.moved('turn');
  }
  expect(onHung).toHaveBeenCalledWith('it does not stop');
});
