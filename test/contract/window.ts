/** A window without a page: the contract's client over a pair of ports, with the events it saw. */
import type { EventName, Events } from '../../main/contract/contract.ts';
import { createClient, type AnyEvent, type Client } from '../../main/rpc/client.ts';
import type { Port } from '../../main/rpc/port.ts';

/** Two ports joined in memory. Messages are cloned, as every real port does, and arrive later. */
export const portPair = (): [Port, Port] => {
  const makeEnd = () => ({
    message: [] as ((message: unknown) => void)[],
    close: [] as (() => void)[],
  });
  const ends = [makeEnd(), makeEnd()] as const;
  let isOpen = true;
  const port = (own: 0 | 1): Port => ({
    post: (message) => {
      const copy: unknown = structuredClone(message);
      setImmediate(() => {
        if (isOpen) for (const listener of ends[own === 0 ? 1 : 0].message) listener(copy);
      });
    },
    onMessage: (listener) => ends[own].message.push(listener),
    onClose: (listener) => ends[own].close.push(listener),
    close: () => {
      if (!isOpen) return;
      isOpen = false;
      for (const end of ends) for (const listener of end.close) listener();
    },
  });
  return [port(0), port(1)];
};

export interface TestWindow extends Client {
  events: AnyEvent[];
  /** The next event of that name from now on, or the first that `matches`. */
  next<Name extends EventName>(name: Name, matches?: (data: Events[Name]) => boolean): Promise<Events[Name]>;
  port: Port;
}

/** Waits for the model that is on its way. */
export const modelReady = async (window: TestWindow): Promise<void> => {
  const became = window.next('engine.changed', ({ engine }) => engine.state === 'ready');
  if ((await window.call('greet', {})).engine.state !== 'ready') await became;
};

/** Speaks the contract over `port` as a window does. */
export const openWindow = (port: Port): TestWindow => {
  const events: AnyEvent[] = [];
  const waiting: ((event: AnyEvent) => void)[] = [];
  const client = createClient(port, (event) => {
    events.push(event);
    for (const listener of waiting.slice()) listener(event);
  });
  return {
    ...client,
    events,
    port,
    next: (name, matches = () => true) =>
      new Promise((resolve) => {
        const listener = (event: AnyEvent): void => {
          if (event.name !== name || !matches(event.data as never)) return;
          waiting.splice(waiting.indexOf(listener), 1);
          resolve(event.data as never);
        };
        waiting.push(listener);
      }),
  };
};
