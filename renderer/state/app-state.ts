/** The slice of Hearth itself: the connection to the core, and the core's facts about the app. */
import type { AppFacts, Notice } from '../../main/shared/contract/app.ts';
import type { UpdateStatus } from '../../main/shared/contract/updates.ts';
import type { Settings } from '../../main/shared/contract/settings.ts';

export interface AppState {
  connection: /** Not connected yet since the page loaded. */
    | 'connecting'
    | 'open'
    /** Lost; it is being opened again. */
    | 'away'
    /** Hearth does not accept the key of this tab. */
    | 'refused';
  app: AppFacts | null;
  settings: Settings | null;
  /** Messages of the core that the user sees once. */
  notices: readonly Notice[];
  /** `null` until it was asked for. */
  updates: UpdateStatus | null;
}

export const appState: AppState = {
  connection: 'connecting',
  app: null,
  settings: null,
  notices: [],
  updates: null,
};
