/** What is said of models whose architecture this llama.cpp does not support: before they are downloaded or loaded. */

/** As `general.architecture` names them; `null` until the engine has told. */
export type Supported = ReadonlySet<string> | null;

/** One sentence; `null` if the architecture is supported, or that is not known yet. */
export const unsupportedProblem = (supported: Supported, architecture: string | null): string | null =>
  supported === null || architecture === null || architecture === '' || supported.has(architecture)
    ? null
    : `Models of the architecture “${architecture}” are not supported by this version of llama.cpp: choose another model, or look for a newer version of Hearth.`;
