/** Tests two real engines that share the machine: each answers as it does alone, and one that is held computes nothing. */
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, it } from 'vitest';
import { LlamaEngine } from '../../../../main/core/engines/llama/llama-engine.ts';
import { MachineShares } from '../../../../main/core/engines/llama/machine-shares.ts';
import type { TurnEnd } from '../../../../main/shared/engine/turn.ts';
import type { TurnRequest } from '../../../../main/shared/engine/request.ts';
import { silentLog } from '../../../fixtures/api/silent-log.ts';
import {
  killEngines,
  plainConfig,
  plainTurn,
  spawn,
  user,
} from '../../../fixtures/engine/engine-under-test.ts';
import { smallModel, tinyModel } from '../../../fixtures/models/files.ts';

const engines: LlamaEngine[] = [];
afterEach(async () => {
  const closed = engines.splice(0).map((one) => one.close());
  killEngines();
  await Promise.all(closed);
});

const engineOn = async (modelPath: string, shares: MachineShares | null = null): Promise<LlamaEngine> => {
  const engine = new LlamaEngine(spawn, silentLog, undefined, undefined, shares);
  engines.push(engine);
  await engine.load(plainConfig(modelPath), 'Model');
  return engine;
};

let turns = 0;

const run = (engine: LlamaEngine, longestAnswer: number, program?: TurnRequest['program']) => {
  const told = { text: '' };
  const ended = engine.run(
    plainTurn(`turn-${turns++}`, 'chat', [user('Tell me about the hearth.')], {
      longestAnswer,
      ...(program === undefined ? {} : { program }),
    }),
    (event) => {
      if (event.kind === 'wrote') told.text += event.text;
    },
    new AbortController().signal,
  );
  return { told, ended: ended.then((end: TurnEnd) => ({ ending: end.ending, text: told.text })) };
};

const program: TurnRequest['program'] = { finishesReading: true };

it('an engine that is held generates nothing until it is released, and continues as if nothing had been', async () => {
  const engine = await engineOn(smallModel());
  const alone = await run(engine, 500).ended;
  const { told, ended } = run(engine, 500);
  await expect.poll(() => told.text.length, { interval: 5 }).toBeGreaterThan(0);
  await engine.hold();
  // What was sampled before may still be told.
  const isStill = async (): Promise<boolean> => {
    const { length } = told.text;
    await pause(300);
    return told.text.length === length;
  };
  await expect.poll(isStill).toBe(true);
  expect(told.text.length).toBeLessThan(alone.text.length);
  engine.release();
  expect(await ended).toEqual(alone);

  // A turn that comes while it is held waits.
  await engine.hold();
  const later = run(engine, 500);
  await pause(200);
  expect(later.told.text).toBe('');
  engine.release();
  expect(await later.ended).toEqual(alone);
});

it('an engine that is held while it loads generates nothing before it is released', async () => {
  const engine = new LlamaEngine(spawn, silentLog);
  engines.push(engine);
  const loaded = engine.load(plainConfig(tinyModel()), 'Model');
  await expect.poll(() => engine.status.state, { interval: 1 }).toBe('loading');
  await engine.hold();
  await loaded;
  const { told, ended } = run(engine, 20);
  await pause(300);
  expect(told.text).toBe('');
  engine.release();
  expect((await ended).text.length).toBeGreaterThan(0);
});

it('two engines answer a person and a program at once, each as it does alone', async () => {
  const shares = new MachineShares(20);
  const [users, beside] = [await engineOn(smallModel(), shares), await engineOn(tinyModel(), shares)];
  const alone = [await run(users, 40).ended, await run(beside, 40, program).ended];
  const both = [run(users, 40), run(beside, 40, program)];
  expect(await Promise.all(both.map(({ ended }) => ended))).toEqual(alone);
  // Whoever is left has the machine for itself again, also after the other one is closed.
  await users.close();
  expect(await run(beside, 40, program).ended).toEqual(alone[1]);
});
