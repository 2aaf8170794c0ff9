/** The dependencies of the actions of every slice. */
import type { Client } from '../../main/shared/rpc/client.ts';
import type { Signals } from './signals.ts';
import type { WindowState } from './window-state.ts';

export interface Behind {
  call: Client['call'];
  get: () => WindowState;
  update: (change: (state: WindowState) => WindowState) => void;
  put: (patch: Partial<WindowState>) => void;
  /** Runs a call whose refusal is shown at the foot of the page; resolves with whether it succeeded. */
  tryCall: (work: () => Promise<unknown>) => Promise<boolean>;
  signals: Signals;
}
