/** A model that should fit and does not: what the user is told then, and that it works. */
import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { starterModel } from '../../main/system/paths.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { leaveModel } from '../fixtures/core/used-folder.ts';
import { startHostProcess, type HostProcess } from '../fixtures/host/host-process.ts';

const isLinux = process.platform === 'linux';
/** Address space of each process, in kB: just more than Hearth asks for, of which Node takes 11.5 GB. */
const limit = 17_500_000;

const folder = temporaryFolder();
let host: HostProcess | null = null;
afterEach(() => {
  host?.child.kill('SIGKILL');
  folder.remove();
});

it.skipIf(!isLinux)(
  `a load that fails for want of memory names the cause and the setting that works${isLinux ? '' : ' (skipped: only Linux limits memory so)'}`,
  async () => {
    mkdirSync(join(folder.path, 'models'));
    const path = join(folder.path, 'models', 'guide.gguf');
    copyFileSync(starterModel, path);
    leaveModel(folder.path);
    host = await startHostProcess(
      ['--web', '--no-open', '--port', '0', '--data', folder.path],
      { HOME: folder.path },
      { through: ['bash', '-c', `ulimit -v ${limit}; exec "$@"`, 'bash'] },
    );
    const window = await host.connect();
    // Its keys and values take 13 GB, which this machine may have, and the limit has not.
    // Nothing is left to be measured.
    const fixed = { flashAttention: true, threads: 1, batchSize: 512 };
    await window.call('changeLoadSettings', { path, settings: { ...fixed, contextLength: 4_194_304 } });
    const problem = await window.call('openModel', { path }).then(
      () => 'it was opened',
      (error: Error) => error.message,
    );
    // Where the machine itself is too small for that, it is refused before.
    if (problem.includes('does not fit: it needs')) return;
    expect(problem).toMatch(
      /^guide\.gguf does not fit in the free memory\. To make it fit, set the context length to [\d,]+\stokens\.$/,
    );
    expect((await window.call('greet', {})).engine).toMatchObject({
      state: 'ready',
      model: { isStarter: true },
    });
    const contextLength = Number(/to ([\d,]+)\stokens/.exec(problem)![1]!.replaceAll(',', ''));
    await window.call('changeLoadSettings', { path, settings: { ...fixed, contextLength } });
    await window.call('openModel', { path });
    expect((await window.call('greet', {})).engine.model).toMatchObject({ path, contextLength });
  },
  120_000,
);
