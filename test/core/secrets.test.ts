/**
 * The secrets that Hearth has, and where they are: after each was used, the whole data folder is searched for it. The hub's token is in the
 * system's key store, or, if there is none, in one file that only the user may read; keys of programs are digests.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { KeyStore } from '../../main/core/network/token.ts';
import { ask, startTestCore, temporaryFolder, type TestCore } from '../fixtures/core/test-core.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

/** The files in the data folder that have `secret`, also in base64 or hex. */
const filesWith = (secret: string, path = folder.path): string[] =>
  readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) return filesWith(secret, inner);
    if (!entry.isFile()) return [];
    const bytes = readFileSync(inner);
    const forms = [
      secret,
      Buffer.from(secret).toString('hex'),
      Buffer.from(secret).toString('base64').replaceAll('=', ''),
    ];
    return forms.some((form) => bytes.includes(form)) ? [entry.name] : [];
  });

const token = 'hf_tokenOfThisTestWhichNobodyElseHas';

/** Uses every secret, and returns the key of a program. */
const useAll = async (core: TestCore): Promise<string> => {
  await core.window.call('setHubToken', { token });
  const { text } = await core.window.call('createApiKey', { name: 'A program', rights: ['ask'], days: null });
  await ask(core, null, 'Which day is it?');
  // Requests with the token and with the key go nowhere, and are listed.
  await core.window.call('hubModel', { repository: 'owner/name' }).catch(() => undefined);
  await core.window.call('exportChats', { chatIds: null, format: 'jsonl', asDownload: true });
  core.core.failed(new Error(`an error with ${token}`));
  return text;
};

it('are not in the data folder in any form if the system has a key store', async () => {
  const xor = (bytes: Buffer): Buffer => Buffer.from(bytes.map((byte) => byte ^ 0x5a));
  const keyStore: KeyStore = {
    encrypt: async (text) => xor(Buffer.from(text)),
    decrypt: async (bytes) => xor(bytes).toString(),
  };
  const core = startTestCore({}, folder.path, { keyStore });
  const key = await useAll(core);
  await core.close();
  expect(filesWith(token)).toEqual([]);
  expect(filesWith(key)).toEqual([]);
});

it('are in one file of the user alone if the system has none, and keys of programs nowhere', async () => {
  const core = startTestCore({}, folder.path);
  const key = await useAll(core);
  await core.close();
  expect(filesWith(token)).toEqual(['hub-token']);
  expect(filesWith(key)).toEqual([]);
  // Windows has no modes; there, the folder of the user protects it.
  expect(
    process.platform === 'win32' || (statSync(join(folder.path, 'hub-token')).mode & 0o777) === 0o600,
  ).toBe(true);
});
