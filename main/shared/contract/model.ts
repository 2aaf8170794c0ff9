/** A model: its identity, and the facts that its files state. */

/**
 * The identity of a model: a digest of its content (main/system/model-digest.ts). It stays the same if a file is moved, renamed
 * or imported; two quantizations of one model have different identities. Everything that Hearth remembers about a model is
 * stored under its identity.
 */
export type ModelId = string;

/** The basic description of a model. Every type with more facts about a model contains it or extends it. */
export interface ModelFacts {
  /** The path of the file that is loaded; the first part of a split model. */
  path: string;
  /** `null` if the header of the file cannot be read, or if a part of the model is missing. */
  id: ModelId | null;
  name: string;
  architecture: string;
  /** For example `Q4_K_M`; `null` if neither the file nor its name states it. */
  quantization: string | null;
  /** The size of all its files, in bytes. */
  bytes: number;
  /** The context length that the model was trained for, in tokens; 0 if the file does not state it. */
  trainedContextLength: number;
}
