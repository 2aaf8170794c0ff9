/** Tests the core with an engine other than llama.cpp's: what it needs from every engine, and what it can do without. */
import { expect, it } from 'vitest';
import { EngineQueue } from '../../../main/core/engines/queue.ts';
import { joinHandlers } from '../../../main/core/server.ts';
import { openThinking } from '../../../main/shared/engine/request.ts';
import { openSampling } from '../../../main/shared/settings/sampling.ts';
import { textOf, textParts } from '../../../main/shared/message/parts.ts';
import { ask, startTestCore } from '../../fixtures/core/test-core.ts';
import { inCoreEngine } from '../../fixtures/engine/in-core-engine.ts';

const startWith = (engine: ReturnType<typeof inCoreEngine>) =>
  startTestCore({}, undefined, { openEngine: () => engine });

it('an engine without a process answers, from the call to the stored message', async () => {
  const engine = inCoreEngine();
  const core = startWith(engine);
  try {
    const answer = await ask(core, null, 'stressed');
    expect(answer).toMatchObject({
      parts: textParts('desserts'),
      ending: 'finished',
      modelName: 'Hearth guide',
    });
    const { messages } = await core.window.call('openChat', { chatId: answer.chatId });
    expect(messages.map(textOf)).toEqual(['stressed', 'desserts']);
    expect(core.engine.spawned).toBe(0);

    await core.window.call('unloadModel', {});
    expect(textOf(await ask(core, answer.chatId, 'live'))).toBe('evil');
  } finally {
    await core.close();
  }
});

it('an engine can lack abilities, and the user is told if one is requested', async () => {
  const core = startWith(inCoreEngine());
  try {
    const { chatId } = await ask(core, null, 'one');
    await core.window.call('readDraft', { chatId, text: 'tw' });
    expect(await core.window.call('snapshotUsage', {})).toEqual({ bytes: 0, count: 0 });
    expect(await core.window.call('clearSnapshots', {})).toEqual({ bytes: 0, count: 0 });
    const { app, warmth } = await core.window.call('greet', {});
    expect(app.cores).toBeGreaterThan(0);
    expect(warmth).toMatchObject([{ chatId, temperature: 'cold', waitMs: null }]);
    await expect(core.window.call('calibrate', {})).rejects.toThrow('cannot measure');
    await expect(core.window.call('tuneModel', {})).rejects.toThrow('cannot be tuned');
    await expect(core.window.call('setDraftModel', { path: '/draft.gguf' })).rejects.toThrow(
      'does not use draft models',
    );
  } finally {
    await core.close();
  }
});

it('an engine runs turns that belong to no chat, after those that a person waits for', async () => {
  const engine = inCoreEngine();
  const queue = new EngineQueue();
  await engine.load({ modelPath: '/m.gguf', isStarter: false } as never, 'Backwards');
  let text = '';
  const turn = (turnId: string, chatId: string | null) => () =>
    engine.run(
      {
        turnId,
        chatId,
        messages: [{ id: null, role: 'user', text: turnId, reasoning: '', tokens: null }],
        overflow: 'stop',
        sampling: openSampling,
        longestAnswer: null,
        thinking: openThinking,
        speculative: false,
      },
      (event) => {
        if (event.kind === 'wrote') text += event.text;
      },
      new AbortController().signal,
    );
  const ends = await Promise.all([
    queue.run('program', turn('program', null)),
    queue.run('person', turn('person', 'chat')),
  ]);
  expect(ends.map(({ ending }) => ending)).toEqual(['finished', 'finished']);
  expect(engine.turns.map(({ turnId, chatId }) => [turnId, chatId])).toEqual([
    ['person', 'chat'],
    ['program', null],
  ]);
  expect(text).toBe('nosrepmargorp');
});

it('two rooms that handle the same call are refused', () => {
  const handler = () => undefined;
  expect(() => joinHandlers({ stopTurn: handler }, { clock: handler, stopTurn: handler })).toThrow(
    'two rooms handle the call stopTurn',
  );
});
