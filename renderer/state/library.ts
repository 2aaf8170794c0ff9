/** The slice of the models on this machine, with the models that are being copied or downloaded. */
import type { Download } from '../../main/shared/contract/downloads.ts';
import type { ImportProgress, Library, ModelKind, ModelOwner } from '../../main/shared/contract/library.ts';

export type LibraryColumn = 'name' | 'parameters' | 'quantization' | 'size' | 'context' | 'used';

/** Which models of the library are listed, and in which order; an empty string lets all of them through. */
export interface LibraryQuery {
  text: string;
  owner: ModelOwner | '';
  kind: ModelKind | '';
  supports: 'tools' | 'reasoning' | 'images' | '';
  column: LibraryColumn;
  isDescending: boolean;
}

/** A model that came into Hearth's folder, by the path of its first file. */
interface Arrived {
  name: string;
  path: string;
}

export interface LibraryState {
  /** `null` until it was asked for. */
  library: Library | null;
  libraryQuery: LibraryQuery;
  /** The path of the model in the library whose facts are open. */
  shownModel: string | null;
  /** Newest first; `null` until they were asked for. */
  downloads: readonly Download[] | null;
  /** Models that are being copied into Hearth's folder. */
  imports: readonly ImportProgress[];
  /** The model that was downloaded or copied a moment ago, and not looked at yet. */
  arrived: Arrived | null;
  /** The name of a file that was dropped here, of which the browser does not tell the path. */
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
