/** Tests the engine's queue: who waits for work decides its order, and shared work runs beside other shared work. */
import { expect, it } from 'vitest';
import { EngineQueue, type Rank } from '../../../main/core/engines/queue.ts';

/** Adds work that records its name when it begins, and ends when it is told to. */
const openWork = (queue: EngineQueue, began: string[]) => {
  const ends = new Map<string, () => void>();
  const workOf = (name: string) => () => {
    began.push(name);
    return new Promise<string>((resolve) => ends.set(name, () => resolve(name)));
  };
  return {
    add: (rank: Rank, name: string): Promise<string> => queue.run(rank, workOf(name)),
    share: (rank: Rank, name: string, cost: () => number = () => 0, client = ''): Promise<string> =>
      queue.share(rank, workOf(name), { cost, client }),
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

it('begins the work of one person beside programs that have all places, if the engine can', async () => {
  for (const givesWay of [true, false]) {
    const began: string[] = [];
    const queue = new EngineQueue(undefined, undefined, () => givesWay);
    const work = openWork(queue, began);
    void work.share('program', 'program');
    await tick();
    for (const name of ['person', 'second person']) void work.share('person', name);
    void work.share('program', 'second program');
    await tick();
    expect(began).toEqual(givesWay ? ['program', 'person'] : ['program']);
  }
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

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

it('runs shared work beside other shared work, and keeps a place free for a person', async () => {
  const began: string[] = [];
  const queue = new EngineQueue(() => 4);
  const work = openWork(queue, began);
  for (let nth = 1; nth <= 12; nth += 1) void work.share('program', `p${nth}`);
  await tick();
  expect(began).toEqual(['p1', 'p2', 'p3']);
  void work.share('person', 'first chat');
  void work.share('person', 'second chat');
  await tick();
  expect(began.slice(3)).toEqual(['first chat']);
  await work.end('p2');
  await tick();
  expect(began.slice(4)).toEqual(['p4']);
  await work.end('first chat');
  await tick();
  expect(began.slice(5)).toEqual(['second chat']);
  for (let nth = 1; nth <= 12; nth += 1)
    if (nth !== 2) {
      await work.end(`p${nth}`);
      await tick();
    }
  expect(began).toHaveLength(14);
  expect(queue.isBusy).toBe(true);
  await work.end('second chat');
  await queue.whenIdle();
});

it('waits for shared work before work that needs the engine alone, and lets nothing pass that comes later', async () => {
  const began: string[] = [];
  const queue = new EngineQueue(() => 4);
  const work = openWork(queue, began);
  void work.share('program', 'one');
  void work.share('program', 'two');
  await tick();
  void work.add('person', 'load');
  void work.share('program', 'three');
  await work.end('one');
  await tick();
  expect(began).toEqual(['one', 'two']);
  await work.end('two');
  await tick();
  expect(began).toEqual(['one', 'two', 'load']);
  await work.end('load');
  await tick();
  expect(began.at(-1)).toBe('three');
});

it('begins other work beside work that was alone, once it shares the engine', async () => {
  const began: string[] = [];
  const queue = new EngineQueue(undefined, undefined, () => true);
  const work = openWork(queue, began);
  let share = (): void => undefined;
  let end = (_text: string): void => undefined;
  const answered = queue.run('program', (shared) => {
    share = shared;
    return new Promise<string>((resolve) => (end = resolve));
  });
  await tick();
  void work.share('person', 'chat');
  void work.add('person', 'load');
  await tick();
  expect(began).toEqual([]);
  share();
  await tick();
  expect(began).toEqual(['chat']);
  end('answer');
  await expect(answered).resolves.toBe('answer');
  expect(began).toEqual(['chat']);
  await work.end('chat');
  await tick();
  expect(began).toEqual(['chat', 'load']);
});

it('lets work that is first pass even work that has waited too long', async () => {
  const began: string[] = [];
  let now = 0;
  const queue = new EngineQueue(
    () => 1,
    () => now,
  );
  const work = openWork(queue, began);
  void work.share('program', 'running');
  await tick();
  void work.share('program', 'old');
  now = 400_000;
  void queue.run('person', () => Promise.resolve(began.push('model back')), { isFirst: true });
  await work.end('running');
  await tick();
  expect(began).toEqual(['running', 'model back', 'old']);
});

it('lets work that is never the cheapest begin after as much other work as its time allows', async () => {
  let now = 0;
  const queue = new EngineQueue(
    () => 1,
    () => now,
  );
  let served = 0;
  /** Each piece takes a second, and as soon as a hot one has ended, there is the next one. */
  const piece = async (): Promise<void> => {
    await tick();
    now += 1000;
    served += 1;
  };
  const hot = async (): Promise<void> => {
    while (served < 200) await queue.share('program', piece, { cost: () => 0 });
  };
  const waits: number[] = [];
  const cold = Array.from({ length: 50 }, () =>
    queue.share(
      'program',
      () => {
        waits.push(served);
        return piece();
      },
      { cost: () => 1 },
    ),
  );
  await Promise.all([hot(), ...cold]);
  // 20 s until they rise, and then each other.
  expect(waits[0]).toBeLessThanOrEqual(22);
  expect(waits.at(-1)).toBeLessThanOrEqual(22 + 50);
});

it('serves every client within a few turns of the others, however many requests one of them sends', async () => {
  const queue = new EngineQueue(
    () => 1,
    () => 0,
  );
  let left = 300;
  const turns: string[] = [];
  const piece = (client: string) => async (): Promise<void> => {
    turns.push(client);
    await tick();
  };
  /** Sends `atOnce` requests, and another one whenever one ends. */
  const sends = (client: string, atOnce: number, cost: number): Promise<void>[] =>
    Array.from({ length: atOnce }, async () => {
      while (left-- > 0) await queue.share('program', piece(client), { cost: () => cost, client });
    });
  const flood = sends('flood', 100, 0);
  await tick();
  await Promise.all([...flood, ...sends('cold', 2, 2), ...sends('colder', 1, 3)]);
  const others = turns.slice(1);
  // Until eight turns of others have passed, and then the other client that waits.
  for (const client of ['cold', 'colder']) {
    const served = others.flatMap((one, index) => (one === client ? [index] : []));
    expect(served.length).toBeGreaterThan(15);
    expect(Math.max(...served.map((at, nth) => at - (served[nth - 1] ?? -1)))).toBeLessThanOrEqual(11);
  }
  // Who floods is served first as long as nobody else has to wait for too long.
  expect(others.filter((one) => one === 'flood').length).toBeGreaterThan(150);
});

it('takes the cheapest of one rank first, and lets nothing wait for ever', async () => {
  const began: string[] = [];
  let now = 0;
  const queue = new EngineQueue(
    () => 1,
    () => now,
  );
  const work = openWork(queue, began);
  void work.share('person', 'chat 1');
  await tick();
  void work.share('program', 'cold', () => 5);
  void work.share('program', 'hot', () => 1);
  void work.add('measuring', 'benchmark');
  void work.share('person', 'chat 2');
  await work.end('chat 1');
  await tick();
  expect(began.at(-1)).toBe('chat 2');
  await work.end('chat 2');
  await tick();
  expect(began.at(-1)).toBe('hot');
  // Both are as urgent as a person's now, and came earlier.
  now = 400_000;
  void work.share('person', 'chat 3');
  void work.share('program', 'late', () => 0);
  await work.end('hot');
  await tick();
  expect(began.at(-1)).toBe('cold');
  await work.end('cold');
  await tick();
  expect(began.at(-1)).toBe('chat 3');
  await work.end('chat 3');
  await tick();
  expect(began.at(-1)).toBe('benchmark');
});
