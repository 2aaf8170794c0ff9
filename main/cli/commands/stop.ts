import { cliWords } from '../../shared/words/cli.ts';
import { defineCommand, exitCodes } from '../session/command.ts';
import { refuseBoth } from '../session/parse.ts';
import { withSession } from '../session/with-session.ts';

export const stop = defineCommand({
  name: 'stop',
  operands: '',
  least: 0,
  most: 0,
  completes: null,
  options: { now: { kind: 'switch' }, wait: { kind: 'switch' } },
  run: async (context, _, { now, wait }) => {
    refuseBoth({ now, wait });
    return withSession(context, 'running-or-nothing', async (session) => {
      const { terminal, dataFolder } = context;
      if (session === null) {
        terminal.note(cliWords.notRunning(dataFolder));
        return exitCodes.done;
      }
      await session.call(
        'unloadModel',
        now ? { whileAnswering: 'stop' } : wait ? { whileAnswering: 'wait' } : {},
      );
      terminal.note(cliWords.isUnloaded);
      return exitCodes.done;
    });
  },
});
