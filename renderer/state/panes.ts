/** The pane beside a list: the model that is open in the library, or the repository that is open in a search. */
import { isShown } from './frame.ts';
import { wasRefused } from './loading.ts';
import type { WindowState } from './window-state.ts';

/** True if the shown tab has a pane open beside its list. */
export const hasPane = (state: WindowState): boolean => closePane(state) !== state;

/** Closes the pane. Returns the same state if none is open. */
export const closePane = (state: WindowState): WindowState => {
  if (isShown(state, 'models', 'library') && state.shownModel !== null)
    return { ...state, shownModel: null, load: wasRefused(state) ? null : state.load };
  if (isShown(state, 'models', 'find') && state.search.shown !== null)
    return { ...state, search: { ...state.search, shown: null } };
  return state;
};
