/** A model with the files that it was made of. */
import type { LibraryModel } from '../../shared/contract/library.ts';
import type { ScannedFile } from './scan.ts';

export interface Assembled {
  model: LibraryModel;
  /** In their order. */
  files: ScannedFile[];
  /** What it shares with what belongs to it, see `FoundFile`. */
  groups: ReadonlySet<string>;
}
