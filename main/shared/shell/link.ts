/** One end of the connection between the core and the shell: calls in both directions, each checked where it arrives. */
import type { z } from 'zod';
import type { Call } from '../contract/call.ts';
import { Refusal } from '../rpc/refusal.ts';
import type { Told } from '../words/told.ts';

/** Plain messages in order, some with ports that are handed over. */
export interface Channel<Port> {
  post(message: unknown, ports: Port[]): void;
  onMessage(listener: (message: unknown, ports: Port[]) => void): void;
}

type Calls = Record<string, Call<z.ZodType, unknown>>;
type ArgsOf<One> = One extends Call<infer Schema, unknown> ? z.infer<Schema> : never;
type ReplyOf<One> = One extends Call<z.ZodType, infer Value> ? Value : never;

/** A handler for each call that the other end may make; `ports` came with the call. */
export type LinkHandlers<Own extends Calls, Port> = {
  [Name in keyof Own]: (
    args: ArgsOf<Own[Name]>,
    ports: Port[],
  ) => ReplyOf<Own[Name]> | Promise<ReplyOf<Own[Name]>>;
};

export interface Link<Other extends Calls, Port> {
  /** Rejects with what the other end refused, or when the link is lost. `ports` are handed over. */
  ask<Name extends keyof Other & string>(
    name: Name,
    args: ArgsOf<Other[Name]>,
    ports?: Port[],
  ): Promise<ReplyOf<Other[Name]>>;
  /** The same without waiting; a failure is logged. */
  tell<Name extends keyof Other & string>(name: Name, args: ArgsOf<Other[Name]>, ports?: Port[]): void;
  /** The other end is gone. */
  lost(): void;
}

type Message =
  | { kind: 'call'; id: number; name: string; args: unknown }
  | { kind: 'reply'; id: number; ok: true; value: unknown }
  | { kind: 'reply'; id: number; ok: false; told: Told | null; reason: string };

interface LinkOptions<Own extends Calls, Port> {
  channel: Channel<Port>;
  /** The calls that the other end may make. */
  calls: Own;
  handlers: LinkHandlers<Own, Port>;
  onError: (text: string, cause?: unknown) => void;
}

/** `Other`: the calls of the other end. */
export const openLink = <Own extends Calls, Other extends Calls, Port>({
  channel,
  calls,
  handlers,
  onError,
}: LinkOptions<Own, Port>): Link<Other, Port> => {
  const pending = new Map<number, { resolve: (value: never) => void; reject: (error: Error) => void }>();
  let lastId = 0;
  let isLost = false;

  const post = (message: Message, ports: Port[] = []): void => {
    if (!isLost) channel.post(message, ports);
  };

  const answer = async (id: number, name: string, args: unknown, ports: Port[]): Promise<void> => {
    try {
      if (!Object.hasOwn(calls, name)) throw new Error(`there is no call ${name.slice(0, 40)}`);
      const value = await handlers[name]!(calls[name]!.args.parse(args) as never, ports);
      post({ kind: 'reply', id, ok: true, value });
    } catch (error) {
      const told = error instanceof Refusal ? error.told : null;
      if (told === null) onError(`${name} failed`, error);
      post({ kind: 'reply', id, ok: false, told, reason: String(error) });
    }
  };

  channel.onMessage((raw, ports) => {
    const message = raw as Message;
    if (message.kind === 'call') return void answer(message.id, message.name, message.args, ports);
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.ok) waiting?.resolve(message.value as never);
    else waiting?.reject(message.told === null ? new Error(message.reason) : Refusal.of(message.told));
  });

  const ask = (name: string, args: unknown, ports?: Port[]): Promise<never> =>
    new Promise((resolve, reject) => {
      if (isLost) return reject(new Error('the other process is gone'));
      lastId += 1;
      pending.set(lastId, { resolve, reject });
      post({ kind: 'call', id: lastId, name, args }, ports);
    });

  return {
    ask,
    tell: (name, args, ports) => {
      ask(name, args, ports).catch((error: unknown) => {
        if (!isLost) onError(`${name} was not done`, error);
      });
    },
    lost: () => {
      isLost = true;
      for (const { reject } of pending.values()) reject(new Error('the other process is gone'));
      pending.clear();
    },
  };
};
