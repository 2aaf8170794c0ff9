/** Kills Hearth at random moments of one download. Each time it continues: no byte is lost, and hardly any is sent twice. */
import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createReadStream, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { leaveModel } from '../fixtures/core/used-folder.ts';
import { launcher, startHostProcess } from '../fixtures/host/host-process.ts';
import { chance } from '../fixtures/hub/faults.ts';
import { answerApi } from '../fixtures/hub/hub-api.ts';
import { madeFile } from '../fixtures/hub/made-file.ts';
import { realRepository } from '../fixtures/hub/real-file.ts';
import { times } from '../fixtures/long.ts';
import { openStandInHub } from '../fixtures/hub/stand-in-hub.ts';

const kills = times(3, 15);
const megabyte = 1e6;
const size = times(90, 500) * megabyte;
const repository = 'maker/Made-GGUF';
const file = 'Made-Q8_0.gguf';
/** Of the bytes. What is on its way at a kill is sent again, and a busy machine takes it later. */
const mostTwice = times(0.04, 0.02);
/** Time until a kill, from before Hearth is up until well within the transfer. */
const lifeMs = { least: times(1500, 200), most: times(3500, 2400) };

it(`a download that is killed ${kills} times ends complete, with at most 4 % of it sent twice`, async () => {
  const folder = temporaryFolder();
  leaveModel(folder.path);
  const made = madeFile(file, size);
  const repositories = [realRepository(repository, [made])];
  const hub = await openStandInHub({
    repositories,
    answerApi: (request, response) => answerApi(request, response, repositories),
  });
  const args = ['--web', '--no-open', '--port', '0', '--data', folder.path];
  const env = { HOME: folder.path };
  const random = chance(11);
  // This is so slow that the download does not end before the last kill.
  hub.setFaults(`${repository}/${file}`, { bytesPerSecond: 10 * megabyte });
  const sent = () => hub.sent(`${repository}/${file}`);
  try {
    const first = await startHostProcess(args, env);
    const window = await first.connect();
    await window.call('changeSettings', { hubAddress: hub.url });
    const { target } = await window.call('startDownload', { repository, file });
    first.child.kill('SIGKILL');
    for (let kill = 1; kill < kills; kill += 1) {
      const app = spawn(process.execPath, [launcher, ...args], {
        env: { ...process.env, ...env },
        stdio: 'ignore',
      });
      await new Promise((resolve) =>
        setTimeout(resolve, lifeMs.least + random() * (lifeMs.most - lifeMs.least)),
      );
      // The download must not end before the last kill.
      expect(sent().bytes - sent().twice).toBeLessThan(size);
      app.kill('SIGKILL');
      await once(app, 'exit');
    }
    const { bytes: atLastKill } = sent();
    hub.setFaults(`${repository}/${file}`, {});
    const last = await startHostProcess(args, env);
    const told = await last.connect();
    const download = async () => (await told.call('downloads', {}))[0]!;
    await expect.poll(async () => (await download()).state, { timeout: 60_000, interval: 200 }).toBe('done');
    expect(await download()).toMatchObject({ doneBytes: size, problem: null });
    last.child.kill('SIGKILL');

    const hash = createHash('sha256');
    for await (const chunk of createReadStream(target)) hash.update(chunk as Buffer);
    expect(hash.digest('hex')).toBe(made.sha256);
    expect(readdirSync(join(folder.path, 'models', repository)).toSorted()).toEqual([
      file,
      `${file}.hearth.json`,
    ]);
    const { bytes, twice } = sent();
    console.log(
      `${kills} kills, the last after ${((100 * atLastKill) / size).toFixed(0)} %: ` +
        `${((100 * twice) / size).toFixed(2)} % of the bytes were sent twice.`,
    );
    expect(bytes - twice).toBe(size);
    expect(twice / size).toBeLessThan(mostTwice);
  } finally {
    await hub.close();
    folder.remove();
  }
}, 180_000);
