/** The processes that the shell starts for the core: this process cannot start any, because it is a utility process of Electron. */
import { processOverPort, type ProcessOverPort } from '../system/process-over-port.ts';
import type { OwnProcess } from '../system/own-process.ts';
import type { UtilityPort } from '../system/utility-port.ts';
import type { Shell } from './shell.ts';

type Program = 'engine' | 'reader';

export interface Children {
  spawn<To, From>(program: Program): OwnProcess<To, From>;
  started(child: number, port: UtilityPort): void;
  exited(child: number, how: string): void;
}

export const openChildren = (shell: Shell): Children => {
  const running = new Map<number, ProcessOverPort<never, unknown>>();
  let lastChild = 0;
  return {
    spawn: <To, From>(program: Program) => {
      lastChild += 1;
      const child = lastChild;
      const over = processOverPort<To, From>(() => shell.tell('kill', { child }));
      running.set(child, over as ProcessOverPort<never, unknown>);
      shell.tell('spawn', { child, program });
      return over.process;
    },
    started: (child, port) => running.get(child)?.started(port),
    exited: (child, how) => {
      running.get(child)?.exited(how);
      running.delete(child);
    },
  };
};
