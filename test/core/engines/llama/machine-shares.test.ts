/** Tests how the machine is divided between engines: one computes at a time, and a person's turn has most of the time. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { MachineShares, type Holdable } from '../../../../main/core/engines/llama/machine-shares.ts';

/** A clock that moves only while an engine computes: by 10 ms each time that it may, however fast this machine is. */
const scene = (mostHoldMs?: number) => {
  let now = 0;
  const order: string[] = [];
  const shares = new MachineShares(1, mostHoldMs, () => now);
  const engine = (name: string) => {
    let isHeld = false;
    const holdable: Holdable = {
      hold: () => {
        if (!isHeld) {
          now += 10;
          order.push(name);
        }
        isHeld = true;
        return Promise.resolve();
      },
      release: () => {
        isHeld = false;
      },
    };
    return {
      holdable,
      leave: shares.join(holdable),
      isHeld: () => isHeld,
      begin: (rank: 'person' | 'program') => shares.begin(holdable, rank),
    };
  };
  return { shares, order, engine, pass: (ms: number) => (now += ms) };
};

const two = () => {
  const all = scene();
  return { ...all, one: all.engine('one'), other: all.engine('other') };
};

const countOf = (order: readonly string[], name: string): number =>
  order.filter((one) => one === name).length;

it('leaves a single engine alone', async () => {
  const one = scene().engine('one');
  const end = one.begin('program');
  await pause(30);
  expect(one.isHeld()).toBe(false);
  end();
});

it('lets an engine without turns wait while another one has some, and lets it work again then', async () => {
  const { one, other } = two();
  const end = one.begin('person');
  await expect.poll(other.isHeld).toBe(true);
  expect(one.isHeld()).toBe(false);
  end();
  await expect.poll(other.isHeld).toBe(false);
  expect(one.isHeld()).toBe(false);
});

it('lets two with turns of programs compute by turns, never both', async () => {
  const { order, one, other } = two();
  let both = 0;
  for (const { holdable } of [one, other]) {
    const release = holdable.release.bind(holdable);
    holdable.release = () => {
      release();
      if (!one.isHeld() && !other.isHeld()) both += 1;
    };
  }
  const ends = [one.begin('program'), other.begin('program')];
  await expect.poll(() => order.length).toBeGreaterThan(20);
  expect(both).toBe(0);
  const begun = order.slice(2, 20);
  expect(countOf(begun, 'one')).toBe(countOf(begun, 'other'));
  for (const end of ends) end();
  await expect.poll(() => one.isHeld() || other.isHeld()).toBe(false);
});

it('gives the engine of a person’s turn nine parts in ten', async () => {
  const { order, one, other } = two();
  const ends = [one.begin('person'), other.begin('program')];
  await expect.poll(() => order.length).toBeGreaterThan(102);
  for (const end of ends) end();
  const share = countOf(order.slice(2, 102), 'one');
  expect(share).toBeGreaterThanOrEqual(88);
  expect(share).toBeLessThanOrEqual(92);
});

it('does not owe time to an engine that had no turn', async () => {
  const { order, pass, one, other } = two();
  const first = one.begin('program');
  await expect.poll(other.isHeld).toBe(true);
  pass(10_000);
  const before = order.length;
  const second = other.begin('program');
  await expect.poll(() => order.length).toBeGreaterThan(before + 12);
  for (const end of [first, second]) end();
  expect(countOf(order.slice(before, before + 12), 'one')).toBeGreaterThanOrEqual(4);
});

it('does not wait for ever for an engine that never tells that it waits', async () => {
  const { shares, engine } = scene(20);
  const one = engine('one');
  const dead: Holdable = { hold: () => new Promise(() => undefined), release: () => undefined };
  const leave = shares.join(dead);
  shares.begin(dead, 'program');
  const end = one.begin('program');
  await expect.poll(one.isHeld).toBe(true);
  leave();
  await expect.poll(one.isHeld).toBe(false);
  end();
});
