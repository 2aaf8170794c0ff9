/** Hearth is killed at 30 random moments of one download, and goes on each time: no byte is lost, and hardly one comes twice. */
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../contract/test-core.ts';
import { chance } from '../hub/faults.ts';
import { madeRepository, startHubProcess } from '../hub/serve.ts';
import { startCoreProcess, type Progress } from './core-process.ts';
import { filesIn, megabyte } from './downloads-under-test.ts';

const kills = 30;
const size = 500 * megabyte;
const bytesPerSecond = 20 * megabyte;
/** From before anything is asked for until well within the transfer. */
const longestLifeMs = 2000;

it('a download that is killed 30 times ends whole, with at most 2 % of it sent twice', async () => {
  const folder = temporaryFolder();
  const hub = await startHubProcess([{ path: 'Made.gguf', size }], bytesPerSecond);
  const modelFolder = join(folder.path, 'models');
  const random = chance(11);
  const startCore = () =>
    startCoreProcess({
      dataFolder: folder.path,
      modelFolder,
      hub: hub.url,
      reserveBytes: 0,
      wish: { repository: madeRepository, revision: 'main', licence: null, parts: hub.parts },
    });
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      const core = startCore();
      await new Promise((resolve) => setTimeout(resolve, 100 + random() * (longestLifeMs - 100)));
      // It must not be over before the last.
      expect(core.exitCode).toBe(null);
      core.kill('SIGKILL');
      await once(core, 'exit');
    }
    const { bytes: atLastKill } = await hub.sent('Made.gguf');
    const core = startCore();
    let last: Progress | null = null;
    core.on('message', (progress: Progress) => (last = progress));
    await once(core, 'exit');
    expect(last).toMatchObject({ download: { state: 'done', doneBytes: size } });

    const hash = createHash('sha256');
    for await (const chunk of createReadStream(join(modelFolder, madeRepository, 'Made.gguf')))
      hash.update(chunk as Buffer);
    expect(hash.digest('hex')).toBe(hub.parts[0]!.sha256);
    expect(filesIn(modelFolder)).toEqual(
      ['Made.gguf', 'Made.gguf.hearth.json'].map((name) => `${madeRepository}/${name}`),
    );
    const { bytes, twice } = await hub.sent('Made.gguf');
    console.log(
      `${kills} kills, the last after ${((100 * atLastKill) / size).toFixed(0)} %: ` +
        `${((100 * twice) / size).toFixed(2)} % of the bytes were sent twice.`,
    );
    expect(bytes - twice).toBe(size);
    expect(twice / size).toBeLessThan(0.02);
  } finally {
    hub.end();
    folder.remove();
  }
}, 120_000);
