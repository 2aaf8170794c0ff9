import { Refusal } from '../../shared/rpc/refusal.ts';
import { defineCommand, exitCodes } from '../session/command.ts';
import { helpOf, helpOfAll } from '../session/help.ts';

export const help = defineCommand({
  name: 'help',
  operands: '[COMMAND]',
  least: 0,
  most: 1,
  completes: 'commands',
  options: {},
  run: async ({ terminal, commands }, [name]) => {
    const command = commands.find((one) => one.name === name);
    if (name !== undefined && command === undefined) throw new Refusal('cli.unknown-command', { name });
    terminal.line(command === undefined ? helpOfAll(commands) : helpOf(command));
    return exitCodes.done;
  },
});
