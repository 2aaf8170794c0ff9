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

const keyStore = async (): Promise<KeyStore> => (await import('../../electron/key-store.ts')).keyStore;
const open = async () => openTokenStore({ folder: folder.path, keyStore: await keyStore() });
const stored = (): string => readFileSync(join(folder.path, 'hub-token'), 'latin1');

describe('the key store of the desktop', () => {
  it('keeps a token that only it can read', async () => {
    electron.becomeReady();
    const store = await open();
    await store.write('hf_secret');
    expect(store.kind).toBe('key-store');
    expect(stored()).not.toContain('hf_secret');
    expect(Buffer.from(stored(), 'base64').toString('latin1')).not.toContain('hf_secret');
    expect(await (await open()).read()).toBe('hf_secret');
  });

  it('leaves no token where its key is another one or is locked away', async () => {
    electron.becomeReady();
    await (await open()).write('hf_secret');
    electron.secrets.password = 'of another user';
    expect(await (await open()).read()).toBeNull();
    electron.secrets.password = null;
    expect(await (await open()).read()).toBeNull();
    electron.secrets.password = 'of this user';
    expect(await (await open()).read()).toBe('hf_secret');
  });

  it('is waited for while the user is asked, and holds up nothing else', async () => {
    electron.becomeReady();
    let answer = (): void => undefined;
    electron.secrets.asked = new Promise((resolve) => (answer = resolve));
    const store = await open();
    let isWritten = false;
    const written = store.write('hf_secret').then(() => (isWritten = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isWritten).toBe(false);
    answer();
    await written;
    expect(await store.read()).toBe('hf_secret');
  });

  it.runIf(process.platform === 'linux')(
    'is none where the desktop has only a password that everyone knows: the token is in a file of the user alone',
    async () => {
      electron.becomeReady();
      electron.secrets.backend = 'basic_text';
      const store = await open();
      await store.write('hf_secret');
      expect(store.kind).toBe('file');
      expect(stored()).toBe('plain:hf_secret');
      expect(await (await open()).read()).toBe('hf_secret');
    },
  );

  it('is none before Electron is ready, and while nobody unlocks it', async () => {
    expect(await (await keyStore()).encrypt('hf_secret')).toBeNull();
    electron.becomeReady();
    electron.secrets.password = null;
    expect(await (await keyStore()).encrypt('hf_secret')).toBeNull();
  });

  it('says so when it refuses to keep a token, and does not repeat it', async () => {
    electron.becomeReady();
    const store = await open();
    electron.module.safeStorage.encryptStringAsync = () => Promise.reject(new Error('refused: hf_secret'));
    await expect(store.write('hf_secret')).rejects.toThrow(/could not be saved/);
    await expect(store.write('hf_secret')).rejects.not.toThrow(/hf_secret/);
    expect(await store.read()).toBeNull();
  });
});
