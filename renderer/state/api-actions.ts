/** The actions on the server for other programs. */
import type { ConnectTarget } from '../../main/shared/contract/api.ts';
import type { Args } from '../../main/shared/contract/contract.ts';
import type { MadeKey } from './api.ts';
import type { Behind } from './behind.ts';

export const createApiActions = ({ call, get, put, tryCall }: Behind) => {
  const askApiRequests = async (): Promise<void> => put({ apiRequests: await call('apiRequests', {}) });
  const createApiKey = async (key: Args<'createApiKey'>): Promise<MadeKey> => {
    const made = await call('createApiKey', key);
    return { id: made.key.id, text: made.text };
  };
  return {
    askApiStatus: async (): Promise<void> => put({ apiStatus: await call('apiStatus', {}) }),
    /** Frees the memory of a model that a program has loaded; answers that it writes end. */
    unloadBesideModel: (path: string) =>
      tryCall(() => call('unloadBesideModel', { path, whileAnswering: 'stop' })),
    askApiKeys: async (): Promise<void> => put({ apiKeys: await call('apiKeys', {}) }),
    askApiRequests,
    clearApiRequests: async (): Promise<void> => {
      await call('clearApiRequests', {});
      await askApiRequests();
    },
    /** `save` lets the browser save what an address leads to. Resolves with the path of a file that was written, or `null`. */
    exportApiRequests: async (save: (address: string, name: string) => void): Promise<string | null> => {
      const reply = await call('exportApiRequests', {});
      if (reply?.how === 'download') save(reply.path, reply.name);
      return reply?.how === 'file' ? reply.path : null;
    },
    showApiClient: (apiClient: string): void => put({ apiClient }),
    createApiKey,
    /** Makes a key for a program, under its name; it may ask models and list them. */
    createConnectKey: async (target: ConnectTarget, name: string): Promise<void> => {
      const made = await createApiKey({ name, rights: ['ask', 'models'], days: null });
      put({ connectKeys: { ...get().connectKeys, [target]: made } });
    },
    /** Uses a key that the user has typed for a program; `null` forgets the one that was used. */
    takeConnectKey: (target: ConnectTarget, text: string | null): void => {
      const { [target]: _, ...others } = get().connectKeys;
      put({ connectKeys: text === null ? others : { ...others, [target]: { id: '', text } } });
    },
    chooseConnection: (connectTarget: ConnectTarget): void => put({ connectTarget }),
    chooseConnectModel: (connectModel: string): void => put({ connectModel }),
  };
};
