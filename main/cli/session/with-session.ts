/** Opens a connection to a core for a command, and closes it however the command ends. */
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { Context } from './command.ts';
import type { Session } from './session.ts';

interface Sessions {
  /** Any core; one of this process if no Hearth runs. */
  any: Session;
  /** A Hearth that runs. */
  running: Session;
  /** A Hearth that runs; `null` if there is none. */
  'running-or-nothing': Session | null;
}

/** Throws `Refusal` if there is no such core, and what `work` throws. */
export const withSession = async <Which extends keyof Sessions>(
  context: Context,
  which: Which,
  work: (session: Sessions[Which]) => Promise<number>,
): Promise<number> => {
  const session = which === 'any' ? await context.open() : await context.openRunning();
  if (session === null && which === 'running')
    throw new Refusal('cli.not-running', { folder: context.dataFolder });
  try {
    return await work(session as Sessions[Which]);
  } finally {
    await session?.close();
  }
};
