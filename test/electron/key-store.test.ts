/** The access token in the desktop's key store, through the real electron/key-store.ts. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openTokenStore, type KeyStore } from '../../main/core/network/token.ts';
import { temporaryFolder } from '../fixtures/core/test-core.ts';
import { standInElectron, type ElectronStandIn } from '../fixtures/electron/electron.ts';

let folder: ReturnType<typeof temporaryFolder>;
let electron: ElectronStandIn;
beforeEach(() => {
  folder = temporaryFolder();
  electron = standInElectron();
  vi.resetModules();
  vi.doMock('electron', () => electron.module);
});
afterEach(() => {
  vi.doUnmock('electron');
  folder.remove();
});

const keyStore = async (): Promise<KeyStore | null> =>
  (await import('../../electron/key-store.ts')).keyStore();

describe('the key store of the desktop', () => {
  it('keeps a token that only it can read', async () => {
    electron.becomeReady();
    const store = openTokenStore({ folder: folder.path, keyStore: await keyStore() });
    await store.write('hf_secret');
    expect(store.kind).toBe('key-store');
    const file = readFileSync(join(folder.path, 'hub-token'), 'latin1');
    expect(file).not.toContain('hf_secret');
    expect(Buffer.from(file, 'base64').toString('latin1')).not.toContain('hf_secret');
    expect(await openTokenStore({ folder: folder.path, keyStore: await keyStore() }).read()).toBe(
      'hf_secret',
    );
  });

  it('leaves no token where its key is another one, is locked away or is gone', async () => {
    electron.becomeReady();
    await openTokenStore({ folder: folder.path, keyStore: await keyStore() }).write('hf_secret');
    const read = async () => openTokenStore({ folder: folder.path, keyStore: await keyStore() }).read();
    electron.secrets.password = 'of another user';
    expect(await read()).toBeNull();
    electron.secrets.password = null;
    expect(await keyStore()).toBeNull();
    expect(await read()).toBeNull();
    electron.secrets.password = 'of this user';
    expect(await read()).toBe('hf_secret');
  });

  it.runIf(process.platform === 'linux')('is none where the desktop has only plain text', async () => {
    electron.becomeReady();
    electron.secrets.backend = 'basic_text';
    expect(await keyStore()).toBeNull();
    electron.module.safeStorage.setUsePlainTextEncryption(true);
    expect(electron.module.safeStorage.isEncryptionAvailable()).toBe(true);
    expect(await keyStore()).toBeNull();
  });

  it('is none before Electron is ready', async () => {
    expect(await keyStore()).toBeNull();
  });

  it('says so when it refuses to keep a token, and does not repeat it', async () => {
    electron.becomeReady();
    const store = openTokenStore({ folder: folder.path, keyStore: await keyStore() });
    electron.secrets.password = null;
    await expect(store.write('hf_secret')).rejects.toThrow(/could not be saved/);
    await expect(store.write('hf_secret')).rejects.not.toThrow(/hf_secret/);
    expect(await store.read()).toBeNull();
  });
});
