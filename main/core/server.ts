/** The core's end of the contract: validates each call, runs its handler and sends the reply; sends events to all windows. */
import { z } from 'zod';
import { calls, type CallName, type Emit } from '../shared/contract/contract.ts';
import type { CallFrame, HandlersOf } from '../shared/contract/call.ts';
import type { Log } from '../system/log.ts';
import type { CoreMessage, Port } from '../shared/rpc/port.ts';
import { databaseProblem } from './database/database-faults.ts';
import { Refusal } from '../shared/rpc/refusal.ts';
import { isCode, say, toldIn } from '../shared/words/catalogue.ts';
import type { Told } from '../shared/words/told.ts';

/** One handler for each call of the contract. */
type Handlers = HandlersOf<typeof calls>;

type Joined<Rooms> = Rooms extends [infer First, ...infer Others] ? First & Joined<Others> : unknown;

/** Joins the handlers of all rooms. Throws if two rooms handle the same call; a missing handler is a type error. */
export const joinHandlers = <Rooms extends object[]>(...rooms: Rooms): Joined<Rooms> => {
  const joined: Record<string, unknown> = {};
  for (const room of rooms)
    for (const [name, handler] of Object.entries(room)) {
      if (name in joined) throw new Error(`two rooms handle the call ${name}`);
      joined[name] = handler;
    }
  return joined as Joined<Rooms>;
};

/** The most calls of one window that may run at the same time. */
const mostRunning = 1000;

const callMessage = z.object({
  kind: z.literal('call'),
  id: z.number().int(),
  name: z.string(),
  args: z.unknown(),
});

export interface Server {
  /** Sends an event to all windows. */
  emit: Emit;
  /** Sets the handlers; it must be called before a window connects. */
  handle(handlers: Handlers): void;
  /** Serves a window until its port closes. */
  connect(port: Port): void;
  /** Calls `listener` with the number of connected windows whenever it changes. */
  onWindows(listener: (count: number) => void): void;
  /** Closes all ports. */
  close(): void;
}

export const createServer = (log: Log): Server => {
  const ports = new Set<Port>();
  let handlers: Partial<Handlers> = {};
  let onWindows: (count: number) => void = () => undefined;

  const answer = async (message: z.infer<typeof callMessage>, receivedAt: number): Promise<CoreMessage> => {
    const { id, name } = message;
    if (!Object.hasOwn(calls, name)) return refuse(id, say('app.unknown-call', { name: name.slice(0, 40) }));
    const call = name as CallName;
    try {
      const parsed = calls[call].args.safeParse(message.args);
      if (!parsed.success) {
        const problem = toldBy(parsed.error);
        if (problem === null) log.warn(`the call ${call} was refused: ${detailsOf(parsed.error)}`);
        return refuse(id, problem ?? say('app.bad-value'));
      }
      const handler = handlers[call] as (args: unknown, frame: CallFrame) => unknown;
      return { kind: 'reply', id, ok: true, value: await handler(parsed.data, { receivedAt }) };
    } catch (error) {
      if (error instanceof Refusal) return refuse(id, error.told);
      log.error(`${call} failed`, error);
      return refuse(id, databaseProblem(error) ?? say('app.failed'));
    }
  };

  return {
    handle: (given) => {
      handlers = given;
    },
    onWindows: (listener) => {
      onWindows = listener;
    },
    connect: (port) => {
      ports.add(port);
      onWindows(ports.size);
      let running = 0;
      port.onClose(() => {
        if (ports.delete(port)) onWindows(ports.size);
      });
      port.onMessage((raw) => {
        const parsed = callMessage.safeParse(raw);
        if (!parsed.success) {
          port.post(refuse(idOf(raw), say('app.bad-message')));
          return;
        }
        if (running >= mostRunning) {
          port.post(refuse(parsed.data.id, say('app.too-many-calls')));
          return;
        }
        running += 1;
        answer(parsed.data, performance.now())
          .finally(() => (running -= 1))
          .then((reply) => {
            if (ports.has(port)) port.post(reply);
          })
          // Some replies cannot be sent, for example because they are too long for one string.
          .catch((error: unknown) => log.error(`the reply to ${parsed.data.name} was not sent`, error));
      });
    },
    emit: (name, data) => {
      for (const port of ports) port.post({ kind: 'event', name, data } satisfies CoreMessage);
    },
    close: () => {
      for (const port of ports) port.close();
      ports.clear();
    },
  };
};

const refuse = (id: number, error: Told): CoreMessage => ({ kind: 'reply', id, ok: false, error });

const idOf = (raw: unknown): number => {
  const id = (raw as { id?: unknown } | null)?.id;
  return typeof id === 'number' && Number.isInteger(id) ? id : 0;
};

/** The refusal in a validator's message, for a value that a person can type; `null` for any other problem. */
const toldBy = (error: z.ZodError): Told | null => {
  for (const { message } of error.issues) {
    const problem = isCode(message) ? { code: message, facts: {} } : toldIn(message);
    if (problem !== null) return problem;
  }
  return null;
};

/** What is wrong with the arguments and where, for the log. */
const detailsOf = (error: z.ZodError): string =>
  error.issues
    .map(({ message, path }) => `${message}${path.length > 0 ? ` at ${path.join('.')}` : ''}`)
    .join('; ');
