import { Refusal } from '../../shared/rpc/refusal.ts';
import { defineCommand, exitCodes } from '../session/command.ts';
import { completionFor, shells } from '../session/completion.ts';

export const completion = defineCommand({
  name: 'completion',
  operands: 'SHELL',
  least: 1,
  most: 1,
  completes: shells,
  options: {},
  run: async ({ terminal, commands }, [given]) => {
    const shell = shells.find((one) => one === given);
    if (shell === undefined)
      throw new Refusal('cli.unsupported-shell', { name: given!, shells: [...shells] });
    terminal.write(completionFor(shell, commands));
    return exitCodes.done;
  },
});
