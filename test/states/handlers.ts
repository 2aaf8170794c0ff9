/** What a scripted core answers calls with. */
import type { Args, CallName, EventName, Events, Reply } from '../../main/contract/contract.ts';

export type Handlers = { [Name in CallName]: (args: Args<Name>) => Reply<Name> | Promise<Reply<Name>> };

export type Emit = <Name extends EventName>(name: Name, data: Events[Name]) => void;

export const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
