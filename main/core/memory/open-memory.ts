/** Memory and speed: what models would take of this machine, and which of them suit it. */
import { basename } from 'node:path';
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { HubModelDetails, hubCalls } from '../../shared/contract/hub.ts';
import type { Ceilings } from '../../shared/contract/measuring.ts';
import type { memoryCalls } from '../../shared/contract/memory.ts';
import type { ModelId } from '../../shared/contract/model.ts';
import type { LibraryModel } from '../../shared/contract/library.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { EngineConfig } from '../../shared/engine/config.ts';
import { recommend } from '../../shared/memory/recommend.ts';
import { unsupportedProblem } from '../../shared/model/unsupported.ts';
import type { Log } from '../../system/log.ts';
import { readCatalogue } from '../hub/catalogue.ts';
import type { Hub } from '../hub/hub.ts';
import type { KnownFiles } from '../library/known-files.ts';
import { loadMeasuredFlash, type SettingStore } from '../settings/settings.ts';
import { createFitting, type Fitting } from './fitting.ts';
import { rememberAttention } from './measured-attention.ts';
import { createMemoryFor } from './memory-for.ts';

/** Tokens/s that a model wrote in its own answers. */
interface OwnSpeed {
  /** `null` in answers from before models had identities. */
  id: ModelId | null;
  path: string;
  bytes: number;
  tokensPerS: number;
}

interface MemoryOptions {
  engine: Engine;
  store: SettingStore & { allCeilings(): Ceilings[]; ownSpeeds(): OwnSpeed[] };
  /** The model of the library that this file is, or is a part of. */
  find: (path: string) => LibraryModel | null;
  hub: Hub;
  /** A model's page on the hub, as it was opened. */
  pageOf: (repository: string) => Promise<HubModelDetails>;
  /** How a model would be run; for an empty path, one that has no settings of its own. */
  configFor: (path: string) => EngineConfig;
  catalogueFile: string;
  known: KnownFiles;
  log: Log;
}

export interface Memory extends Pick<Fitting, 'refuseIfTooLarge' | 'whatWouldWork'> {
  calls: HandlersOf<typeof memoryCalls> &
    Pick<HandlersOf<typeof hubCalls>, 'adviseCatalogue' | 'adviseQuantization'>;
}

export const openMemory = ({
  engine,
  store,
  find,
  hub,
  pageOf,
  configFor,
  catalogueFile,
  known,
  log,
}: MemoryOptions): Memory => {
  const memoryFor = createMemoryFor(engine);
  const supported = () => engine.can.architectures;
  rememberAttention(engine, store, known, log);
  const fitting = createFitting({
    remembered: known.remembered,
    nameOf: (path) => find(path)?.name ?? basename(path),
    hub,
    details: pageOf,
    machine: memoryFor,
    configFor,
    ceilings: () => store.allCeilings(),
    ownSpeed: (path) => {
      const model = find(path);
      return model === null ? null : ownSpeedOf(store.ownSpeeds(), model);
    },
    measuredPlain: (path) => loadMeasuredFlash(store)[known.keyOf(path)] === false,
    supported,
  });
  return {
    refuseIfTooLarge: fitting.refuseIfTooLarge,
    whatWouldWork: fitting.whatWouldWork,
    calls: {
      fitModel: ({ path, wish }) => fitting.local(path, wish),
      fitHubFile: ({ repository, file, wish }) => fitting.remote(repository, file, wish),
      fitHubFiles: ({ repository, wish }) => fitting.remoteAll(repository, wish),
      machineMemory: () => memoryFor(configFor('')),
      adviseQuantization: ({ repository }) => fitting.advise(repository),
      adviseCatalogue: async () => {
        const machine = await memoryFor(configFor(''));
        const speeds = store.ownSpeeds();
        return recommend(readCatalogue(catalogueFile), machine, store.allCeilings(), {
          ownSpeed: ({ file }) => ownSpeedOfFile(speeds, basename(file)),
          problem: ({ architecture }) => unsupportedProblem(supported(), architecture),
        });
      },
    },
  };
};

/** Tokens/s that a model wrote in its own answers; `null` if they do not tell. */
const ownSpeedOf = (speeds: readonly OwnSpeed[], { id, path, files }: LibraryModel): number | null =>
  (
    speeds.find((one) => one.id !== null && one.id === id) ??
    // Answers from before models had identities.
    speeds.find(
      (one) => one.id === null && basename(one.path) === basename(path) && one.bytes === files[0]?.bytes,
    )
  )?.tokensPerS ?? null;

/** The same by the name of its file, which in the catalogue says the quantization too. */
const ownSpeedOfFile = (speeds: readonly OwnSpeed[], fileName: string): number | null =>
  speeds.find((one) => basename(one.path) === fileName)?.tokensPerS ?? null;
