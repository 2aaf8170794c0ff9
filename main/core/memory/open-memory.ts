/** Estimates the memory and the speed of models on this machine, and recommends models for it. */
import { basename } from 'node:path';
import type { HandlersOf } from '../../shared/contract/call.ts';
import type { HubModelDetails, hubCalls } from '../../shared/contract/hub.ts';
import type { Ceilings } from '../../shared/contract/measuring.ts';
import type { memoryCalls } from '../../shared/contract/memory.ts';
import type { ModelId } from '../../shared/contract/model.ts';
import type { LibraryModel } from '../../shared/contract/library.ts';
import type { Engine } from '../../shared/engine/engine.ts';
import type { EngineConfig } from '../../shared/engine/config.ts';
import { bestInstalled, type InstalledModel } from '../../shared/memory/best-installed.ts';
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

/** The headers of at most this many models are read to find the best one: the largest that this machine could hold. */
const mostJudged = 30;

/** The decode speed of a model in its own answers. */
interface OwnSpeed {
  /** `null` if the answers are from before models had identities. */
  id: ModelId | null;
  path: string;
  bytes: number;
  tokensPerS: number;
}

interface MemoryOptions {
  engine: Engine;
  store: SettingStore;
  measurements: { allCeilings(): Ceilings[]; ownSpeeds(): OwnSpeed[] };
  /** The model of the library that this file is, or is a part of; `null` if there is none. */
  find: (path: string) => LibraryModel | null;
  /** All models of the library. */
  installed: () => readonly LibraryModel[];
  hub: Hub;
  /** The details of a repository on the hub, as they were received last. */
  pageOf: (repository: string) => Promise<HubModelDetails>;
  /** How a model would be loaded; an empty path is a model without settings of its own. */
  configFor: (path: string) => EngineConfig;
  catalogueFile: string;
  known: KnownFiles;
  log: Log;
}

export interface Memory extends Pick<Fitting, 'refuseIfTooLarge' | 'fitsBeside' | 'whatWouldWork'> {
  calls: HandlersOf<typeof memoryCalls> &
    Pick<HandlersOf<typeof hubCalls>, 'adviseCatalogue' | 'adviseQuantization'>;
}

export const openMemory = ({
  engine,
  store,
  measurements,
  find,
  installed,
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
    ceilings: () => measurements.allCeilings(),
    ownSpeed: (path) => {
      const model = find(path);
      return model === null ? null : ownSpeedOf(measurements.ownSpeeds(), model);
    },
    measuredPlain: (path) => loadMeasuredFlash(store)[known.keyOf(path)] === false,
    supported,
  });
  return {
    refuseIfTooLarge: fitting.refuseIfTooLarge,
    fitsBeside: fitting.fitsBeside,
    whatWouldWork: fitting.whatWouldWork,
    calls: {
      fitModel: ({ path, wish }) => fitting.local(path, wish),
      fitHubFile: ({ repository, file, wish }) => fitting.remote(repository, file, wish),
      fitHubFiles: ({ repository, wish }) => fitting.remoteAll(repository, wish),
      bestInstalled: async () => {
        const speeds = measurements.ownSpeeds();
        const ownSpeeds = new Map<string, number>();
        const judged: InstalledModel[] = [];
        const { ramTotal, gpu } = await memoryFor(configFor(''));
        const most = ramTotal + (gpu === null || gpu.isUnified ? 0 : gpu.total);
        const candidates = installed()
          .filter(
            ({ owner, kind, problem, bytes }) =>
              owner !== 'starter' && kind === 'chat' && problem === null && bytes <= most,
          )
          .toSorted((one, other) => other.bytes - one.bytes);
        for (const model of candidates.slice(0, mostJudged)) {
          const { path, bytes, parameters } = model;
          const fit = await fitting.asConfigured(path);
          if (fit === null) continue;
          const own = ownSpeedOf(speeds, model);
          if (own !== null) ownSpeeds.set(path, own);
          judged.push({ path, bytes, parameters, fit: { ...fit, decodeSpeed: own ?? fit.decodeSpeed } });
        }
        const best = bestInstalled(judged);
        return best && { path: best.path, speed: best.fit.decodeSpeed, isOwnSpeed: ownSpeeds.has(best.path) };
      },
      machineMemory: () => memoryFor(configFor('')),
      adviseQuantization: ({ repository }) => fitting.advise(repository),
      adviseCatalogue: async () => {
        const machine = await memoryFor(configFor(''));
        const speeds = measurements.ownSpeeds();
        return recommend(readCatalogue(catalogueFile), machine, measurements.allCeilings(), {
          ownSpeed: ({ file }) => ownSpeedOfFile(speeds, basename(file)),
          problem: ({ architecture }) => unsupportedProblem(supported(), architecture),
        });
      },
    },
  };
};

/** Decode speed in tokens/s of a model in its own answers; `null` if they do not tell. */
const ownSpeedOf = (speeds: readonly OwnSpeed[], { id, path, files }: LibraryModel): number | null =>
  (
    speeds.find((one) => one.id !== null && one.id === id) ??
    // Answers from before models had identities are matched by file name and size.
    speeds.find(
      (one) => one.id === null && basename(one.path) === basename(path) && one.bytes === files[0]?.bytes,
    )
  )?.tokensPerS ?? null;

/** The same by file name, which in the catalogue tells the quantization as well. */
const ownSpeedOfFile = (speeds: readonly OwnSpeed[], fileName: string): number | null =>
  speeds.find((one) => basename(one.path) === fileName)?.tokensPerS ?? null;
