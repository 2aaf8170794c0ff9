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
  it('is kept in a file that only the user can read, until it is removed', () => {
    const store = open();
    expect(store.kind).toBe('file');
    expect(store.read()).toBeNull();
    writeFileSync(join(folder.path, 'hub-token.tmp'), 'left by a crash', { mode: 0o666 });
    store.write('hf_one');
    // Windows has no such permission bits; its data folder belongs to the user alone.
    const others = statSync(join(folder.path, 'hub-token')).mode & 0o077;
    expect(process.platform === 'win32' ? 0 : others).toBe(0);
    store.write('hf_two');
    expect(open().read()).toBe('hf_two');
    store.remove();
    expect(store.read()).toBeNull();
    expect(open().read()).toBeNull();
    expect(() => readFileSync(join(folder.path, 'hub-token'))).toThrow('ENOENT');
  });

  it.each(['two words', 'a\r\nx-header: b', 'ü', '', 'x'.repeat(501)])('is never %j', (text) => {
    const store = open();
    store.write('hf_before');
    expect(() => store.write(text)).toThrow('does not look like an access token');
    expect(open().read()).toBe('hf_before');
    writeFileSync(join(folder.path, 'hub-token'), `plain:${text}`);
    expect(open().read()).toBeNull();
  });

  it('is not read from data of a key store, nor with a key store that fails', () => {
    const keyStore = {
      encrypt: (text: string) => Buffer.from(text),
      decrypt: () => {
        throw new Error('no');
      },
    };
    openTokenStore({ folder: folder.path, keyStore }).write('hf_one');
    expect(open().read()).toBeNull();
    expect(openTokenStore({ folder: folder.path, keyStore }).read()).toBeNull();
  });

  it('is refused with a sentence if it cannot be saved', () => {
    const store = open();
    rmSync(folder.path, { recursive: true });
    expect(() => store.write('hf_secret')).toThrow('could not be saved');
    mkdirSync(folder.path);
    expect(store.read()).toBeNull();
  });
});
