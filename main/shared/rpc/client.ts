/** The window's end of the contract: typed calls out, typed events in. */
import type { Args, CallName, EventName, Events, Reply } from '../contract/contract.ts';
import { sentenceOf, say } from '../words/catalogue.ts';
import type { Told } from '../words/told.ts';
import type { CallMessage, CoreMessage, Port } from './port.ts';

/** A call that the core refused, or that the connection lost. Its message is the sentence for the user, made here. */
class CallError extends Error {
  override name = 'CallError';
  readonly told: Told;

  constructor(told: Told) {
    super(sentenceOf(told));
    this.told = told;
  }
}

export interface Client {
  /** Rejects with `CallError` when the core refuses, or when the port closes first. */
  call<Name extends CallName>(name: Name, args: Args<Name>): Promise<Reply<Name>>;
}

/** One event as it came; a union over all events, told apart by `name`. */
export type AnyEvent = { [Name in EventName]: { name: Name; data: Events[Name] } }[EventName];

/** Speaks the contract over an open port. The core is trusted, so its messages are not validated again. */
export const createClient = (port: Port, onEvent: (event: AnyEvent) => void): Client => {
  const pending = new Map<
    number,
    { resolve: (value: unknown) => void; reject: (reason: CallError) => void }
  >();
  let nextId = 1;
  let closed = false;

  port.onMessage((raw) => {
    const message = raw as CoreMessage;
    if (message.kind === 'event') {
      onEvent({ name: message.name, data: message.data } as AnyEvent);
      return;
    }
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.ok) waiting?.resolve(message.value);
    else waiting?.reject(new CallError(message.error));
  });
  port.onClose(() => {
    closed = true;
    for (const waiting of pending.values()) waiting.reject(new CallError(say('app.connection-lost')));
    pending.clear();
  });

  return {
    call: (name, args) =>
      new Promise((resolve, reject) => {
        if (closed) return reject(new CallError(say('app.connection-lost')));
        const id = nextId++;
        pending.set(id, { resolve: resolve as (value: unknown) => void, reject });
        port.post({ kind: 'call', id, name, args } satisfies CallMessage);
      }),
  };
};
