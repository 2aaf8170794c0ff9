/** `hearth pull` and `rm` against a stand-in for the hub. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { hearth, type Ran } from '../fixtures/cli/run.ts';
import { startTestCore, temporaryFolder } from '../fixtures/core/test-core.ts';
import { realFile, realRepository } from '../fixtures/hub/real-file.ts';
import { answerApi } from '../fixtures/hub/hub-api.ts';
import { openStandInHub, type StandInHub } from '../fixtures/hub/stand-in-hub.ts';
import { tinyModel } from '../fixtures/models/files.ts';

const folder = temporaryFolder();
const data = ['--data', folder.path];
const repository = 'acme/Tiny-GGUF';
let hub: StandInHub;

beforeAll(async () => {
  hub = await openStandInHub({
    repositories: [realRepository(repository, [realFile('Tiny-Q8_0.gguf', tinyModel())])],
    answerApi,
  });
  const core = startTestCore({}, folder.path);
  await core.window.call('changeSettings', { hubAddress: hub.url });
  await core.close();
});
afterAll(async () => {
  await hub.close();
  folder.remove();
});

/** Only the refusal. */
const refused = (errors: string): Ran => ({
  code: 1,
  out: '',
  errors: expect.stringContaining(errors) as string,
});

describe('pull', () => {
  it('downloads a model that is named as on its page, which ls then lists and rm deletes', async () => {
    const pulled = await hearth(['pull', `hf.co/${repository}:q8_0`, '--json', ...data]);
    expect({ code: pulled.code, errors: pulled.errors }).toEqual({ code: 0, errors: '' });
    const { path, ...told } = JSON.parse(pulled.out) as { path: string };
    expect(told).toMatchObject({ repository, file: 'Tiny-Q8_0.gguf', state: 'done' });
    expect(readFileSync(path).equals(readFileSync(tinyModel()))).toBe(true);
    // What is there is not downloaded again.
    const { mtimeMs } = statSync(path);
    expect(await hearth(['pull', repository, ...data])).toMatchObject({ code: 0, out: '' });
    expect(statSync(path).mtimeMs).toBe(mtimeMs);

    expect((await hearth(['ls', '--names', ...data])).out).toContain('tiny\n');
    expect(await hearth(['rm', 'tiny', '--for-good', ...data])).toEqual({
      code: 2,
      out: '',
      errors: expect.stringContaining('--yes'),
    });
    expect(existsSync(path)).toBe(true);
    expect(await hearth(['rm', 'tiny', '--for-good', '--yes', ...data])).toMatchObject({ code: 0, out: '' });
    expect(existsSync(path)).toBe(false);
  });

  it('refuses in one sentence what is not there', async () => {
    expect(await hearth(['pull', `${repository}:Q2_K`, ...data])).toEqual(refused('Q8_0'));
    expect((await hearth(['pull', 'nobody/nothing', ...data])).code).toBe(1);
    expect((await hearth(['pull', 'no-model', ...data])).code).toBe(2);
  });

  it('is paused by Ctrl+C and continues where it was', async () => {
    const stop = new AbortController();
    stop.abort();
    const { code } = await hearth(['pull', repository, ...data], { stop: stop.signal });
    expect(code).toBe(130);
    expect(await hearth(['pull', repository, ...data])).toMatchObject({ code: 0, out: '' });
  });
});
