/** The names by which stored values refer to a model. */
import type { ModelFacts } from '../contract/model.ts';

/**
 * The key under which Hearth remembers something of a model: its identity, or its path if it has none. The two never meet,
 * since paths are absolute.
 */
export const modelKey = ({ id, path }: Pick<ModelFacts, 'id' | 'path'>): string => id ?? path;

/** Whether both are one model: by their identities, or by their paths if one of them has none. */
export const isSameModel = (
  one: Pick<ModelFacts, 'id' | 'path'>,
  other: Pick<ModelFacts, 'id' | 'path'>,
): boolean => (one.id !== null && other.id !== null ? one.id === other.id : one.path === other.path);

/** A model as it is stored: its path, and its identity, by which it is found when it is no longer there. */
export type ModelRef = Pick<ModelFacts, 'id' | 'path'>;

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
