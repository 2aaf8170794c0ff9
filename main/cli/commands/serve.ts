import { setTimeout as pause } from 'node:timers/promises';
import type { ApiStatus } from '../../shared/contract/api.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import { sentenceOf } from '../../shared/words/catalogue.ts';
import { cliWords } from '../../shared/words/cli.ts';
import { defineCommand, exitCodes, type Context } from '../command.ts';
import { findModel, libraryOf, modelFileAt } from '../models.ts';
import { openOwnCore, type OwnCore } from '../own-core.ts';
import { numberOf } from '../parse.ts';
import { serveKey } from '../serve-key.ts';

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
    const own = await openOwnCore(
      dataFolder,
      shell,
      { loadsFirst: values.model === null, api: { port, key: null, addresses: addressesOf(values.address) } },
      () => ends.abort(),
    );
    try {
      const keyOf = () => serveKey({ env, keyFile: values['key-file'], dataFolder });
      const { key, file } = keyOf();
      own.core.api.setKey(key);
      const status = await own.core.api.listen();
      if (status.problem !== null) throw Refusal.of(status.problem);
      if (values.model !== null) await openModel(context, values.model);
      terminal.line(cliWords.serving(addressOf(status), file === null ? cliWords.keyFromEnvironment : cliWords.keyFromFile(file)));
      if (values.address !== null) terminal.note(cliWords.reachable);
      context.onReload(() => reload(context, own, () => own.core.api.setKey(keyOf().key)));
      if (!ends.signal.aborted)
        await new Promise((resolve) => ends.signal.addEventListener('abort', resolve, { once: true }));
      await finishAnswers(context, own, graceS);
      return exitCodes.done;
    } finally {
      await own.close();
    }
  },
});
