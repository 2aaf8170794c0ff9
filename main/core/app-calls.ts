/** Handles the calls about Hearth itself: the greeting of a window that connects, and notices. */
import { availableParallelism } from 'node:os';
import type { appCalls, AppFacts, Welcome } from '../shared/contract/app.ts';
import type { HandlersOf } from '../shared/contract/call.ts';
import type { Engine } from '../shared/engine/engine.ts';
import { Refusal } from '../shared/rpc/refusal.ts';
import { readParts } from './hearth-parts.ts';
import type { Notices } from './notices.ts';
import type { KeptSettings } from './settings/keep-settings.ts';
import type { TokenStore } from './network/token.ts';

interface Dependencies {
  version: string;
  shell: AppFacts['shell'];
  platform: string;
  dataFolder: string;
  modelFolder: string;
  /** The native file picker and the system's bin. Here, it only matters whether the shell has them. */
  pickModelFile?: unknown;
  moveToBin: unknown;
  restart?: () => Promise<void>;
  token: TokenStore;
  engine: Engine;
  settings: KeptSettings;
  chats: () => Pick<Welcome, 'chats' | 'folders' | 'warmth' | 'running' | 'drafts' | 'queued'>;
  notices: Notices;
}

export const createAppCalls = ({
  version,
  shell,
  platform,
  dataFolder,
  modelFolder,
  pickModelFile,
  moveToBin,
  restart,
  token,
  engine,
  settings,
  chats,
  notices,
}: Dependencies): HandlersOf<typeof appCalls> => ({
  greet: () => ({
    app: {
      version,
      shell,
      platform,
      dataFolder,
      modelFolder,
      canPickFiles: pickModelFile !== undefined,
      hasBin: moveToBin !== null,
      cores: engine.can.cores ?? availableParallelism(),
      tokenStore: token.kind,
      hasHubToken: token.isSet(),
    },
    engine: engine.status,
    settings: settings.now,
    ...chats(),
    notices: notices.list(),
  }),
  hearthParts: () => readParts().map(({ name, version: of, licence }) => ({ name, version: of, licence })),
  licenceText: ({ name, version: of }) =>
    readParts().find((part) => part.name === name && part.version === of)?.text ?? '',
  restart: () => {
    if (restart === undefined) throw new Refusal('app.no-restart');
    return restart();
  },
  dismissNotice: ({ id }) => notices.dismiss(id),
});
