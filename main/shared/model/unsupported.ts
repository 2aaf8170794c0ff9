/** What is said of models whose architecture this llama.cpp does not support: before they are downloaded or loaded. */

import { say } from '../words/catalogue.ts';
import type { Told } from '../words/told.ts';

/** As `general.architecture` names them; `null` until the engine has told. */
export type Supported = ReadonlySet<string> | null;

/** What to tell; `null` if the architecture is supported, or that is not known yet. */
export const unsupportedProblem = (supported: Supported, architecture: string | null): Told | null =>
  supported === null || architecture === null || architecture === '' || supported.has(architecture)
    ? null
    : say('library.unsupported', { architecture });
