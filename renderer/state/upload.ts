/** Sends files and folders whose paths the page does not know. */
import type { Behind } from './behind.ts';
import type { FolderFile } from './folder-files.ts';
import { frameWords } from '../words/frame.ts';

/** Bytes of one call. */
const partBytes = 2 * 1024 ** 2;

/** Sends a file to Hearth and resolves with the id of the upload. Rejects with a sentence if it was not received completely. */
export const upload = async (
  call: Behind['call'],
  name: string,
  content: Blob,
  isFolder = false,
): Promise<string> => {
  const { id, path } = await call('openUpload', { name: name.slice(0, 255), isFolder });
  if (path === null) {
    for (let at = 0; at === 0 || at < content.size; at += partBytes) {
      const isLast = at + partBytes >= content.size;
      await call('uploadPart', {
        uploadId: id,
        bytes: await base64(content.slice(at, at + partBytes)),
        isLast,
      });
    }
    return id;
  }
  let isSent = false;
  try {
    isSent = (await fetch(path, { method: 'POST', body: content })).ok;
  } catch {
    // The connection ended, or the file cannot be read.
  }
  if (!isSent) throw new Error(frameWords.notReceived);
  return id;
};

/** The files as one body, as core/transfer/unpack-folder.ts reads it. */
export const packed = (files: readonly FolderFile[]): Blob =>
  new Blob(
    files.flatMap(({ path, content }) => [`${JSON.stringify({ path, bytes: content.size })}\n`, content]),
  );

const base64 = (bytes: Blob): Promise<string> =>
  new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener('load', () => {
      const address = String(reader.result);
      resolve(address.slice(address.indexOf(',') + 1));
    });
    reader.addEventListener('error', () => reject(new Error(frameWords.notReceived)));
    reader.readAsDataURL(bytes);
  });
