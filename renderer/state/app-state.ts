/** The slice of Hearth itself: the connection to the core, and what the core told of the app. */
import type { AppFacts, Notice } from '../../main/shared/contract/app.ts';
import type { Settings } from '../../main/shared/contract/settings.ts';

export interface AppState {
  connection: /** Not connected yet since the page loaded. */
    | 'connecting'
    | 'open'
    /** Lost; being opened again. */
    | 'away'
    /** Hearth does not accept the key of this tab. */
    | 'refused';
  app: AppFacts | null;
  settings: Settings | null;
  /** What the core tells the user once. */
  notices: readonly Notice[];
}

export const appState: AppState = { connection: 'connecting', app: null, settings: null, notices: [] };
