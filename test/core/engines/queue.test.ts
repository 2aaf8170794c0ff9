/** Tests the engine's queue, which runs one piece of work at a time in the order of who waits for it. */
import { expect, it } from 'vitest';
import { EngineQueue, type Rank } from '../../../main/core/engines/queue.ts';

/** Adds work that records its name when it begins, and ends when it is told to. */
const openWork = (queue: EngineQueue, began: string[]) => {
  const ends = new Map<string, () => void>();
  return {
    add: (rank: Rank, name: string): Promise<string> =>
      queue.run(rank, () => {
        began.push(name);
        return new Promise((resolve) => ends.set(name, () => resolve(name)));
      }),
    end: async (name: string): Promise<void> => {
      ends.get(name)!();
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
};

it('runs one piece of work at a time: first what a person waits for, then in the order of arrival', async () => {
  const began: string[] = [];
  const queue = new EngineQueue();
  const work = openWork(queue, began);
  const benchmark = work.add('measuring', 'benchmark');
  await new Promise((resolve) => setImmediate(resolve));
  void work.add('measuring', 'calibration');
  void work.add('program', 'request');
  void work.add('person', 'first chat');
  void work.add('person', 'second chat');
  expect(began).toEqual(['benchmark']);
  await work.end('benchmark');
  await expect(benchmark).resolves.toBe('benchmark');
  for (const name of ['first chat', 'second chat', 'request', 'calibration']) {
    expect(began.at(-1)).toBe(name);
    await work.end(name);
  }
  await queue.whenIdle();
  expect(began).toHaveLength(5);
});

it('continues after work that fails, and is idle only when nothing is waiting', async () => {
  const queue = new EngineQueue();
  const failed = queue.run('person', () => Promise.reject(new Error('lost')));
  const thrown = queue.run('person', () => {
    throw new Error('thrown');
  });
  let isIdle = false;
  const idle = queue.whenIdle().then(() => (isIdle = true));
  const later = queue.run('program', () => Promise.resolve(isIdle));
  await expect(failed).rejects.toThrow('lost');
  await expect(thrown).rejects.toThrow('thrown');
  await expect(later).resolves.toBe(false);
  await idle;
  await queue.whenIdle();
});
