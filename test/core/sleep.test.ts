/** A machine that sleeps while Hearth works. */
import { afterEach, expect, it } from 'vitest';
import { ask, startTestCore, type TestCore } from '../fixtures/core/test-core.ts';
import { modelReady } from '../fixtures/core/window.ts';
import { textParts } from '../../main/shared/message/parts.ts';

let core: TestCore;
afterEach(() => core.close());

it('leaves the figures of an answer that spans the sleep out, and those of the next one in', async () => {
  core = startTestCore({ ending: 'held' });
  const { window, engine } = core;
  await modelReady(window);
  const wrote = window.next('turn.wrote');
  const { chatId } = await window.call('startTurn', { chatId: null, parts: textParts('A long one.') });
  await wrote;
  core.core.sleeps(true);
  core.core.sleeps(false);
  const finished = window.next('turn.finished');
  engine.script.ending = 'finished';
  const { message } = await finished;
  expect(message).toMatchObject({ ending: 'finished', timings: null });
  const turns = async (): Promise<number> =>
    (await window.call('statistics', { days: 2 })).reduce((sum, day) => sum + day.turns, 0);
  expect(await turns()).toBe(0);
  expect((await ask(core, chatId, 'Another one.')).timings).not.toBeNull();
  expect(await turns()).toBe(1);
});
