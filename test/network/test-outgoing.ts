/** The real outgoing network on a real database, with settings that a test can change. */
import { openDatabase } from '../../main/chats/database.ts';
import type { OutgoingRequest } from '../../main/contract/model-types.ts';
import { openOutgoing, type OutgoingNetwork, type OutgoingOptions } from '../../main/network/outgoing.ts';
import { openRequestList, type RequestList } from '../../main/network/request-list.ts';
import { temporaryFolder } from '../contract/test-core.ts';

export interface TestOutgoing extends OutgoingNetwork {
  settings: ReturnType<OutgoingOptions['settings']>;
  requests: RequestList;
  /** What was told of requests, in order. */
  told: OutgoingRequest[];
  /** `null` for none. */
  token: { value: string | null };
  /** Ends it and takes its database. */
  remove: () => Promise<void>;
}

export const testOutgoing = (
  options: Partial<Pick<OutgoingOptions, 'env' | 'ca' | 'connectMs' | 'silenceMs'>> = {},
): TestOutgoing => {
  const folder = temporaryFolder();
  const db = openDatabase(folder.path);
  const settings = { offline: false, hubAddress: 'http://hub.invalid', hubMirror: '', proxy: '' };
  const token: TestOutgoing['token'] = { value: null };
  const told: OutgoingRequest[] = [];
  const requests = openRequestList(db);
  const network = openOutgoing({
    version: '1.2.3',
    settings: () => settings,
    hubToken: () => token.value,
    requests,
    onRequest: (request) => told.push(request),
    env: {},
    ...options,
  });
  return {
    ...network,
    settings,
    requests,
    told,
    token,
    remove: async () => {
      await network.close();
      db.close();
      folder.remove();
    },
  };
};

/** All that is left of a body, as text. */
export const textOf = async (body: AsyncIterable<Buffer>): Promise<string> => {
  const parts: Buffer[] = [];
  for await (const part of body) parts.push(part);
  return Buffer.concat(parts).toString('utf8');
};
