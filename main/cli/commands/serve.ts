import { Refusal } from '../../shared/rpc/refusal.ts';
import { cliWords } from '../../shared/words/cli.ts';
import { defineCommand, exitCodes, type Context } from '../session/command.ts';
import { findModel, libraryOf, modelFileAt } from '../session/models.ts';
import { openOwnCore, type OwnCore } from '../session/own-core.ts';
import { numberOf } from '../session/parse.ts';
import { serveKey, type ServeKey } from '../session/serve-key.ts';
import { openRunning } from '../session/session.ts';

const usualPort = 27181;
const usualGraceS = 20;

export const serve = defineCommand({
  name: 'serve',
  operands: '',
  least: 0,
  most: 0,
  completes: null,
  options: {
    port: { kind: 'value', value: 'N' },
    address: { kind: 'value', value: 'ADDRESS' },
    'key-file': { kind: 'value', value: 'FILE', completes: 'files' },
    model: { kind: 'value', value: 'MODEL', completes: 'models' },
    grace: { kind: 'value', value: 'SECONDS' },
  },
  run: async (context, _, values) => {
    const { terminal, dataFolder, shell, env, stop } = context;
    const port = numberOf('port', values.port, { from: 0, to: 65_535 }) ?? usualPort;
    const graceS = numberOf('grace', values.grace, { from: 0, to: 3600 }) ?? usualGraceS;
    const ends = new AbortController();
    stop.addEventListener('abort', () => ends.abort(), { once: true });
    const keyNow = () => serveKey({ env, keyFile: values['key-file'], dataFolder });
    const own = await openOwnCore(
      dataFolder,
      shell,
      () => ({
        loadsFirst: values.model === null,
        api: { port, key: keyNow().key, addresses: values.address === null ? [] : [values.address] },
      }),
      () => ends.abort(),
    );
    try {
      const { addresses, problem } = await own.core.api.listen();
      if (problem !== null) throw Refusal.of(problem);
      context.onReload(() => reload(context, own, keyNow));
      const { file } = keyNow();
      const address = addresses.find((one) => values.address !== null && one.includes(values.address));
      terminal.line(
        cliWords.serving(
          address ?? addresses[0]!,
          file === null ? cliWords.keyFromEnvironment : cliWords.keyFromFile(file),
        ),
      );
      if (values.address !== null) terminal.note(cliWords.reachable);
      if (values.model !== null) await openModel(context, values.model);
      if (!ends.signal.aborted)
        await new Promise((resolve) => ends.signal.addEventListener('abort', resolve, { once: true }));
      await own.core.api.finish(1000 * graceS);
      return exitCodes.done;
    } finally {
      await own.close();
    }
  },
});

/** Reads the key again, looks for new models and begins a new log; running answers continue. */
const reload = async (
  { terminal, dataFolder }: Context,
  own: OwnCore,
  keyNow: () => ServeKey,
): Promise<void> => {
  own.reopenLog();
  try {
    own.core.api.setKey(keyNow().key);
    const session = await openRunning(dataFolder);
    await session?.call('rescanLibrary', {});
    await session?.close();
    terminal.note(cliWords.reloaded);
  } catch (error) {
    // What was there before stays.
    terminal.note((error as Error).message);
  }
};

/** The server answers already; if the model cannot be loaded, that is said, and requests load theirs. */
const openModel = async ({ terminal, dataFolder }: Context, given: string): Promise<void> => {
  const session = await openRunning(dataFolder);
  try {
    if (session === null) return;
    const path = modelFileAt(given) ?? findModel(await libraryOf(session), given).model.path;
    await session.call('openModel', { path });
  } catch (error) {
    terminal.note((error as Error).message);
  } finally {
    await session?.close();
  }
};
