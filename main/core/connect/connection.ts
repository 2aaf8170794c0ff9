/** What a program is told to reach this server. */
import type { ConnectGuide } from '../../shared/contract/api.ts';
import type { System } from '../library/programs/system.ts';

export interface Connection {
  /** Of the server, without a path: `http://127.0.0.1:27181`. */
  address: string;
  /** As programs name it. */
  model: string;
  /** In tokens. */
  contextLength: number;
  key: string;
}

export type Piece = ConnectGuide['pieces'][number];

/** In the place of a key that was not made yet. */
export const keyPlaceholder = 'HEARTH_KEY';

/** The name under which programs list this server, and by which its own entries are found again in their files. */
export const providerName = 'Hearth';
export const providerId = 'hearth';

/** The base of OpenAI's paths. */
export const openAiBase = ({ address }: Connection): string => `${address}/v1`;

/** Tokens that are left for an answer where a program wants prompt and answer apart. */
export const answerRoom = ({ contextLength }: Connection): number =>
  Math.max(1, Math.min(4_096, Math.floor(contextLength / 4)));

/** A file of a program that Hearth can write. */
export interface ConfigFile {
  path: string;
  /** The folder in which the file has to be, links resolved: the user's, or the one that an environment variable names. */
  root: string;
  /** A file beside it that would no longer be read if this one existed, or `null`. */
  insteadOf: string | null;
  format: ConfigFormat;
}

/**
 * How the text of a file gets Hearth's entries. Everything else stays as it is: comments, order, and as far as the format allows, spaces.
 * Both throw `NotEditable`.
 */
export interface ConfigFormat {
  /** `text`: `null` for a file that does not exist. */
  written(text: string | null, connection: Connection): string;
  /** `text` with the entries of `before` in the place of Hearth's. `before`: `null` if there was no file. */
  takenOut(text: string, before: string | null): string;
}

/** A file whose text cannot be edited, because it is damaged or has something else in the place of an entry. */
export class NotEditable extends Error {}

export interface Target {
  pieces(connection: Connection, system: System): Piece[];
  /** `null`: Hearth writes no file of this program. */
  file: ((system: System) => ConfigFile) | null;
}
