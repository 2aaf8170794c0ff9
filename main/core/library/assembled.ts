/** A model with the files that it was assembled from. */
import type { LibraryModel } from '../../shared/contract/library.ts';
import type { ScannedFile } from './scan.ts';

export interface Assembled {
  model: LibraryModel;
  /** Parts in their order. */
  files: ScannedFile[];
  /** Groups of its files, see `FoundFile`. A projector or draft that was made for it shares one of them. */
  groups: ReadonlySet<string>;
}
