/** The line of requests for the model: how many wait, when each will probably begin, and when there will be room. */
import type { ApiEvent, ApiFigures } from '../../shared/api/answer.ts';
import { ApiFault } from '../../shared/api/fault.ts';
import { msToPrefill, type PrefillPace } from '../../shared/speed/pace.ts';

/** What can be said of a request before its prompt is tokenised. */
export interface Expected {
  /** Of its texts, in UTF-16 code units. */
  promptLength: number;
  /** `null`: no limit of its own. */
  longestAnswer: number | null;
}

interface Place {
  /** Its work begins. */
  begin(): void;
  /** It has ended or left. May be called twice. */
  leave(): void;
}

export interface Line {
  readonly running: number;
  readonly waiting: number;
  /**
   * Throws `ApiFault` with the time after which there is room, if the line is full; a client with nothing waiting is still admitted,
   * unless the line is twice as long. `on`: told of its position when that changes.
   */
  enter(expected: Expected, client: string, on: (event: ApiEvent) => void): Place;
  /** What was measured of an answer, to predict the next ones. */
  measured(figures: ApiFigures): void;
}

interface LineOptions {
  /** The most that wait. */
  most: () => number;
  /** Requests that run at once. */
  beside: () => number;
  /** How fast prompts are processed, measured earlier; `null`: it is not known. */
  pace: () => PrefillPace | null;
  onChange: () => void;
  now?: () => number;
}

/** The weight of the latest answer in the averages. */
const latest = 0.3;

/** Speeds are measured on at least this many tokens. */
const leastTokens = 16;

/** English has about four characters a token. */
const perToken = 4;

/** When nothing is known: the time to wait before another try, in s. */
const usualRetryS = 5;
const longestRetryS = 600;

interface Waiting extends Place {
  client: string;
  expected: Expected;
  on: (event: ApiEvent) => void;
  begunAt: number | null;
  position: number | null;
}

export const createLine = ({
  most,
  beside,
  pace,
  onChange,
  now = () => performance.now(),
}: LineOptions): Line => {
  const waiting: Waiting[] = [];
  const running = new Set<Waiting>();
  const averages = {
    newShare: 1,
    prefillPerS: null as number | null,
    decodePerS: null as number | null,
    answer: 100,
  };

  const average = (before: number | null, value: number): number =>
    before === null ? value : before + (value - before) * latest;

  /** In ms; `null`: no speed was measured. */
  const expectedMs = ({ promptLength, longestAnswer }: Expected): number | null => {
    const tokens = promptLength / perToken;
    const fresh = tokens * averages.newShare;
    const known = pace();
    if (averages.decodePerS === null || (averages.prefillPerS === null && known === null)) return null;
    const readMs =
      averages.prefillPerS === null
        ? msToPrefill(known!, tokens - fresh, tokens)
        : (fresh * 1000) / averages.prefillPerS;
    const answer = Math.min(averages.answer, longestAnswer ?? Infinity);
    return readMs + (answer * 1000) / averages.decodePerS;
  };
  const leftMs = (one: Waiting): number | null => {
    const whole = expectedMs(one.expected);
    return whole === null ? null : Math.max(0, whole - (one.begunAt === null ? 0 : now() - one.begunAt));
  };
  /** The time until one more than these can begin. */
  const untilBegin = (ahead: readonly Waiting[]): number | null => {
    let sum = 0;
    for (const one of [...running, ...ahead]) {
      const left = leftMs(one);
      if (left === null) return null;
      sum += left;
    }
    return sum / Math.max(1, beside());
  };
  const tellPositions = (): void => {
    onChange();
    for (const [index, one] of waiting.entries()) {
      if (one.position === index) continue;
      one.position = index;
      one.on({
        kind: 'waiting',
        position: index + running.size,
        startsInMs: untilBegin(waiting.slice(0, index)),
      });
    }
  };

  return {
    get running() {
      return running.size;
    },
    get waiting() {
      return waiting.length;
    },
    enter: (expected, client, on) => {
      const isKnown = waiting.some((one) => one.client === client);
      if (waiting.length >= most() * (isKnown ? 1 : 2)) {
        const roomMs = untilBegin([]);
        throw new ApiFault(
          'busy',
          `${waiting.length} requests wait for the model already. Try again later.`,
          {
            retryAfterS:
              roomMs === null ? usualRetryS : Math.min(longestRetryS, Math.max(1, Math.ceil(roomMs / 1000))),
          },
        );
      }
      const one: Waiting = {
        client,
        expected,
        on,
        begunAt: null,
        position: null,
        begin: () => {
          const at = waiting.indexOf(one);
          if (at < 0) return;
          waiting.splice(at, 1);
          one.begunAt = now();
          running.add(one);
          tellPositions();
        },
        leave: () => {
          const at = waiting.indexOf(one);
          if (at >= 0) waiting.splice(at, 1);
          else if (!running.delete(one)) return;
          tellPositions();
        },
      };
      waiting.push(one);
      // Nobody is told of a wait that is over within the same tick.
      setImmediate(tellPositions);
      return one;
    },
    measured: ({ promptTokens, newTokens, prefillMs, decodeTokens, decodeMs, answerTokens }) => {
      if (promptTokens > 0) averages.newShare = average(averages.newShare, newTokens / promptTokens);
      if (newTokens >= leastTokens && prefillMs > 0)
        averages.prefillPerS = average(averages.prefillPerS, (newTokens * 1000) / prefillMs);
      if (decodeTokens >= leastTokens && decodeMs > 0)
        averages.decodePerS = average(averages.decodePerS, (decodeTokens * 1000) / decodeMs);
      averages.answer = average(averages.answer, answerTokens);
    },
  };
};
