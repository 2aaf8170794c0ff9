/** The slice of what other programs ask for by links and files: nothing of it is done before the user has agreed. */
import type { Asked } from '../../main/shared/desktop/link.ts';

export interface AskedState {
  /** In the order in which they came; the first is shown. */
  asked: readonly Asked[];
}

export const askedState: AskedState = { asked: [] };
