/** A model: its identity, and what its files say of it. */

/**
 * The identity of a model: a digest of its content (main/system/model-digest.ts). A file keeps it when it is moved, renamed or
 * imported; two quantizations of one model have two. Whatever Hearth remembers of a model is stored by it.
 */
export type ModelId = string;

/** The one description of a model. Whatever says more of a model contains it or extends it. */
export interface ModelFacts {
  /** The file that is loaded; the first part of a split model. */
  path: string;
  /** `null` if the header of the file cannot be read, or if a part of the model is missing. */
  id: ModelId | null;
  name: string;
  architecture: string;
  /** For example `Q4_K_M`; `null` if neither the file nor its name says. */
  quantization: string | null;
  /** The size of all its files. */
  bytes: number;
  /** The context length that the model was trained for, in tokens; 0 if the file does not say. */
  trainedContextLength: number;
}
