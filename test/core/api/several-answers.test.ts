/** Several answers to one prompt: when each begins, and in which order they are told. */
import { expect, it } from 'vitest';
import { askModel } from '../../../main/core/api/ask-model.ts';
import type { Engine } from '../../../main/shared/engine/engine.ts';
import type { TurnRequest } from '../../../main/shared/engine/request.ts';
import { endedEarly, type TurnEnd, type TurnEvent } from '../../../main/shared/engine/turn.ts';
import { openThinking } from '../../../main/shared/engine/request.ts';
import { openSampling } from '../../../main/shared/settings/sampling.ts';

const tick = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** An engine whose turns end when the test says so. */
const scene = (beside: number) => {
  const running = new Map<number, { on: (event: TurnEvent) => void; end: (end: TurnEnd) => void }>();
  const begun: TurnRequest[] = [];
  const engine = {
    can: { beside },
    run: (turn: TurnRequest, on: (event: TurnEvent) => void, stop: AbortSignal) =>
      new Promise<TurnEnd>((end) => {
        running.set(begun.length, { on, end });
        begun.push(turn);
        stop.addEventListener('abort', () => end(endedEarly('stopped')));
      }),
  } as unknown as Engine;
  const events: string[] = [];
  const ended: string[] = [];
  const answers = (count: number) =>
    askModel(
      [
        {
          answers: count,
          turn: {
            chatId: 'api-one',
            messages: [],
            sampling: { ...openSampling, seed: 5 },
            longestAnswer: null,
            stopStrings: null,
            responseFormat: null,
            speculative: false,
            overflow: 'stop',
            thinking: openThinking,
          },
        },
      ],
      {
        engine,
        isStreamed: false,
        stop: new AbortController().signal,
        on: (event) => void (event.kind === 'answered' && events.push(`answered ${event.answer}`)),
        onProgress: () => undefined,
        onFirstToken: () => events.push('first token'),
        onEnd: (_, { text }) => ended.push(text),
      },
    );
  return {
    begun,
    events,
    ended,
    answers,
    tell: (nth: number, event: TurnEvent) => running.get(nth)!.on(event),
    end: async (nth: number, ending: TurnEnd['ending'] = 'finished'): Promise<void> => {
      running.get(nth)!.on({ kind: 'wrote', part: 'text', text: `answer ${nth}` });
      running.get(nth)!.end(endedEarly(ending));
      await tick();
    },
  };
};

it('begins the others when the engine has kept the prompt, as many as run beside each other', async () => {
  const { begun, answers, tell, end, events, ended } = scene(4);
  const all = answers(5);
  await tick();
  expect(begun).toHaveLength(1);
  tell(0, { kind: 'kept' });
  tell(0, { kind: 'first-token' });
  await tick();
  // One place is a person's.
  expect(begun).toHaveLength(3);
  await end(2);
  expect(begun).toHaveLength(4);
  for (const nth of [0, 1, 3, 4]) await end(nth);
  expect((await all).map(({ text }) => text)).toEqual([0, 1, 2, 3, 4].map((nth) => `answer ${nth}`));
  expect(ended).toEqual([0, 1, 2, 3, 4].map((nth) => `answer ${nth}`));
  expect(events).toEqual(['first token', ...[2, 0, 1, 3, 4].map((nth) => `answered ${nth}`)]);
  expect(begun.map(({ sampling }) => sampling.seed)).toEqual([5, 6, 7, 8, 9]);
  // Only the first one is asked to keep the prompt.
  expect(begun.map(({ program }) => program?.sharesPrompt === true)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});

it('gives one after the other if the engine has not kept it', async () => {
  const { begun, answers, tell, end } = scene(4);
  const all = answers(3);
  await tick();
  tell(0, { kind: 'first-token' });
  await tick();
  expect(begun).toHaveLength(1);
  await end(0);
  expect(begun).toHaveLength(2);
  await end(1);
  await end(2);
  expect(await all).toHaveLength(3);
});

it('tells what one failed for, and stops the others', async () => {
  const { begun, answers, tell, end } = scene(4);
  const all = answers(5);
  all.catch(() => undefined);
  await tick();
  tell(0, { kind: 'kept' });
  await tick();
  await end(1, 'engine-lost');
  await expect(all).rejects.toThrow('The engine ended while it answered.');
  expect(begun).toHaveLength(3);
});

it('asks for one answer without keeping anything', async () => {
  const { begun, answers, end } = scene(4);
  const all = answers(1);
  await tick();
  await end(0);
  await all;
  expect(begun[0]!.program?.sharesPrompt).toBeUndefined();
});
