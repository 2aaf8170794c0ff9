import { resolve } from 'node:path';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { sentenceOf } from '../../shared/words/catalogue.ts';
import { cliWords } from '../../shared/words/cli.ts';
import { defineCommand, exitCodes } from '../session/command.ts';
import { followBackup } from '../session/follow-backup.ts';
import { withSession } from '../session/with-session.ts';

export const restore = defineCommand({
  name: 'restore',
  operands: 'FILE',
  least: 1,
  most: 1,
  completes: 'files',
  options: {},
  run: async (context, [file]) => {
    const { terminal, stop } = context;
    const code = await withSession(context, 'any', async (session) => {
      // Windows of a Hearth that runs would show what is replaced.
      if (!session.isOwn) throw new Refusal('backup.restore-while-running');
      const state = await followBackup(terminal, stop, session, () =>
        session.call('restoreBackup', { path: resolve(file!) }),
      );
      if (state.state === 'unpacked') {
        terminal.line(cliWords.restores(state.name, cliWords.backupCounts(state.counts)));
        return exitCodes.done;
      }
      if (state.state === 'failed') terminal.note(sentenceOf(state.problem));
      return stop.aborted ? exitCodes.interrupted : exitCodes.failed;
    });
    if (code !== exitCodes.done) return code;
    // Opening the data folder again puts the backup in its place, and says where the earlier data is.
    return withSession(context, 'any', async (session) => {
      const { notices } = await session.call('greet', {});
      for (const { told } of notices) terminal.line(sentenceOf(told));
      return exitCodes.done;
    });
  },
});
