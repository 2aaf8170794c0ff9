/** Several turns in one engine process: each hears of itself alone, and the end of the process ends all of them. */
import { expect, it } from 'vitest';
import type { LlamaProcess } from '../../../../main/core/engines/llama/llama-process.ts';
import { RunningTurns } from '../../../../main/core/engines/llama/running-turns.ts';
import type { ToEngine } from '../../../../main/shared/engine/protocol.ts';
import type { TurnRequest } from '../../../../main/shared/engine/request.ts';
import { endedEarly } from '../../../../main/shared/engine/turn.ts';

const scene = () => {
  const posted: ToEngine[] = [];
  const process = {
    post: (message: ToEngine) => void posted.push(message),
    clock: { ask: () => undefined },
  } as unknown as LlamaProcess;
  const turns = new RunningTurns({
    onHung: () => undefined,
    onQuiet: () => undefined,
    onMoved: () => undefined,
  });
  const begin = (turnId: string) => {
    const stop = new AbortController();
    const heard: string[] = [];
    const [end] = turns.run(process, [
      {
        turn: { turnId } as TurnRequest,
        on: (event) => void (event.kind === 'wrote' && heard.push(event.text)),
        stop: stop.signal,
      },
    ]);
    return { stop, heard, end: end! };
  };
  return { posted, turns, begin };
};

it('passes on to each turn what is its own, and stops one without the others', async () => {
  const { posted, turns, begin } = scene();
  const [one, other] = [begin('one'), begin('other')];
  turns.receive({ kind: 'wrote', turnId: 'one', part: 'text', text: 'a' });
  turns.receive({ kind: 'wrote', turnId: 'other', part: 'text', text: 'b' });
  turns.receive({ kind: 'wrote', turnId: 'gone', part: 'text', text: 'c' });
  one.stop.abort();
  expect(posted.slice(2)).toEqual([{ kind: 'stop', turnId: 'one' }]);
  turns.receive({ kind: 'ended', turnId: 'one', ...endedEarly('stopped') });
  turns.receive({ kind: 'wrote', turnId: 'other', part: 'text', text: 'd' });
  turns.receive({ kind: 'ended', turnId: 'other', ...endedEarly('finished') });
  expect([(await one.end).ending, (await other.end).ending]).toEqual(['stopped', 'finished']);
  expect([one.heard, other.heard]).toEqual([['a'], ['b', 'd']]);
  // Nothing is told to the process of a turn that has ended.
  other.stop.abort();
  expect(posted).toHaveLength(3);
});

it('ends all turns with the process', async () => {
  const { turns, begin } = scene();
  const ends = ['one', 'other'].map((turnId) => begin(turnId).end);
  turns.end(endedEarly('engine-lost'));
  expect((await Promise.all(ends)).map(({ ending }) => ending)).toEqual(['engine-lost', 'engine-lost']);
});
