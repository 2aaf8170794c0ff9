/** The slice of the server for other programs: its state, its keys, its requests, and which program is being connected. */
import type { ApiKey, ApiRequestEntry, ApiStatus, ConnectTarget } from '../../main/shared/contract/api.ts';

/** A key that this window made for a program; its text is told only once. */
export interface MadeKey {
  id: string;
  text: string;
}

export interface ApiState {
  /** Each is `null` until it is requested. */
  apiStatus: ApiStatus | null;
  apiKeys: readonly ApiKey[] | null;
  /** Newest first. */
  apiRequests: readonly ApiRequestEntry[] | null;
  /** The name of the client whose requests are listed, as `clientName` gives it; empty for all. */
  apiClient: string;
  /** The program that is open in Connect. */
  connectTarget: ConnectTarget;
  /** The model that programs shall ask for; `null`: the first one. */
  connectModel: string | null;
  /** By program; forgotten with the window. */
  connectKeys: Readonly<Partial<Record<ConnectTarget, MadeKey>>>;
}

export const apiState: ApiState = {
  apiStatus: null,
  apiKeys: null,
  apiRequests: null,
  apiClient: '',
  connectTarget: 'claude-code',
  connectModel: null,
  connectKeys: {},
};

/** A client is a key and what the program calls itself. */
export const clientName = ({ keyName, client }: Pick<ApiRequestEntry, 'keyName' | 'client'>): string =>
  keyName === null ? client : `${client} · ${keyName}`;
