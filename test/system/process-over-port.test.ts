/** A process that another one starts: what waits for it, and in which order its last messages and its exit are told. */
import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import { processOverPort } from '../../main/system/process-over-port.ts';
import type { UtilityPort } from '../../main/system/utility-port.ts';

const fakePort = () => {
  const posted: unknown[] = [];
  const port = Object.assign(new EventEmitter(), {
    postMessage: (message: unknown) => void posted.push(message),
    start: vi.fn<() => void>(),
    close: vi.fn<() => void>(),
  });
  return { port: port satisfies UtilityPort, posted };
};

const open = () => {
  const told: unknown[] = [];
  const over = processOverPort<string, string>(() => told.push('killed'));
  over.process.onMessage((message) => told.push(message));
  over.process.onExit((how) => told.push(how));
  return { over, told };
};

it('what is posted before it has started waits for it', () => {
  const { over } = open();
  const { port, posted } = fakePort();
  over.process.post('first');
  over.started(port);
  over.process.post('second');
  expect(posted).toEqual(['first', 'second']);
  expect(port.start).toHaveBeenCalledOnce();
});

it('its exit is told behind its last message, whichever comes first', () => {
  for (const order of ['exit first', 'port first']) {
    const { over, told } = open();
    const { port } = fakePort();
    over.started(port);
    if (order === 'exit first') over.exited('exit code 9');
    port.emit('message', { data: 'the last words' });
    port.emit('close');
    if (order === 'port first') over.exited('exit code 9');
    expect(told).toEqual(['the last words', 'exit code 9']);
    // Whoever asks later learns it at once.
    let later = '';
    over.process.onExit((how) => (later = how));
    expect(later).toBe('exit code 9');
  }
});

it('its exit is told after a while if its port never closes, and at once if it never started', () => {
  vi.useFakeTimers();
  try {
    const { over, told } = open();
    const { port } = fakePort();
    over.started(port);
    over.exited('exit code 1');
    expect(told).toEqual([]);
    vi.advanceTimersByTime(1000);
    expect(told).toEqual(['exit code 1']);
    expect(port.close).toHaveBeenCalledOnce();
  } finally {
    vi.useRealTimers();
  }
  const never = open();
  never.over.exited('it could not be started');
  expect(never.told).toEqual(['it could not be started']);
});
