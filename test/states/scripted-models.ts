/** The half of the scripted core that is about models: the library, a hub, downloads and what was sent. */
import type {
  Download,
  HubModel,
  ImportProgress,
  LibraryModel,
  OutgoingRequest,
} from '../../main/contract/model-types.ts';
import type { LoadSettings } from '../../main/contract/types.ts';
import { unsupportedProblem } from '../../main/models/unsupported.ts';
import { recommend } from '../../main/lens/recommend.ts';
import { pause, type Emit, type Handlers } from './handlers.ts';
import {
  catalogue,
  supported,
  hubDetails,
  hubModels,
  machineWithGpu,
  machineWithoutGpu,
  sampleFit,
} from './sample-hub.ts';
import { ceilings, processorCeilings } from './sample-ceilings.ts';
import { emptyLibrary } from './sample-library.ts';
import type { Scenario } from './scenarios.ts';

const pageSize = 30;
/** Two seconds, so that it can be looked at and stopped. */
const copySteps = 20;

type ModelCalls = Pick<
  Handlers,
  | 'library'
  | 'rescanLibrary'
  | 'modelMetadata'
  | 'addModelFolder'
  | 'removeModelFolder'
  | 'pickFolder'
  | 'importModel'
  | 'imports'
  | 'cancelImport'
  | 'deleteModel'
  | 'loadSettings'
  | 'changeLoadSettings'
  | 'fitModel'
  | 'fitHubFile'
  | 'fitHubFiles'
  | 'machineMemory'
  | 'catalogue'
  | 'adviseCatalogue'
  | 'searchHub'
  | 'hubModel'
  | 'adviseQuantisation'
  | 'downloads'
  | 'startDownload'
  | 'pauseDownload'
  | 'resumeDownload'
  | 'cancelDownload'
  | 'outgoingRequests'
  | 'clearOutgoingRequests'
  | 'setHubToken'
>;

