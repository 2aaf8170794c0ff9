import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTokenStore } from '../../../main/core/network/token.ts';
import { temporaryFolder } from '../../fixtures/core/test-core.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());
const open = () => openTokenStore({ folder: folder.path, keyStore: null });

describe('the access token without a key store', () => {
  it('is kept in a file that only the user can read, until it is removed', async () => {
    const store = open();
    expect(store.kind).toBe('file');
    expect(await store.read()).toBeNull();
    writeFileSync(join(folder.path, 'hub-token.tmp'), 'left by a crash', { mode: 0o666 });
    await store.write('hf_one');
    // Windows has no such permission bits; its data folder belongs to the user alone.
    const others = statSync(join(folder.path, 'hub-token')).mode & 0o077;
    expect(process.platform === 'win32' ? 0 : others).toBe(0);
    await store.write('hf_two');
    expect(await open().read()).toBe('hf_two');
    store.remove();
    expect(await store.read()).toBeNull();
    expect(await open().read()).toBeNull();
    expect(() => readFileSync(join(folder.path, 'hub-token'))).toThrow('ENOENT');
  });

  it.each(['two words', 'a\r\nx-header: b', 'ü', '', 'x'.repeat(501)])('is never %j', async (text) => {
    const store = open();
    await store.write('hf_before');
    await expect(store.write(text)).rejects.toThrow('does not look like an access token');
    expect(await open().read()).toBe('hf_before');
    writeFileSync(join(folder.path, 'hub-token'), `plain:${text}`);
    expect(await open().read()).toBeNull();
  });

  it('is not read from data of a key store, nor with a key store that fails', async () => {
    const keyStore = {
      encrypt: (text: string) => Promise.resolve(Buffer.from(text)),
      decrypt: () => Promise.reject(new Error('no')),
    };
    await openTokenStore({ folder: folder.path, keyStore }).write('hf_one');
    expect(await open().read()).toBeNull();
    const store = openTokenStore({ folder: folder.path, keyStore });
    // It counts as there until the key store has answered.
    expect(store.isSet()).toBe(true);
    expect(await store.read()).toBeNull();
    expect(store.isSet()).toBe(false);
  });

  it('is refused with a sentence if it cannot be saved', async () => {
    const store = open();
    rmSync(folder.path, { recursive: true });
    await expect(store.write('hf_secret')).rejects.toThrow('could not be saved');
    mkdirSync(folder.path);
    expect(await store.read()).toBeNull();
  });
});
