/** The calls about connecting other programs: what to set, their files, and the proof that it works. */
import type {
  ApiModelName,
  ApiRequestEntry,
  ConnectGuide,
  ConnectTarget,
} from '../../shared/contract/api.ts';
import { Refusal } from '../../shared/rpc/refusal.ts';
import type { System } from '../library/programs/system.ts';
import { keyPlaceholder, type Connection } from './connection.ts';
import { openConfigFiles } from './files.ts';
import { prove } from './proof.ts';
import { targets } from './targets.ts';

/** In tokens, for a model whose context length is not known. */
const usualContext = 32_768;

export interface ConnectDependencies extends System {
  dataFolder: string;
  /**
   * The address at which programs on this computer reach the server, without a path, such as `http://127.0.0.1:27181`; while it is off,
   * the one that it would have.
   */
  address: () => string;
  isOn: () => boolean;
  models: () => readonly ApiModelName[];
  /** The list of requests, with those that run. */
  requests: () => readonly ApiRequestEntry[];
  now?: () => Date;
}

/** Opens the calls of `apiCalls` about Connect. */
export const openConnect = ({
  dataFolder,
  address,
  isOn,
  models,
  requests,
  now = () => new Date(),
  ...system
}: ConnectDependencies) => {
  const files = openConfigFiles(system, dataFolder, now);
  /** Only one proof runs at a time: two would slow each other down. */
  let proving: Promise<unknown> = Promise.resolve();

  const connectionTo = (model: string, key: string): Connection => ({
    address: address(),
    model,
    key,
    contextLength: models().find(({ name }) => name === model)?.contextLength ?? usualContext,
  });
  const guide = (target: ConnectTarget, connection: Connection): ConnectGuide => ({
    target,
    pieces: targets[target].pieces(connection, system),
    file: files.about(target, connection),
  });

  return {
    calls: {
      connectGuide: ({
        target,
        model,
        key,
      }: {
        target: ConnectTarget;
        model: string;
        key: string | null;
      }): ConnectGuide => guide(target, connectionTo(model, key ?? keyPlaceholder)),
      writeConnection: ({
        target,
        model,
        key,
      }: {
        target: ConnectTarget;
        model: string;
        key: string;
      }): ConnectGuide => {
        const connection = connectionTo(model, key);
        files.write(target, connection);
        return guide(target, connection);
      },
      restoreConnection: ({ target }: { target: ConnectTarget }): void => files.restore(target),
      proveConnection: async ({
        target,
        model,
        key,
      }: {
        target: ConnectTarget;
        model: string;
        key: string;
      }) => {
        const before = proving;
        const proof = (async () => {
          await before.catch(() => undefined);
          if (!isOn()) throw new Refusal('api.off');
          return prove(target, model, key, { address: address(), requests });
        })();
        proving = proof;
        return proof;
      },
    },
  };
};
