/**
 * Secrets kept by the desktop, as Electron's safeStorage has them on Linux: available only once the app is ready and
 * where a key store is running, and unreadable with another key than they were written with.
 */
import { createCipheriv, createDecipheriv, randomBytes, scryptSync } from 'node:crypto';

export interface SecretStore {
  /** `basic_text`: no key store is running, and none is available unless plain text was asked for. */
  backend: 'basic_text' | 'gnome_libsecret' | 'kwallet6';
  /** `null`: the key store is there and locked. */
  password: string | null;
}

/** How Chromium's own begin that are encrypted with a key of the key store. */
const version = Buffer.from('v11');
const ivBytes = 12;
const tagBytes = 16;

export class SafeStorage {
  readonly #store: SecretStore;
  readonly #isReady: () => boolean;
  #usesPlainText = false;

  constructor(store: SecretStore, isReady: () => boolean) {
    this.#store = store;
    this.#isReady = isReady;
  }

  isEncryptionAvailable(): boolean {
    if (!this.#isReady()) return false;
    return this.#store.backend === 'basic_text' ? this.#usesPlainText : this.#store.password !== null;
  }

  setUsePlainTextEncryption(usePlainText: boolean): void {
    this.#usesPlainText = usePlainText;
  }

  getSelectedStorageBackend(): string {
    return this.#isReady() ? this.#store.backend : 'unknown';
  }

  encryptString(text: string): Buffer {
    if (!this.isEncryptionAvailable())
      throw new Error(
        'Error while encrypting the text provided to safeStorage.encryptString. Encryption is not available.',
      );
    const iv = randomBytes(ivBytes);
    const cipher = createCipheriv('aes-128-gcm', this.#key(), iv);
    const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
    return Buffer.concat([version, iv, encrypted, cipher.getAuthTag()]);
  }

  decryptString(bytes: Buffer): string {
    if (!this.isEncryptionAvailable())
      throw new Error(
        'Error while decrypting the ciphertext provided to safeStorage.decryptString. Decryption is not available.',
      );
    if (!bytes.subarray(0, version.length).equals(version))
      throw new Error(
        'Error while decrypting the ciphertext provided to safeStorage.decryptString. Ciphertext does not appear to be encrypted.',
      );
    const iv = bytes.subarray(version.length, version.length + ivBytes);
    const decipher = createDecipheriv('aes-128-gcm', this.#key(), iv);
    decipher.setAuthTag(bytes.subarray(-tagBytes));
    try {
      const text = decipher.update(bytes.subarray(version.length + ivBytes, -tagBytes));
      return Buffer.concat([text, decipher.final()]).toString('utf8');
    } catch {
      throw new Error('Error while decrypting the ciphertext provided to safeStorage.decryptString.');
    }
  }

  #key(): Buffer {
    return scryptSync(this.#store.password ?? 'peanuts', 'saltysalt', 16, { N: 2 });
  }
}