/** `tell` keeps the names of calls that would go out. */
export const createScriptedModels = (
  scenario: Scenario,
  emit: Emit,
  tell: (what: string) => void,
): ModelCalls => {
  let library = scenario.library ?? emptyLibrary;
  const downloads = new Map((scenario.downloads ?? []).map((one) => [one.id, one]));
  let imports: ImportProgress[] = [];
  let requests: OutgoingRequest[] = scenario.requests ?? [];
  const settings = new Map<string, LoadSettings>();
  const machine = scenario.engine.model?.backend === 'cpu' ? machineWithoutGpu : machineWithGpu;
  let nextId = 1;

  const changeLibrary = (change: Partial<typeof library>): void => {
    library = { ...library, ...change };
    emit('library.changed', { library });
  };
  const find = (path: string): LibraryModel => {
    const model = library.models.find((one) => one.path === path);
    if (!model) throw new Error(`There is no model at ${path}: look into the folders again.`);
    return model;
  };
  const change = (download: Download): void => {
    downloads.set(download.id, download);
    emit('download.changed', { download });
  };
  /** One step every 100 ms until it is done, or not running any more. */
  const fetchOn = async (id: string): Promise<void> => {
    for (;;) {
      await pause(100);
      const download = downloads.get(id);
      if (download?.state !== 'running') return;
      const step = download.bytes / 40;
      const doneBytes = Math.min(download.bytes, download.doneBytes + step);
      const isDone = doneBytes === download.bytes;
      change({
        ...download,
        doneBytes,
        bytesPerSecond: isDone ? null : 10 * step,
        state: isDone ? 'done' : 'running',
      });
    }
  };
  /** One step every 100 ms until it is done; false where it was cancelled. */
  const copy = async (name: string): Promise<boolean> => {
    const bytes = 4_683_074_240;
    imports = [{ id: 'i-1', name, doneBytes: 0, bytes }];
    while (imports[0] && imports[0].doneBytes < bytes) {
      emit('imports.changed', { imports });
      await pause(100);
      imports = imports.map((one) => ({ ...one, doneBytes: one.doneBytes + bytes / copySteps }));
    }
    const isWhole = imports.length > 0;
    imports = [];
    emit('imports.changed', { imports });
    return isWhole;
  };
  const send = async (why: string, path: string): Promise<void> => {
    tell(`${why}: ${path}`);
    const request: OutgoingRequest = {
      id: `r-${nextId++}`,
      count: 1,
      startedAt: Date.now(),
      method: 'GET',
      url: `https://huggingface.co/${path}`,
      why,
      status: 200,
      problem: null,
      sentBytes: 410,
      receivedBytes: 12_000,
      ms: 200,
    };
    await pause(200);
    requests = [request, ...requests];
    emit('request.changed', { request });
  };
  const hubModel = (id: string): HubModel => {
    const found = hubModels.find((one) => one.id === id);
    return found ?? { ...hubModels[0]!, id, downloads: 1_000, likes: 4 };
  };

  return {
    library: () => library,
    rescanLibrary: async () => {
      changeLibrary({ isScanning: true });
      await pause(600);
      changeLibrary({ isScanning: false });
    },
    modelMetadata: ({ path }) => {
      const { architecture, name } = find(path);
      return [
        { key: 'general.architecture', value: architecture },
        { key: 'general.name', value: name },
        { key: `${architecture}.block_count`, value: '36' },
        { key: `${architecture}.attention.head_count_kv`, value: '8' },
        { key: 'tokenizer.ggml.model', value: 'gpt2' },
        { key: 'tokenizer.ggml.tokens', value: '151,936 items' },
        {
          key: 'tokenizer.chat_template',
          value: '{%- if tools %}\n  {{- messages[0].content }}\n{%- endif %}',
        },
      ];
    },
    addModelFolder: async ({ path }) => {
      changeLibrary({ isScanning: true });
      await pause(300);
      const folder = { path, owner: 'user' as const, models: 0, problem: null };
      changeLibrary({ isScanning: false, folders: [...library.folders, folder] });
    },
    removeModelFolder: ({ path }) =>
      changeLibrary({ folders: library.folders.filter((folder) => folder.path !== path) }),
    pickFolder: () => '/home/ada/more-models',
    importModel: async ({ path, how }) => {
      await pause(200);
      if (how !== 'in-place' && !(await copy(path.split('/').at(-1)!))) return null;
      const to = how === 'in-place' ? path : `/home/ada/.local/share/hearth/models/${path.split('/').at(-1)}`;
      const model = { ...library.models[0]!, path: to, name: path.split(/[\\/]/).at(-1)!, drafts: [] };
      const owner = how === 'in-place' ? ('user' as const) : ('hearth' as const);
      changeLibrary({
        models: [{ ...model, owner, files: [{ path: to, bytes: model.bytes }] }, ...library.models],
      });
      return to;
    },
    imports: () => imports,
    cancelImport: () => {
      imports = [];
    },
    deleteModel: async ({ path }) => {
      await pause(150);
      changeLibrary({ models: library.models.filter((model) => model.path !== path) });
    },

    loadSettings: ({ path }) => settings.get(path) ?? scenario.loadSettings ?? {},
    changeLoadSettings: ({ path, settings: to }) => {
      settings.set(path, to);
      return to;
    },

    fitModel: async ({ path, wish }) => {
      await pause(60);
      const model = find(path);
      return model.parameters === null
        ? null
        : sampleFit(model.bytes, model.trainedContextLength, wish, machine);
    },
    fitHubFile: async ({ repository, file, wish }) => {
      await send('Read the header of a model file', `${repository}/resolve/main/${file}`);
      const model = hubModel(repository);
      const one = hubDetails(model).files.find(({ path }) => path === file)!;
      return sampleFit(one.bytes, model.trainedContextLength ?? 0, wish, machine);
    },
    fitHubFiles: async ({ repository, wish }) => {
      await send('Read the header of a model file', `${repository}/resolve/main`);
      const model = hubModel(repository);
      return hubDetails(model)
        .files.filter(({ kind }) => kind === 'model')
        .map(({ path, bytes }) => ({
          path,
          fit: sampleFit(bytes, model.trainedContextLength ?? 0, wish, machine),
        }));
    },
    machineMemory: () => machine,

    catalogue: () => catalogue,
    adviseCatalogue: () =>
      recommend(catalogue, machine, scenario.lens?.ceilings ? [ceilings, processorCeilings] : [], {
        ownSpeed: ({ id }) => (id === 'qwen3-0.6b' ? 31 : null),
        problem: ({ architecture }) => unsupportedProblem(supported, architecture),
      }),
    searchHub: async ({ text, sort, cursor }) => {
      await send('Search for models', `api/models?search=${text}&sort=${sort}`);
      const words = text.toLowerCase().split(/\s+/);
      const found = hubModels.filter(({ id }) => words.every((word) => id.toLowerCase().includes(word)));
      const from = Number(cursor ?? 0);
      const next = from + pageSize < found.length ? String(from + pageSize) : null;
      return { models: found.slice(from, from + pageSize), next };
    },
    hubModel: async ({ repository }) => {
      await send('Show a model of the hub', `api/models/${repository}`);
      return hubDetails(hubModel(repository));
    },
    adviseQuantisation: async ({ repository }) => {
      await pause(250);
      const model = hubModel(repository);
      const wish = {
        contextLength: null,
        kvPrecision: 'f16' as const,
        gpuLayers: null,
        flashAttention: false,
        batchSize: 512,
      };
      const fits = hubDetails(model)
        .files.filter(({ kind }) => kind === 'model')
        .map((file) => ({
          file,
          fit: sampleFit(file.bytes, model.trainedContextLength ?? 0, wish, machine),
        }));
      const best = fits.findLast(({ fit }) => fit.verdict === 'fits' && fit.gpuLayers === fit.layers);
      const found = best ?? fits.findLast(({ fit }) => fit.verdict === 'fits');
      return found
        ? { ...found, why: 'It is the most exact one that fits with all of its layers, and it stays fast.' }
        : null;
    },

    downloads: () => [...downloads.values()],
    startDownload: ({ repository, file }) => {
      tell(`Fetch a model: ${repository}/${file}`);
      const one = hubDetails(hubModel(repository)).files.find(({ path }) => path === file);
      const download: Download = {
        id: `download-${nextId++}`,
        repository,
        file,
        target: `/home/ada/.local/share/hearth/models/${repository}/${file}`,
        state: 'running',
        problem: null,
        bytes: one?.bytes ?? 5e9,
        doneBytes: 0,
        refetchedBytes: 0,
        bytesPerSecond: null,
        createdAt: Date.now(),
      };
      change(download);
      void fetchOn(download.id);
      return download;
    },
    pauseDownload: ({ id }) => change({ ...downloads.get(id)!, state: 'paused', bytesPerSecond: null }),
    resumeDownload: ({ id }) => {
      change({ ...downloads.get(id)!, state: 'running', problem: null });
      void fetchOn(id);
    },
    cancelDownload: ({ id }) => {
      downloads.delete(id);
      emit('download.gone', { id });
    },

    outgoingRequests: () => requests,
    clearOutgoingRequests: () => {
      requests = [];
    },
    setHubToken: () => undefined,
  };
};
