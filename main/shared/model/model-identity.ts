/** How stored values name the model that they belong to. */
import type { ModelFacts } from '../contract/model.ts';

/**
 * The names that a model may have beside the tokens that it sampled, the one for new answers first: its identity, and its
 * path and size, which earlier versions of Hearth wrote.
 */
export const answerIdentities = ({ id, path, bytes }: Pick<ModelFacts, 'id' | 'path' | 'bytes'>): string[] =>
  [id, `${path}:${bytes}`].filter((name) => name !== null);

/** The file that was named by its path and size; `null` if `identity` is another name. */
export const fileOfIdentity = (identity: string): { path: string; bytes: number } | null => {
  const [, path, bytes] = /^(.+):(\d{1,15})$/s.exec(identity) ?? [];
  return path === undefined ? null : { path, bytes: Number(bytes) };
};
