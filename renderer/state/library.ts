/** The slice of the models on this machine, including those that are being copied or downloaded. */
import type { Download } from '../../main/shared/contract/downloads.ts';
import type { ImportProgress, Library, ModelKind, ModelOwner } from '../../main/shared/contract/library.ts';

export type LibraryColumn = 'name' | 'parameters' | 'quantization' | 'size' | 'context' | 'used';

/** Filters and order of the list of models; an empty string does not filter. */
export interface LibraryQuery {
  text: string;
  owner: ModelOwner | '';
  kind: ModelKind | '';
  supports: 'tools' | 'reasoning' | 'images' | '';
  column: LibraryColumn;
  isDescending: boolean;
}

/** A model that was added to Hearth's folder, by the path of its first file. */
interface Arrived {
  name: string;
  path: string;
}

export interface LibraryState {
  /** `null` until it is requested. */
  library: Library | null;
  libraryQuery: LibraryQuery;
  /** The path of the model that is open in the library. */
  shownModel: string | null;
  /** Newest first; `null` until they are requested. */
  downloads: readonly Download[] | null;
  /** Models that are being copied into Hearth's folder. */
  imports: readonly ImportProgress[];
  /** The model that was downloaded or copied a moment ago, until the user opens it. */
  arrived: Arrived | null;
  /** The name of a dropped file whose path the browser hides. */
  dropped: string | null;
}

export const libraryState: LibraryState = {
  library: null,
  libraryQuery: { text: '', owner: '', kind: '', supports: '', column: 'used', isDescending: true },
  shownModel: null,
  downloads: null,
  imports: [],
  arrived: null,
  dropped: null,
};
