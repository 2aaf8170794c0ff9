/** Sends files to the page's own host, which a browser's page cannot tell the paths of. */
import { frameWords } from '../words/frame.ts';

/** Rejects with a sentence if the host does not take the whole file. `path` comes from the call `openUpload`. */
export const upload = async (path: string, file: Blob): Promise<void> => {
  let isSent = false;
  try {
    isSent = (await fetch(path, { method: 'POST', body: file })).ok;
  } catch {
    // The connection ended.
  }
  if (!isSent) throw new Error(frameWords.notReceived);
};
