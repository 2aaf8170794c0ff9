/** How the model that sampled an answer's tokens is written beside them: by its file, so that quantizations differ. */

/** The file that is loaded for a model, and its size. */
interface ModelFile {
  path: string;
  fileBytes: number;
}

/** Tells models apart whose tokens must not be mixed. */
export const modelIdentity = ({ path, fileBytes }: ModelFile): string => `${path}:${fileBytes}`;

/** The file that `modelIdentity` was made of; `null` if it was made otherwise. */
export const modelOfIdentity = (identity: string): { path: string; bytes: number } | null => {
  const [, path, bytes] = /^(.+):(\d{1,15})$/s.exec(identity) ?? [];
  return path === undefined ? null : { path, bytes: Number(bytes) };
};
