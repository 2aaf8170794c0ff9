/** The network with its list of requests and the access token of the hub. */
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { Emit } from '../../shared/contract/contract.ts';
import type { networkCalls } from '../../shared/contract/network.ts';
import type { Db } from '../database/connection.ts';
import type { KeptSettings } from '../settings/keep-settings.ts';
import { openOutgoing, type OutgoingNetwork } from './outgoing.ts';
import { openRequestList } from './request-list.ts';
import { openTokenStore, refuseOddToken, type KeyStore, type TokenStore } from './token.ts';

interface NetworkOptions {
  /** Of Hearth. */
  version: string;
  env: NodeJS.ProcessEnv;
  db: Db;
  dataFolder: string;
  /** The system's store of secrets; `null` if there is none. */
  keyStore: KeyStore | null;
  settings: KeptSettings;
  emit: Emit;
}

export interface Network {
  outgoing: OutgoingNetwork;
  token: TokenStore;
  calls: HandlersOf<typeof networkCalls>;
}

export const openNetwork = ({
  db,
  dataFolder,
  keyStore,
  version,
  env,
  settings,
  emit,
}: NetworkOptions): Network => {
  const token = openTokenStore({ folder: dataFolder, keyStore });
  const outgoing = openOutgoing({
    version,
    env,
    settings: () => settings.now,
    hubToken: () => token.read(),
    requests: openRequestList(db),
    onRequest: (request) => emit('request.changed', { request }),
  });
  settings.onChange(() => outgoing.settingsChanged());
  return {
    outgoing,
    token,
    calls: {
      outgoingRequests: () => outgoing.list(),
      clearOutgoingRequests: () => outgoing.clearList(),
      setHubToken: async ({ token: text }) => {
        if (text !== '') refuseOddToken(text, settings.now);
        if (text === '') token.remove();
        else await token.write(text);
        return { hasHubToken: token.isSet(), tokenStore: token.kind };
      },
    },
  };
};
