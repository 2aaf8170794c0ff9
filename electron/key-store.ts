/**
 * The system's store of secrets: Keychain, DPAPI, or on Linux that of the desktop. It is asked only when a secret is written or read, and
 * main never waits for it: the system may first ask the user.
 */
import { safeStorage } from 'electron';
import type { KeyStore } from '../main/core/network/token.ts';

/**
 * What Chromium writes on Linux without a store: it is encrypted with a password from Chromium's source code, which protects nothing
 * (`kEncryptionTag` in components/os_crypt/async/browser/posix_key_provider.cc).
 */
const unprotected = Buffer.from('v10');

/** Only when Electron is ready. */
export const keyStore: KeyStore = {
  encrypt: async (text) => {
    if (!(await safeStorage.isAsyncEncryptionAvailable())) return null;
    const bytes = await safeStorage.encryptStringAsync(text);
    const isUnprotected =
      process.platform === 'linux' && bytes.subarray(0, unprotected.length).equals(unprotected);
    return isUnprotected ? null : bytes;
  },
  decrypt: async (bytes) => (await safeStorage.decryptStringAsync(bytes)).result,
};
