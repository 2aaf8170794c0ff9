/** Tests how the machine is divided between engines: one computes at a time, and a person's turn has most of the time. */
import { setTimeout as pause } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { MachineShares, type Holdable } from '../../../../main/core/engines/llama/machine-shares.ts';

/** An engine that notes whether it may compute, and for how long it could, in ms. */
const scripted = (sliceMs = 0) => {
  let isHeld = false;
  let since = performance.now();
  const had = { ms: 0 };
  const engine: Holdable = {
    hold: async () => {
      // The evaluation that runs is not interrupted.
      await pause(sliceMs);
      if (!isHeld) had.ms += performance.now() - since;
      isHeld = true;
    },
    release: () => {
      isHeld = false;
      since = performance.now();
    },
  };
  return { engine, had, isHeld: () => isHeld };
};

const two = (shareMs = 5) => {
  const shares = new MachineShares(shareMs);
  const [one, other] = [scripted(), scripted()];
  const leaves = [one, other].map(({ engine }) => shares.join(engine));
  return { shares, one, other, leaves };
};

it('leaves a single engine alone', async () => {
  const shares = new MachineShares(5);
  const one = scripted();
  shares.join(one.engine);
  const end = shares.begin(one.engine, 'program');
  await pause(30);
  expect(one.isHeld()).toBe(false);
  end();
});

it('lets an engine without turns wait while another one has some, and lets it work again then', async () => {
  const { shares, one, other } = two();
  const end = shares.begin(one.engine, 'person');
  await expect.poll(other.isHeld).toBe(true);
  expect(one.isHeld()).toBe(false);
  end();
  await expect.poll(other.isHeld).toBe(false);
  expect(one.isHeld()).toBe(false);
});

it('never lets two compute at once while both have turns, and gives both time', async () => {
  const { shares, one, other } = two();
  let bothComputed = 0;
  for (const { engine } of [one, other]) {
    const release = engine.release.bind(engine);
    engine.release = () => {
      release();
      if (!one.isHeld() && !other.isHeld()) bothComputed += 1;
    };
  }
  const ends = [shares.begin(one.engine, 'program'), shares.begin(other.engine, 'program')];
  await expect.poll(other.isHeld).not.toBe(one.isHeld());
  bothComputed = 0;
  await expect.poll(() => Math.min(one.had.ms, other.had.ms)).toBeGreaterThan(50);
  expect(bothComputed).toBe(0);
  for (const end of ends) end();
  await expect.poll(() => one.isHeld() || other.isHeld()).toBe(false);
});

it('gives the engine of a person’s turn nine parts in ten', async () => {
  const { shares, one, other } = two();
  shares.begin(one.engine, 'person');
  shares.begin(other.engine, 'program');
  await expect.poll(() => other.had.ms).toBeGreaterThan(100);
  const share = one.had.ms / (one.had.ms + other.had.ms);
  expect(share).toBeGreaterThan(0.75);
  expect(share).toBeLessThan(0.97);
});

it('does not owe time to an engine that had no turn', async () => {
  const { shares, one, other } = two();
  shares.begin(one.engine, 'program');
  await pause(300);
  const before = one.had.ms;
  shares.begin(other.engine, 'program');
  await expect.poll(() => other.had.ms).toBeGreaterThan(60);
  expect(one.had.ms - before).toBeGreaterThan(30);
});

it('does not wait for ever for an engine that never tells that it waits', async () => {
  const shares = new MachineShares(5, 20);
  const one = scripted();
  const dead: Holdable = { hold: () => new Promise(() => undefined), release: () => undefined };
  shares.join(one.engine);
  const leave = shares.join(dead);
  shares.begin(dead, 'program');
  const end = shares.begin(one.engine, 'program');
  await expect.poll(one.isHeld).toBe(true);
  leave();
  await expect.poll(one.isHeld).toBe(false);
  end();
});
