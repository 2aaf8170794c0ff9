import { Refusal } from '../../shared/rpc/refusal.ts';
import { cliWords } from '../../shared/words/cli.ts';
import { defineCommand, exitCodes } from '../session/command.ts';
import { findModel, libraryOf } from '../session/models.ts';
import { withSession } from '../session/with-session.ts';

export const rm = defineCommand({
  name: 'rm',
  operands: 'MODEL',
  least: 1,
  most: 1,
  completes: 'models',
  options: { 'for-good': { kind: 'switch' }, yes: { kind: 'switch', short: 'y' } },
  run: (context, [given], { 'for-good': forGood, yes }) =>
    withSession(context, 'any', async (session) => {
      const { terminal, stop } = context;
      const { name, model } = findModel(await libraryOf(session), given!);
      const { app } = await session.call('greet', {});
      if (!forGood && !app.hasBin) throw new Refusal('cli.no-bin', { name });
      if (!yes) {
        if (!terminal.isInteractive) throw new Refusal('cli.needs-yes');
        const question = forGood ? cliWords.deleteForGood(name) : cliWords.moveToBin(name);
        if (!(await terminal.confirm(question, stop))) return exitCodes.failed;
      }
      await session.call('deleteModel', { path: model.path, forGood });
      terminal.note(forGood ? cliWords.deleted(name) : cliWords.binned(name));
      return exitCodes.done;
    }),
});
