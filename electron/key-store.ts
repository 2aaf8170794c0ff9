/** The system's store of secrets: Keychain, DPAPI, or on Linux the desktop's own. */
import { safeStorage } from 'electron';
import type { KeyStore } from '../main/core/network/token.ts';

/**
 * `null` where there is none. On Linux without one Chromium would encrypt by a password that stands in its sources,
 * which keeps no secret. Only when Electron is ready.
 */
export const keyStore = (): KeyStore | null => {
  if (!safeStorage.isEncryptionAvailable()) return null;
  if (process.platform === 'linux' && safeStorage.getSelectedStorageBackend() === 'basic_text') return null;
  return {
    encrypt: (text) => safeStorage.encryptString(text),
    decrypt: (bytes) => safeStorage.decryptString(bytes),
  };
};
