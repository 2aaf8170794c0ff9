/**
 * The window's two parts of a turn: from the key press until the core receives it, and from the core's news that the turn is
 * finished until the frame that shows all of it. In between, the time that each piece of text takes from its arrival to the
 * screen.
 */
import type { Args } from '../../main/shared/contract/contract.ts';
import { OtherClock } from '../../main/shared/speed/clock.ts';

interface Begun {
  pressedAt: number;
  /** By the core's clock. */
  receivedAt: number;
}

interface Told {
  /** Reads the core's clock. */
  readClock: () => Promise<number>;
  note: (painted: Args<'notePaint'>) => void;
}

export interface TurnClock {
  /** A new connection: the core's clock may be another one. */
  connected(): void;
  /** A turn was sent at `pressedAt` by this clock, and the core received it at `receivedAt` by its own. */
  began(answerId: string, pressedAt: number, receivedAt: number): void;
  /** A piece of the answer arrived, or was drawn, now. */
  arrived(): void;
  drawn(): void;
  /** The answer ended at `finishedAt` by the core's clock, and the window's state says so. */
  finished(answerId: string, finishedAt: number): void;
}

/** The core's clock is read this many times for each connection. */
const readings = 5;

export const createTurnClock = ({ readClock, note }: Told): TurnClock => {
  let clock = new OtherClock();
  const begun = new Map<string, Begun>();
  let waiting: number[] = [];
  let paints: number[] = [];

  const read = async (into: OtherClock): Promise<void> => {
    const sentAt = performance.now();
    into.note(sentAt, await readClock(), performance.now());
  };

  return {
    connected: () => {
      clock = new OtherClock();
      begun.clear();
      const own = clock;
      void (async () => {
        for (let count = 0; count < readings; count += 1) await read(own);
      })().catch(() => undefined);
    },
    began: (answerId, pressedAt, receivedAt) => {
      begun.set(answerId, { pressedAt, receivedAt });
      waiting = [];
      paints = [];
    },
    arrived: () => {
      waiting.push(performance.now());
    },
    drawn: () => {
      const arrivals = waiting;
      waiting = [];
      if (arrivals.length > 0)
        afterPaint((paintedAt) => paints.push(...arrivals.map((at) => paintedAt - at)));
    },
    finished: (answerId, finishedAt) => {
      const turn = begun.get(answerId);
      begun.delete(answerId);
      // A hidden window has no last frame.
      if (turn === undefined || document.hidden) return;
      afterPaint((paintedAt) => {
        if (clock.doubtMs === Infinity) return;
        const sorted = paints.toSorted((a, b) => a - b);
        note({
          messageId: answerId,
          sendMs: Math.max(0, clock.toOurs(turn.receivedAt) - turn.pressedAt),
          paintMs: Math.max(0, paintedAt - clock.toOurs(finishedAt)),
          tokenToPaint:
            sorted.length === 0
              ? null
              : { medianMs: sorted[Math.floor(sorted.length / 2)]!, mostMs: sorted.at(-1)! },
        });
      });
    },
  };
};

/** Calls back when the next rendering is on screen: a message posted in a frame callback arrives right after its paint. */
const afterPaint = (then: (paintedAt: number) => void): void => {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel();
    port1.addEventListener('message', () => then(performance.now()));
    port1.start();
    port2.postMessage(null);
  });
};
