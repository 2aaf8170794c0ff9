/** Records where a model in Hearth's folder came from, in a small file beside its first file: `NAME.gguf.hearth.json`. */
import { z } from 'zod';
import { repositoryName } from '../../shared/contract/repository-name.ts';
import { readJson } from './programs/system.ts';

const provenance = z.object({
  /** `owner/name` on Hugging Face. */
  repository: z.string().max(200).regex(repositoryName),
  /** The commit that was downloaded; empty if it is not known. */
  revision: z.string().max(100).default(''),
  /** The licence that Hugging Face names. */
  licence: z.string().max(200).nullable().default(null),
});
export type Provenance = z.infer<typeof provenance>;

const mostBytes = 16 * 1024;

/** The path of the file that records where the model at `modelPath` came from. */
export const provenancePath = (modelPath: string): string => `${modelPath}.hearth.json`;

/** `null` if the file is missing or invalid. */
export const readProvenance = (modelPath: string): Provenance | null => {
  return provenance.safeParse(readJson(provenancePath(modelPath), mostBytes)).data ?? null;
};
