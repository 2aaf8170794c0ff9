/**
 * The models of a hub, and the catalogue that comes with Hearth. Sizes are bytes; times of day are milliseconds since the epoch.
 */
import { z } from 'zod';
import type { Fit } from './memory.ts';
import type { Told } from '../words/told.ts';
import { call, nothing, repository } from './call.ts';

/** One file or, where it is split, one set of files of a model on a hub. */
export interface HubFile {
  /** In the repository, of the first file. */
  path: string;
  parts: { path: string; bytes: number; sha256: string | null }[];
  bytes: number;
  kind: 'model' | 'projector' | 'draft' | 'other';
  /** For example `Q4_K_M`, from its name. */
  quantization: string | null;
  /** It is in the library, whole. */
  isHere: boolean;
}

/** A model as a search finds it. */
export interface HubModel {
  /** `owner/name`. */
  id: string;
  downloads: number;
  likes: number;
  changedAt: number;
  licence: string | null;
  /** Who wants to fetch it must first agree to its terms on the hub. */
  isGated: boolean;
  /** From the hub's index of GGUF files; `null` where it does not say. */
  architecture: string | null;
  parameters: number | null;
  trainedContextLength: number | null;
  /** Why it cannot be used, if something is known to keep it from that. */
  problem?: Told;
}

/** A model as its own page tells of it. */
export interface HubModelDetails extends HubModel {
  /** The commit that all of this is about. */
  revision: string;
  /** Smallest first. */
  files: HubFile[];
  /** Markdown without its front matter; untrusted text. Empty where there is none. */
  card: string;
  /** The page, for the system's browser. */
  url: string;
}

/** A model of the catalogue that comes with Hearth. */
export interface CatalogueModel {
  id: string;
  /** Repository on the hub, and the file in it that is recommended. */
  repository: string;
  file: string;
  name: string;
  /** One sentence: what it is good for. */
  summary: string;
  uses: CatalogueUse[];
  /** `general.architecture` of the file. */
  architecture: string;
  bytes: number;
  parameters: number;
  /** Weights that one token goes through; fewer than `parameters` for a mixture of experts. */
  activeParameters: number;
  trainedContextLength: number;
  /** Of f16 keys and values, all layers together; a lower bound where windows slide. */
  kvBytesPerToken: number;
  licence: string;
  isGated: boolean;
}

/** The catalogue as it suits this machine. */
export interface CatalogueAdvice {
  /** The id of the model to begin with; `null` if none fits and is quick enough. */
  best: string | null;
  /** All models of the catalogue, the most suitable first. */
  models: CatalogueModelAdvice[];
}

export interface CatalogueModelAdvice {
  id: string;
  verdict: Fit['verdict'];
  /** Tokens/s; `null` if the machine was not measured. */
  speed: number | null;
  /** `speed` is how fast the model wrote in the user's own chats, not a prediction. */
  isOwnSpeed: boolean;
  /** Why it cannot be used; `null` if nothing is known to keep it from that. */
  problem: Told | null;
}

export type CatalogueUse = 'chat' | 'code' | 'reasoning' | 'small' | 'languages';

/** The calls of `calls` that belong here. */
export const hubCalls = {
  catalogue: call<CatalogueModel[]>().takes(nothing),
  /** How well each model of the catalogue suits this machine. */
  adviseCatalogue: call<CatalogueAdvice>().takes(nothing),
  searchHub: call<{ models: HubModel[]; next: string | null }>().takes(
    z.strictObject({
      text: z.string().trim().max(200),
      sort: z.enum(['downloads', 'likes', 'changed']),
      /** As `next` of the reply before, for more. */
      cursor: z.string().max(2000).nullable(),
    }),
  ),
  hubModel: call<HubModelDetails>().takes(z.strictObject({ repository })),
  /** The best file of a model for this machine, and why, from their sizes and one header. */
  adviseQuantization: call<{ file: HubFile; fit: Fit; why: Told } | null>().takes(
    z.strictObject({ repository }),
  ),
};
