import type { Download } from '../../shared/contract/downloads.ts';
import type { HubFile } from '../../shared/contract/hub.ts';
import { repositoryName } from '../../shared/contract/repository-name.ts';
import { bytes, wholeSeconds } from '../../shared/format/figures.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { sentenceOf } from '../../shared/words/catalogue.ts';
import { cliWords } from '../../shared/words/cli.ts';
import type { Told } from '../../shared/words/told.ts';
import { defineCommand, exitCodes, type Context } from '../session/command.ts';
import type { Session } from '../session/session.ts';
import { withSession } from '../session/with-session.ts';

export const pull = defineCommand({
  name: 'pull',
  operands: 'OWNER/NAME[:QUANTIZATION]',
  least: 1,
  most: 1,
  completes: null,
  options: { json: { kind: 'switch' } },
  run: (context, [given], { json }) =>
    withSession(context, 'any', async (session) => {
      const { terminal } = context;
      const { repository, file } = await fileToPull(session, given!);
      let download: Download | null;
      try {
        download = await finished(context, session, repository, file);
      } catch (error) {
        const path = installedAt(error);
        if (path === null) throw error;
        // What was asked for is there, so that scripts can pull again.
        if (json) terminal.json({ repository, file, path, state: 'done' });
        else terminal.note(cliWords.downloaded(path));
        return exitCodes.done;
      }
      if (download === null) return exitCodes.interrupted;
      if (json)
        terminal.json({
          repository,
          file,
          path: download.target,
          bytes: download.bytes,
          state: download.state,
        });
      else if (download.state === 'done') terminal.note(cliWords.downloaded(download.target));
      if (download.state === 'done') return exitCodes.done;
      if (download.problem !== null) terminal.note(sentenceOf(download.problem));
      return exitCodes.failed;
    }),
});

/** The repository and the path of the file in it. Throws `Refusal` if there is none. */
const fileToPull = async (session: Session, given: string): Promise<{ repository: string; file: string }> => {
  const recommended = (await session.call('catalogue', {})).find(({ id }) => id === given.toLowerCase());
  if (recommended !== undefined) return { repository: recommended.repository, file: recommended.file };
  // As pages of the hub are named, and as Ollama writes them.
  const plain = given.replace(/^(?:https?:\/\/)?(?:huggingface\.co|hf\.co)\//, '');
  const [repository = '', quantization] = plain.split(':');
  if (!repositoryName.test(repository)) throw new Refusal('cli.bad-model-name', { name: given });
  const { files } = await session.call('hubModel', { repository });
  const models = files.filter(({ kind }) => kind === 'model');
  if (quantization !== undefined) {
    const file = fileOf(models, quantization) ?? fileOf(files, quantization);
    if (file === null)
      throw new Refusal('cli.no-such-quantization', {
        name: repository,
        quantization,
        known: models.map((model) => model.quantization ?? model.path),
      });
    return { repository, file: file.path };
  }
  const advice = await session.call('adviseQuantization', { repository });
  const file = advice?.file ?? (models.length === 1 ? models[0]! : null);
  if (file === null) throw new Refusal('cli.nothing-fits', { name: repository });
  return { repository, file: file.path };
};

/** Where the file is, if the download was refused because it is installed; else `null`. */
const installedAt = (error: unknown): string | null => {
  const { told } = error as { told?: Told };
  return told?.code === 'downloads.already-installed' ? String(told.facts['path']) : null;
};

const fileOf = (files: readonly HubFile[], wanted: string): HubFile | null => {
  const is = (text: string | null): boolean => text?.toLowerCase() === wanted.toLowerCase();
  return files.find(({ quantization, path }) => is(quantization) || is(path)) ?? null;
};

/** Downloads the file; `null` if Ctrl+C has paused it. */
const finished = async (
  { terminal, stop }: Context,
  session: Session,
  repository: string,
  file: string,
): Promise<Download | null> => {
  const progress = terminal.progress();
  let id: string | null = null;
  const ended = new Promise<Download | null>((resolve) => {
    session.on('download.changed', ({ download }) => {
      if (download.id !== id) return;
      show(download);
      if (download.state === 'done' || download.state === 'failed') resolve(download);
    });
    session.onLost(() => resolve(null));
    stop.addEventListener('abort', () => resolve(null));
    // Ctrl+C may come before the download begins.
    if (stop.aborted) resolve(null);
  });
  const show = ({ doneBytes, bytes: all, bytesPerSecond, state, problem }: Download): void => {
    const left =
      bytesPerSecond === null || bytesPerSecond === 0
        ? ''
        : `, ${bytes(bytesPerSecond)}/s, ${cliWords.left(wholeSeconds((1000 * (all - doneBytes)) / bytesPerSecond))}`;
    const why = state === 'waiting' && problem !== null ? `, ${sentenceOf(problem)}` : '';
    progress.show(
      all === 0 ? null : doneBytes / all,
      `${cliWords.ofBytes(bytes(doneBytes), bytes(all))}${left}${why}`,
    );
  };
  try {
    const begun = await session.call('startDownload', { repository, file });
    ({ id } = begun);
    // It may have changed before its id was known.
    const now = (await session.call('downloads', {})).find((download) => download.id === id) ?? begun;
    if (now.state === 'done' || now.state === 'failed') return now;
    show(now);
    const download = await ended;
    if (download === null && stop.aborted) {
      await session.call('pauseDownload', { id });
      progress.clear();
      terminal.note(cliWords.pausedDownload);
    }
    return download;
  } finally {
    progress.clear();
  }
};
