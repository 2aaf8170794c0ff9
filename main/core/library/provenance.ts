/** Where a model of Hearth's folder came from, in a small file beside its first: `NAME.gguf.hearth.json`. */
import { z } from 'zod';
import { repositoryName } from '../../shared/contract/repository-name.ts';
import { readJson } from './programs/system.ts';

const provenance = z.object({
  /** `owner/name` on the hub. */
  repository: z.string().max(200).regex(repositoryName),
  /** The commit that was fetched; empty where that is not known. */
  revision: z.string().max(100).default(''),
  /** As the hub says. */
  licence: z.string().max(200).nullable().default(null),
});
export type Provenance = z.infer<typeof provenance>;

const mostBytes = 16 * 1024;

export const provenancePath = (modelPath: string): string => `${modelPath}.hearth.json`;

/** `null` where there is none, or none that makes sense. */
export const readProvenance = (modelPath: string): Provenance | null => {
  return provenance.safeParse(readJson(provenancePath(modelPath), mostBytes)).data ?? null;
};
