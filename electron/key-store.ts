/** The system's store of secrets: Keychain, DPAPI, or on Linux that of the desktop. */
import { safeStorage } from 'electron';
import type { KeyStore } from '../main/core/network/token.ts';

/**
 * `null` if there is none. On Linux without one, Chromium would encrypt with a password from its source code, which protects
 * nothing. Only when Electron is ready.
 */
export const keyStore = (): KeyStore | null => {
  if (!safeStorage.isEncryptionAvailable()) return null;
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return null;
  return {
    encrypt: async (text) => safeStorage.encryptString(text),
    decrypt: async (bytes) => safeStorage.decryptString(bytes),
  };
};
