/** What Hearth tells in its answers beside a dialect's own fields. */
import type { ApiFigures, HearthFigures } from './answer.ts';

/** The value of `hearth`. `ignored`: the fields, tools and items of the request that were skipped; absent: none. */
export type HearthPart = HearthFigures & { ignored?: readonly string[] };

export const hearthOf = ({ hearth }: ApiFigures, ignored: readonly string[]): HearthPart => ({
  ...hearth,
  ...(ignored.length === 0 ? {} : { ignored }),
});
