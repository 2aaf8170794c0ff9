/**
 * The models on the hub, and the catalogue of recommended models, which is built in. Sizes are bytes; times of day are
 * milliseconds since the epoch.
 */
import { z } from 'zod';
import type { Fit } from './memory.ts';
import type { Told } from '../words/told.ts';
import { call, nothing, repository } from './call.ts';

/** A file of a model on the hub; if the model is split, the set of its files. */
export interface HubFile {
  /** The path of the first file in the repository. */
  path: string;
  parts: { path: string; bytes: number; sha256: string | null }[];
  bytes: number;
  kind: 'model' | 'projector' | 'draft' | 'other';
  /** For example `Q4_K_M`, from the name of the file; `null` if the name does not tell. */
  quantization: string | null;
  /** Whether all of it is in the library. */
  isHere: boolean;
}

/** A model as a search returns it. */
export interface HubModel {
  /** `owner/name`. */
  id: string;
  downloads: number;
  likes: number;
  changedAt: number;
  licence: string | null;
  /** Whether its licence must be accepted on the hub before it can be downloaded. */
  isGated: boolean;
  /** This and the next two are from the hub's index of GGUF files; `null` if it does not contain them. */
  architecture: string | null;
  parameters: number | null;
  trainedContextLength: number | null;
  /** Why the model cannot be used; absent if no reason is known. */
  problem?: Told;
}

/** A model with what its own page on the hub adds. */
export interface HubModelDetails extends HubModel {
  /** The commit that these details describe. */
  revision: string;
  /** All files, smallest first. */
  files: HubFile[];
  /** The model card: Markdown without its front matter, which is untrusted text. Empty if there is none. */
  card: string;
  /** The address of the page, for the system's browser. */
  url: string;
}

/** A model of the catalogue. */
export interface CatalogueModel {
  id: string;
  /** The repository on the hub, and the recommended file in it. */
  repository: string;
  file: string;
  name: string;
  /** One sentence about what the model is good for. */
  summary: string;
  uses: CatalogueUse[];
  /** `general.architecture` in the file. */
  architecture: string;
  bytes: number;
  parameters: number;
  /** The number of weights that each token uses; fewer than `parameters` for a mixture of experts. */
  activeParameters: number;
  trainedContextLength: number;
  /** Bytes of f16 keys and values per token, for all layers together; a lower bound if the model has sliding windows. */
  kvBytesPerToken: number;
  licence: string;
  isGated: boolean;
}

/** How well the models of the catalogue suit this machine. */
export interface CatalogueAdvice {
  /** The id of the model to begin with; `null` if none fits and is fast enough. */
  best: string | null;
  /** All models of the catalogue, the most suitable first. */
  models: CatalogueModelAdvice[];
}

export interface CatalogueModelAdvice {
  id: string;
  verdict: Fit['verdict'];
  /** Decode speed in tokens/s; `null` if the machine was not measured. */
  speed: number | null;
  /** Whether `speed` was measured in the user's own chats; otherwise it is a prediction. */
  isOwnSpeed: boolean;
  /** Why the model cannot be used; `null` if no reason is known. */
  problem: Told | null;
}

export type CatalogueUse = 'chat' | 'code' | 'reasoning' | 'small' | 'languages';

/** The calls about the hub, which `calls` in contract.ts includes. */
export const hubCalls = {
  catalogue: call<CatalogueModel[]>().takes(nothing),
  /** How well each model of the catalogue suits this machine. */
  adviseCatalogue: call<CatalogueAdvice>().takes(nothing),
  searchHub: call<{ models: HubModel[]; next: string | null }>().takes(
    z.strictObject({
      text: z.string().trim().max(200),
      sort: z.enum(['downloads', 'likes', 'changed']),
      /** `next` of the reply before, to get more results; `null` for the first ones. */
      cursor: z.string().max(2000).nullable(),
    }),
  ),
  hubModel: call<HubModelDetails>().takes(z.strictObject({ repository })),
  /**
   * The best file of a model for this machine and why, from the sizes of its files and one header; `null` if none fits or that
   * header lacks the needed information.
   */
  adviseQuantization: call<{ file: HubFile; fit: Fit; why: Told } | null>().takes(
    z.strictObject({ repository }),
  ),
};
