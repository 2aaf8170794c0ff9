/** Changes of the state of the local server, as pure functions like those of `transitions.ts`. */
import type { ApiRequestEntry } from '../../main/shared/contract/api.ts';
import type { WindowState } from './window-state.ts';

/** Ignored until all requests were asked for: the reply includes earlier changes. */
export const apiRequestChanged = (state: WindowState, request: ApiRequestEntry): WindowState => {
  if (state.apiRequests === null) return state;
  const isKnown = state.apiRequests.some(({ id }) => id === request.id);
  return {
    ...state,
    apiRequests: isKnown
      ? state.apiRequests.map((known) => (known.id === request.id ? request : known))
      : [request, ...state.apiRequests],
  };
};
