import { resolve } from 'node:path';
import type { ImportSummary } from '../../shared/contract/transfer.ts';
import { bytes } from '../../shared/format/figures.ts';
import { importWords, summaryLines } from '../../shared/words/import-summary.ts';
import { defineCommand, exitCodes, type Context } from '../session/command.ts';
import { refuseBoth } from '../session/parse.ts';
import type { Session } from '../session/session.ts';
import { withSession } from '../session/with-session.ts';

export const importCommand = defineCommand({
  name: 'import',
  operands: 'FILE…',
  least: 1,
  most: Infinity,
  completes: 'files',
  options: { copy: { kind: 'switch' }, move: { kind: 'switch' } },
  run: async (context, given, { copy, move }) => {
    refuseBoth({ copy, move });
    const paths = given.map((path) => resolve(path));
    const models = paths.filter((path) => /\.gguf$/i.test(path));
    const chats = paths.filter((path) => !models.includes(path));
    return withSession(context, 'any', async (session) => {
      const how = copy ? 'copy' : move ? 'move' : 'in-place';
      for (const path of models) await importModel(context, session, path, how);
      return chats.length === 0 ? exitCodes.done : importChats(context, session, chats);
    });
  },
});

const importModel = async (
  { terminal, stop }: Context,
  session: Session,
  path: string,
  how: 'in-place' | 'move' | 'copy',
): Promise<void> => {
  const progress = terminal.progress();
  const ends = session.on('imports.changed', ({ imports }) => {
    const [running] = imports;
    if (stop.aborted && running !== undefined) void session.call('cancelImport', { id: running.id });
    else if (running !== undefined)
      progress.show(running.doneBytes / running.bytes, `${running.name}, ${bytes(running.bytes)}`);
  });
  try {
    const target = await session.call('importModel', { path, how });
    if (target !== null) terminal.line(target);
  } finally {
    ends();
    progress.clear();
  }
};

const importChats = async (
  { terminal, stop }: Context,
  session: Session,
  paths: string[],
): Promise<number> => {
  const progress = terminal.progress();
  const stopIt = (): void => void session.call('stopImport', {}).catch(() => undefined);
  const finished = new Promise<ImportSummary | null>((done) => {
    session.on('import.changed', ({ state }) => {
      if (state?.state === 'running' && state.bytes > 0)
        progress.show(
          state.doneBytes / state.bytes,
          importWords.progress(state.doneBytes / state.bytes, state.chats),
        );
      if (state?.state === 'finished') done(state.summary);
    });
    session.onLost(() => done(null));
  });
  stop.addEventListener('abort', stopIt, { once: true });
  try {
    await session.call('importFiles', { paths, uploads: [] });
    const summary = await finished;
    progress.clear();
    if (summary === null) return exitCodes.failed;
    for (const line of summaryLines(summary)) terminal.line(line);
    const cameWhole = summary.leftOut.length === 0 && summary.incomplete.length === 0 && !summary.wasStopped;
    return cameWhole && summary.added + summary.extended + summary.known > 0
      ? exitCodes.done
      : exitCodes.failed;
  } finally {
    stop.removeEventListener('abort', stopIt);
    progress.clear();
  }
};
