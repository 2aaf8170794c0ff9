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
      const how = now
        ? ({ whileAnswering: 'stop' } as const)
        : wait
          ? ({ whileAnswering: 'wait' } as const)
          : {};
      await session.call('unloadModel', how);
      const { besideModels } = await session.call('apiStatus', {});
      for (const { path } of besideModels) await session.call('unloadBesideModel', { path, ...how });
      terminal.note(cliWords.isUnloaded);
      return exitCodes.done;
    });
  },
});
