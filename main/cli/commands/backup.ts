import { resolve } from 'node:path';
import { bytes } from '../../shared/format/figures.ts';
import { sentenceOf } from '../../shared/words/catalogue.ts';
import { cliWords } from '../../shared/words/cli.ts';
import { followBackup } from '../session/follow-backup.ts';
import { defineCommand, exitCodes } from '../session/command.ts';
import { withSession } from '../session/with-session.ts';

export const backup = defineCommand({
  name: 'backup',
  operands: 'FILE',
  least: 1,
  most: 1,
  completes: 'files',
  options: { models: { kind: 'switch' }, json: { kind: 'switch' } },
  run: (context, [file], { models, json }) =>
    withSession(context, 'any', async (session) => {
      const { terminal, stop } = context;
      const state = await followBackup(terminal, stop, session, () =>
        session.call('backUp', { path: resolve(file!), withModels: models }),
      );
      if (json) terminal.json(state);
      else if (state.state === 'written') {
        terminal.line(cliWords.backedUp(state.path, bytes(state.bytes), cliWords.backupCounts(state.counts)));
        for (const name of state.leftOut) terminal.note(cliWords.notBackedUp(name));
      } else if (state.state === 'failed') terminal.note(sentenceOf(state.problem));
      return stop.aborted
        ? exitCodes.interrupted
        : state.state === 'written'
          ? exitCodes.done
          : exitCodes.failed;
    }),
});
