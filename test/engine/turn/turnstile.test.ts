/** The order of evaluations beside each other, on a clock that only the evaluations move. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Gate, Turnstile, type Seat } from '../../../main/engine/process/turnstile.ts';

/** A clock, and seats whose evaluations take a set time of it and note who they are of. */
const scene = () => {
  let now = 0;
  const order: string[] = [];
  const turnstile = new Turnstile(() => now);
  const enter = (name: string, rank: 'person' | 'program') => {
    const stop = { stopped: false };
    const seat = turnstile.enter(rank, stop);
    const evaluate = (tokens: number, ms: number): Promise<void> =>
      turnstile.pass(seat, tokens, async () => {
        order.push(name);
        await new Promise((resolve) => setImmediate(resolve));
        now += ms;
      });
    return {
      seat,
      stop,
      /** Evaluates one token after the other. */
      decode: async (count: number, ms = 10): Promise<void> => {
        for (let nth = 0; nth < count; nth += 1) await evaluate(1, ms);
      },
      /** Evaluates slices of a prompt. */
      read: async (slices: number, ms = 100): Promise<void> => {
        for (let nth = 0; nth < slices; nth += 1) await evaluate(64, ms);
      },
      leave: () => turnstile.leave(seat),
    };
  };
  return { turnstile, order, enter, now: () => now };
};

/** The longest run of evaluations of others between two of `name`. */
const longestGap = (order: readonly string[], name: string, until = order.lastIndexOf(name)): string[] => {
  let longest: string[] = [];
  let gap: string[] = [];
  for (const one of order.slice(order.indexOf(name), until + 1)) {
    if (one === name) gap = [];
    else gap = [...gap, one];
    if (gap.length > longest.length) longest = gap;
  }
  return longest;
};

describe('evaluations beside each other', () => {
  let stage: ReturnType<typeof scene>;
  beforeEach(() => {
    stage = scene();
  });

  it('never stall an answer for more than one slice, however many prompts are read beside it', async () => {
    const answer = stage.enter('answer', 'program');
    const others = ['b', 'c', 'd'].map((name) => stage.enter(name, 'program'));
    await answer.decode(2);
    await Promise.all([answer.decode(40), ...others.map((one) => one.read(6))]);
    expect(longestGap(stage.order, 'answer')).toHaveLength(1);
    expect(stage.order.filter((one) => one === 'b')).toHaveLength(6);
    expect(answer.seat.waitedMs).toBeGreaterThan(0);
  });

  it('let prompts of one rank be read by turns', async () => {
    const [one, other] = ['one', 'other'].map((name) => stage.enter(name, 'program'));
    await Promise.all([one!.read(5), other!.read(5)]);
    expect(longestGap(stage.order, 'one')).toHaveLength(1);
  });

  it('give a person nine tenths of the time, and programs the rest', async () => {
    const person = stage.enter('person', 'person');
    const programs = ['b', 'c'].map((name) => stage.enter(name, 'program'));
    await programs[0]!.decode(3);
    const reading = person.read(9).then(() => person.decode(90));
    const ended = reading.then(() => stage.order.length);
    await Promise.all([reading, programs[0]!.decode(60), programs[1]!.read(4)]);
    const meanwhile = stage.order.slice(0, await ended);
    const ms = (name: string): number =>
      meanwhile.reduce((sum, one, at) => {
        if (one !== name) return sum;
        return (
          sum +
          (name === 'c' ||
          (name === 'person' && meanwhile.slice(0, at).filter((seen) => seen === name).length < 9)
            ? 100
            : 10)
        );
      }, 0);
    const share = ms('person') / (ms('person') + ms('b') + ms('c'));
    expect(share).toBeGreaterThan(0.8);
    expect(share).toBeLessThan(1);
    // A person's tokens wait for one slice at most.
    expect(longestGap(meanwhile, 'person').filter((name) => name === 'c').length).toBeLessThanOrEqual(1);
  });

  it('serve a stopped turn first, so that it ends', async () => {
    const person = stage.enter('person', 'person');
    const program = stage.enter('program', 'program');
    await program.decode(5);
    // The program has had its share for a while.
    await person.decode(1);
    program.stop.stopped = true;
    await Promise.all([person.decode(20), program.decode(1)]);
    expect(stage.order.lastIndexOf('program')).toBeLessThanOrEqual(7);
  });

  it('do not wait for a turn that has left or does something else', async () => {
    const away = stage.enter('away', 'person');
    const other = stage.enter('other', 'program');
    await away.decode(1);
    // Nothing more comes of it, for example because it saves a state.
    await other.decode(3);
    away.leave();
    await other.decode(2);
    expect(stage.order).toEqual(['away', 'other', 'other', 'other', 'other', 'other']);
  });

  it('shorten the slices of a turn only if they stall an answer of its rank', async () => {
    const person = stage.enter('person', 'person');
    const program = stage.enter('program', 'program');
    const stalls = (seat: Seat): boolean => stage.turnstile.stalls(seat);
    expect([stalls(person.seat), stalls(program.seat)]).toEqual([false, false]);
    await program.decode(1);
    expect([stalls(person.seat), stalls(program.seat)]).toEqual([false, false]);
    await person.decode(1);
    expect(stalls(program.seat)).toBe(true);
    person.leave();
    expect(stalls(program.seat)).toBe(false);
  });

  it('continue after an evaluation that fails', async () => {
    const one = stage.enter('one', 'program');
    const other = stage.enter('other', 'program');
    const failed = stage.turnstile.pass(one.seat, 1, () => Promise.reject(new Error('lost')));
    await expect(Promise.all([failed, other.decode(2)])).rejects.toThrow('lost');
    await other.decode(1);
    expect(stage.order).toEqual(['other', 'other', 'other']);
  });
});

describe('a turnstile that is held', () => {
  it('lets the evaluation end that runs, and begins none before it is released', async () => {
    const { turnstile, order, enter } = scene();
    const [one, other] = [enter('one', 'person'), enter('other', 'program')];
    const decoded = Promise.all([one.decode(3), other.decode(3)]);
    await turnstile.hold();
    const begun = [...order];
    expect(begun.length).toBeLessThan(6);
    for (let round = 0; round < 20; round += 1) await new Promise((resolve) => setImmediate(resolve));
    expect(order).toEqual(begun);
    turnstile.release();
    await decoded;
    expect(order).toHaveLength(6);
  });

  it('is held at once if nothing runs, and lets work in idle time wait as well', async () => {
    const { turnstile } = scene();
    await turnstile.hold();
    const gate = new Gate(turnstile);
    let isDone = false;
    const idle = gate.pass(1, async () => {
      isDone = true;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isDone).toBe(false);
    turnstile.release();
    await idle;
    expect(isDone).toBe(true);
  });
});
