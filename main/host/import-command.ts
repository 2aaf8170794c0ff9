/** `npm start -- import FILE… [--data DIR]`: imports chats without a window, says what came, and ends. */
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { importInto } from '../core/transfer/import-into.ts';
import { Refusal } from '../shared/rpc/refusal.ts';
import { importWords, summaryLines } from '../shared/words/import-summary.ts';
import { claimDataFolder, defaultDataFolder } from '../shell/data-folder.ts';
import { startProblem } from '../shell/start-problem.ts';
import { openLog } from '../system/log.ts';

/** The exit codes of the command. */
const exitCodes = {
  /** Everything came, or was here already. */
  all: 0,
  /** Something was left out, or nothing came at all. */
  some: 1,
  /** The arguments or the data folder cannot be used; nothing was read. */
  unusable: 2,
} as const;

interface Arguments {
  paths: string[];
  dataFolder: string;
}

/** Throws `Refusal` if they are not known or not right. */
const parseImportArguments = (args: string[]): Arguments => {
  let parsed;
  try {
    parsed = parseArgs({ args, options: { data: { type: 'string' } }, allowPositionals: true });
  } catch (error) {
    throw new Refusal('start.bad-option', { why: (error as Error).message.replace(/\. .*$|\.$/s, '') });
  }
  const { values, positionals } = parsed;
  if (values.data === '') throw new Refusal('start.no-data-folder');
  if (positionals.length === 0) throw new Refusal('transfer.import-usage');
  return {
    paths: positionals.map((path) => resolve(path)),
    dataFolder: values.data ?? defaultDataFolder(process.platform, process.env),
  };
};

/** Resolves with the exit code. SIGINT stops it; what has come by then stays. */
export const runImport = async (args: string[]): Promise<number> => {
  let data;
  let log;
  const stop = new AbortController();
  try {
    const { paths, dataFolder } = parseImportArguments(args);
    data = claimDataFolder(dataFolder);
    log = openLog(data.path);
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => stop.abort());
    let shown = '';
    const { summary } = await importInto(data.path, paths, log, stop.signal, (state) => {
      if (!process.stderr.isTTY || state.state !== 'running' || state.bytes === 0) return;
      const percent = importWords.progress(state.doneBytes / state.bytes, state.chats);
      if (percent !== shown) process.stderr.write(`\r${percent}`);
      shown = percent;
    });
    if (shown !== '') process.stderr.write('\r\u001b[K');
    for (const line of summaryLines(summary)) console.log(line);
    const cameWhole = summary.leftOut.length === 0 && summary.incomplete.length === 0 && !summary.wasStopped;
    return cameWhole && summary.added + summary.extended + summary.known > 0 ? exitCodes.all : exitCodes.some;
  } catch (error) {
    log?.error('the import could not run', error);
    const refusal =
      error instanceof Refusal ? error : Refusal.of(startProblem(error, data?.path ?? ''), { cause: error });
    console.error(refusal.message);
    return exitCodes.unusable;
  } finally {
    data?.release();
    log?.close();
  }
};
