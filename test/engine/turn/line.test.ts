/** What the engine process does next: turns beside each other, everything else alone and in its order, idle work last. */
import { expect, it } from 'vitest';
import { Line } from '../../../main/engine/process/line.ts';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

const open = (beside: number) => {
  const log: string[] = [];
  const ends = new Map<string, () => void>();
  const errors: unknown[] = [];
  const line = new Line(
    () => beside,
    (error) => errors.push(error),
  );
  const work = (name: string) => async (): Promise<void> => {
    log.push(name);
    await new Promise<void>((resolve) => ends.set(name, resolve));
  };
  return {
    line,
    log,
    errors,
    work,
    end: async (name: string): Promise<void> => {
      ends.get(name)!();
      await tick();
    },
  };
};

it('runs turns beside each other, a person first, and other work alone', async () => {
  const { line, log, work, end } = open(2);
  line.turn('a', false, work('a'));
  line.turn('b', false, work('b'));
  await tick();
  line.turn('c', false, work('c'));
  line.turn('d', true, work('d'));
  line.alone(work('budget'));
  line.turn('e', true, work('e'));
  await tick();
  expect(log).toEqual(['a', 'b', 'd']);
  await end('a');
  expect(log).toEqual(['a', 'b', 'd']);
  await end('b');
  await end('d');
  expect(log.at(-1)).toBe('c');
  await end('c');
  expect(log.at(-1)).toBe('budget');
  await end('budget');
  expect(log.at(-1)).toBe('e');
});

it('begins one turn of a person although programs have all places', async () => {
  const { line, log, work, end } = open(1);
  line.turn('program', false, work('program'));
  line.turn('next', false, work('next'));
  await tick();
  line.turn('person', true, work('person'));
  line.turn('second', true, work('second'));
  await tick();
  expect(log).toEqual(['program', 'person']);
  await end('person');
  expect(log.at(-1)).toBe('second');
  await end('second');
  expect(log).not.toContain('next');
  await end('program');
  expect(log.at(-1)).toBe('next');
});

it('takes a turn that waits out of the line, and not one that runs', async () => {
  const { line, log, work, end } = open(1);
  line.turn('a', false, work('a'));
  line.turn('b', false, work('b'));
  await tick();
  expect([line.leave('a'), line.leave('b'), line.leave('c')]).toEqual([false, true, false]);
  await end('a');
  expect(log).toEqual(['a']);
});

it('does idle work when nothing else runs, drops it for a turn, and tells of its end either way', async () => {
  const { line, log, work, end } = open(2);
  const left: string[] = [];
  line.turn('a', false, work('a'));
  line.idle(work('save'), () => left.push('save'));
  await tick();
  expect(log).toEqual(['a']);
  line.turn('b', false, work('b'));
  expect(left).toEqual(['save']);
  await end('a');
  await end('b');
  const sign = line.idle(work('prepare'), () => left.push('prepare'));
  await tick();
  line.turn('c', true, work('c'));
  expect(sign.stopped).toBe(true);
  await tick();
  expect(log).toEqual(['a', 'b', 'prepare']);
  await end('prepare');
  expect(log.at(-1)).toBe('c');
  expect(left).toEqual(['save', 'prepare']);
});

it('continues work later that a turn has interrupted, until it is done or given up', async () => {
  const { line, log, work, end } = open(1);
  let rounds = 0;
  line.later('client', async (stop) => {
    rounds += 1;
    while (!stop.stopped && rounds < 3) await tick();
    return rounds === 3;
  });
  await tick();
  line.turn('a', true, work('a'));
  await tick();
  await tick();
  expect([rounds, log]).toEqual([1, ['a']]);
  await end('a');
  await tick();
  expect(rounds).toBe(2);
  line.alone(work('budget'));
  await tick();
  await tick();
  expect(log).toEqual(['a', 'budget']);
  line.giveUp('client');
  await end('budget');
  await tick();
  expect(rounds).toBe(2);
});

it('continues after work that fails, and closes when all of it has ended', async () => {
  const { line, log, errors, work, end } = open(1);
  line.alone(() => Promise.reject(new Error('lost')));
  line.turn('a', false, work('a'));
  await tick();
  expect(log).toEqual(['a']);
  expect(errors).toHaveLength(1);
  let isClosed = false;
  const closed = line.close().then(() => (isClosed = true));
  await tick();
  expect(isClosed).toBe(false);
  await end('a');
  await closed;
});
